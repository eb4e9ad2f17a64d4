#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <halberd/plugin.hpp>

#include <stdexcept>

namespace {

// Does what its first argument says, in the constructor and for each event.
class Obedient : public halberd::Plugin {
 public:
    static constexpr halberd::Option options[] = {{"order", 'o', "WORD", "what to do"}};
    static constexpr halberd::Description description{"EVENT", options};

    Obedient(halberd::Host& host, const std::vector<std::string>& arguments) : host_(host), order_(arguments.at(0)) {
        if (order_ == "throw at once") {
            throw std::runtime_error("no such thing");
        }
        host_.warn("made");
    }
    ~Obedient() override { host_.info("ended"); }

    halberd::Result handle(const halberd::Event& event) override {
        if (order_ == "throw") {
            throw std::runtime_error("lost it at " + std::string(event.name()));
        }
        if (order_ == "throw a number") {
            throw 42;
        }
        if (order_ == "fail") {
            return halberd::Result::fail("not yet");
        }
        if (order_ == "fatal") {
            return halberd::Result::fatal(std::string(5000, 'x'));
        }
        host_.error(host_.variable("A").value_or("(not set)"));
        return halberd::Result::ok();
    }

    static std::optional<halberd::Exit> command_line(const std::vector<std::string>& arguments) {
        if (arguments.empty()) {
            throw std::runtime_error("nothing was ordered");
        }
        return arguments[0] == "-h" ? std::optional(halberd::Exit{3, "out", "err"}) : std::nullopt;
    }

 private:
    halberd::Host& host_;
    std::string order_;
};

} // namespace

HALBERD_PLUGIN(Obedient, "org.example.obedient", "1.2.3", "Obeys")

namespace {

using testing::ElementsAre;
using testing::StartsWith;

std::string text(halberd_string string) {
    return {string.data, string.size};
}

class PluginTest : public testing::Test {
 protected:
    PluginTest() {
        host.struct_size = sizeof host;
        host.context = &log;
        host.log = [](void* context, int level, halberd_string line) {
            static_cast<std::vector<std::string>*>(context)->push_back(std::to_string(level) + " " + text(line));
        };
        host.get_variable = [](void*, halberd_string name, halberd_string* value) {
            *value = {"1", 1};
            return text(name) == "A" ? 1 : 0;
        };
        host.get_extension = [](void*, const char*) -> const void* { return nullptr; };
    }

    void* create(const char* order) {
        const char* const argv[] = {"obedient", order, nullptr};
        return halberd_plugin.create(&host, order == nullptr ? 1 : 2, argv, err, sizeof err);
    }

    // The result of an event for an instance with this order.
    int handle(const char* order) {
        void* self = create(order);
        halberd_event event{};
        event.struct_size = sizeof event;
        event.name = {"TICK_5", 6};
        const int result = halberd_plugin.handle(self, &event, err, sizeof err);
        halberd_plugin.destroy(self);
        return result;
    }

    halberd_host host{};
    std::vector<std::string> log;
    char err[100] = "";
};

TEST_F(PluginTest, TheTableSaysWhatTheMacroWasTold) {
    EXPECT_EQ(halberd_plugin.struct_size, sizeof(struct halberd_plugin));
    EXPECT_EQ(halberd_plugin.abi_major, HALBERD_ABI_MAJOR);
    EXPECT_EQ(halberd_plugin.abi_minor_needed, 0);
    EXPECT_STREQ(halberd_plugin.id, "org.example.obedient");
    EXPECT_STREQ(halberd_plugin.version, "1.2.3");
    EXPECT_STREQ(halberd_plugin.summary, "Obeys");
}

TEST_F(PluginTest, HandleAndHostReachEachOther) {
    EXPECT_EQ(handle("be fine"), HALBERD_OK);
    EXPECT_THAT(log, ElementsAre("30 made", "40 1", "20 ended"));
}

TEST_F(PluginTest, FailAndFatalCarryTheirReasonAsFarAsThereIsRoom) {
    EXPECT_EQ(handle("fail"), HALBERD_FAIL);
    EXPECT_STREQ(err, "not yet");
    EXPECT_EQ(handle("fatal"), HALBERD_FATAL);
    EXPECT_EQ(err, std::string(99, 'x'));
}

TEST_F(PluginTest, AnExceptionOfHandleIsAFailure) {
    EXPECT_EQ(handle("throw"), HALBERD_FAIL);
    EXPECT_STREQ(err, "lost it at TICK_5");
    EXPECT_EQ(handle("throw a number"), HALBERD_FAIL);
    EXPECT_STREQ(err, "an exception of unknown type");
}

TEST_F(PluginTest, AnExceptionOfTheConstructorIsTheErrorOfCreate) {
    EXPECT_EQ(create("throw at once"), nullptr);
    EXPECT_STREQ(err, "no such thing");
    EXPECT_EQ(create(nullptr), nullptr);
    EXPECT_THAT(err, StartsWith("vector::_M_range_check"));
}

TEST_F(PluginTest, TheCommandLineMayEndTheProgram) {
    const auto& extension =
        *static_cast<const halberd_command_line*>(halberd_plugin.get_extension(HALBERD_COMMAND_LINE_EXTENSION));
    std::vector<std::string> printed;
    const auto print = [](void* context, int stream, halberd_string line) {
        static_cast<std::vector<std::string>*>(context)->push_back(std::to_string(stream) + " " + text(line));
    };
    const char* const help[] = {"obedient", "-h", nullptr};
    EXPECT_EQ(extension.check(2, help, &printed, print), 3);
    EXPECT_THAT(printed, ElementsAre("1 out", "2 err"));
    printed.clear();
    const char* const none[] = {"obedient", nullptr};
    EXPECT_EQ(extension.check(1, none, &printed, print), 1);
    EXPECT_THAT(printed, ElementsAre("2 nothing was ordered", "2 \n"));
    const char* const order[] = {"obedient", "be fine", nullptr};
    EXPECT_EQ(extension.check(2, order, &printed, print), -1);
    EXPECT_EQ(halberd_plugin.get_extension("halberd.none/1"), nullptr);
}

TEST_F(PluginTest, TheDescriptionIsAnExtension) {
    const auto& description =
        *static_cast<const halberd_description*>(halberd_plugin.get_extension(HALBERD_DESCRIPTION_EXTENSION));
    EXPECT_EQ(description.struct_size, sizeof(halberd_description));
    EXPECT_STREQ(description.events, "EVENT");
    ASSERT_EQ(description.option_count, 1U);
    EXPECT_EQ(description.option_size, sizeof(halberd_option));
    EXPECT_STREQ(description.options[0].name, "order");
    EXPECT_STREQ(description.options[0].value, "WORD");
}

} // namespace
