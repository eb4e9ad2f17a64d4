// A plugin whose author made the mistake that a macro names. With none of them it is right.
#include <halberd/plugin.hpp>

#ifdef NOT_DERIVED
class Mistaken {
#else
class Mistaken : public halberd::Plugin {
#endif
 public:
#ifdef WRONG_CONSTRUCTOR
    explicit Mistaken(halberd::Host&) {}
#else
    Mistaken(halberd::Host&, const std::vector<std::string>&) {}
#endif

#if defined(WRONG_HANDLE)
    halberd::Result handle(halberd::Event) {
        return halberd::Result::ok();
    }
#elif defined(NOT_DERIVED)
    halberd::Result handle(const halberd::Event&) {
        return halberd::Result::ok();
    }
#else
halberd::Result handle(const halberd::Event&) override {
    return halberd::Result::ok();
}
#endif

#ifdef WRONG_COMMAND_LINE
    static int command_line(const std::vector<std::string>&) {
        return 0;
    }
#endif

#ifdef WRONG_DESCRIPTION
    static constexpr const char* description = "Does nothing";
#endif
};

HALBERD_PLUGIN(Mistaken, "org.example.mistaken", "1.0.0", "Does nothing")
