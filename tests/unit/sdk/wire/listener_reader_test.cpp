#include "sdk/wire/listener_reader.hpp"

#include <gtest/gtest.h>

namespace halberd::wire {
namespace {

std::string event_text(std::uint64_t serial, std::string_view payload, EventLength unit) {
    EventHeader header;
    header.server = "supervisor";
    header.serial = serial;
    header.pool = "l";
    header.event_name = "REMOTE_COMMUNICATION";
    return format_event(header, payload, unit);
}

class ListenerReaderTest : public testing::TestWithParam<EventLength> {};

TEST_P(ListenerReaderTest, EventsAreReadWhateverTheChunks) {
    const std::string first = "type:größe\n€", second = "", third = "plain";
    const std::string stream =
        event_text(1, first, GetParam()) + event_text(2, second, GetParam()) + event_text(3, third, GetParam());
    for (std::size_t chunk = 1; chunk <= stream.size(); ++chunk) {
        ListenerReader reader(GetParam());
        std::vector<std::string> payloads;
        for (std::size_t at = 0; at < stream.size(); at += chunk) {
            reader.feed(std::string_view(stream).substr(at, chunk));
            while (auto event = reader.next().value()) {
                payloads.push_back(event->payload);
                EXPECT_EQ(event->header.serial, payloads.size());
            }
        }
        EXPECT_EQ(payloads, (std::vector<std::string>{first, second, third})) << "chunks of " << chunk;
        EXPECT_FALSE(reader.is_inside_event());
    }
}

TEST_P(ListenerReaderTest, NothingComesBeforeThePayloadIsComplete) {
    const std::string text = event_text(1, "größe €", GetParam());
    ListenerReader reader(GetParam());
    EXPECT_FALSE(reader.is_inside_event());
    for (const char byte : std::string_view(text).substr(0, text.size() - 1)) {
        reader.feed(std::string_view(&byte, 1));
        EXPECT_FALSE(reader.next().value());
        EXPECT_TRUE(reader.is_inside_event());
    }
    reader.feed(text.substr(text.size() - 1));
    EXPECT_TRUE(reader.next().value());
}

INSTANTIATE_TEST_SUITE_P(BothUnits, ListenerReaderTest, testing::Values(EventLength::Characters, EventLength::Bytes),
                         [](const auto& unit) { return unit.param == EventLength::Bytes ? "Bytes" : "Characters"; });

TEST(ListenerReader, BytesThatAreNotUtf8CountOneEach) {
    ListenerReader reader(EventLength::Characters);
    reader.feed(event_text(1, "\xFF\xFE.", EventLength::Characters) + event_text(2, "x", EventLength::Characters));
    EXPECT_EQ(reader.next().value()->payload, "\xFF\xFE.");
    EXPECT_EQ(reader.next().value()->payload, "x");
}

TEST(ListenerReader, ALineThatIsNoHeaderIsTheError) {
    ListenerReader reader(EventLength::Characters);
    reader.feed("hello world\n");
    const auto event = reader.next();
    ASSERT_FALSE(event);
    EXPECT_EQ(event.error(), "hello world");
}

} // namespace
} // namespace halberd::wire
