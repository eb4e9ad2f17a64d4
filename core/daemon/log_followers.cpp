#include "core/daemon/log_followers.hpp"

#include "core/os/file_tail.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <optional>

namespace halberd {
namespace {

bool is_same(const LogTarget& a, const LogTarget& b) {
    return a.kind == b.kind && (a.kind == LogTarget::Kind::Main || a.process == b.process);
}

} // namespace

// What followers and the daemon share: who follows what, and whether a look at the files is due.
struct LogFollowers::Registry {
    explicit Registry(boost::asio::io_context& context) : io(context) {}

    boost::asio::io_context& io;
    std::vector<Follower*> followers;
};

class LogFollowers::Follower final : public std::enable_shared_from_this<Follower> {
 public:
    Follower(std::shared_ptr<Registry> registry, LogTarget log, std::string path, std::int64_t tail_bytes,
             std::function<void(std::string_view)> on_bytes)
        : registry_(std::move(registry)),
          log_(std::move(log)),
          path_(std::move(path)),
          tail_bytes_(tail_bytes),
          on_bytes_(std::move(on_bytes)) {
        registry_->followers.push_back(this);
    }

    ~Follower() { stop(); }

    void stop() {
        std::erase(registry_->followers, this);
        on_bytes_ = nullptr;
    }

    bool follows(const LogTarget& log) const { return is_same(log_, log); }

    // Reads later: a writer is at work on the file at this moment, and many writes may be read at once.
    void look_soon() {
        if (look_posted_) {
            return;
        }
        look_posted_ = true;
        boost::asio::post(registry_->io, [self = shared_from_this()] {
            self->look_posted_ = false;
            self->look();
        });
    }

 private:
    void look() {
        if (!file_) {
            auto opened = FileFollower::open(path_, tail_bytes_);
            if (!opened) {
                return; // it is not there yet, and will be read from its beginning
            }
            file_.emplace(std::move(*opened));
        }
        while (on_bytes_) {
            const FileFollower::NewBytes news = file_->read_new();
            if (!news.was_truncated && news.bytes.empty()) {
                return;
            }
            on_bytes_((news.was_truncated ? FileTruncatedNotice : "") + news.bytes);
        }
    }

    std::shared_ptr<Registry> registry_;
    LogTarget log_;
    std::string path_;
    std::int64_t tail_bytes_;
    std::function<void(std::string_view)> on_bytes_;
    std::optional<FileFollower> file_;
    bool look_posted_ = false;
};

namespace {

// What the front end holds: the follower itself is shared with the read that may be posted.
template <class Follower>
class Handle final : public LogFollower {
 public:
    explicit Handle(std::shared_ptr<Follower> follower) : follower_(std::move(follower)) {}
    ~Handle() override { follower_->stop(); }

 private:
    std::shared_ptr<Follower> follower_;
};

} // namespace

LogFollowers::LogFollowers(boost::asio::io_context& io) : registry_(std::make_shared<Registry>(io)) {}

LogFollowers::~LogFollowers() = default;

std::unique_ptr<LogFollower> LogFollowers::follow(const LogTarget& log, const std::string& path,
                                                  std::int64_t tail_bytes,
                                                  std::function<void(std::string_view)> on_bytes) {
    auto follower = std::make_shared<Follower>(registry_, log, path, tail_bytes, std::move(on_bytes));
    follower->look_soon();
    return std::make_unique<Handle<Follower>>(std::move(follower));
}

void LogFollowers::on_written(const LogTarget& log) {
    for (Follower* follower : registry_->followers) {
        if (follower->follows(log)) {
            follower->look_soon();
        }
    }
}

} // namespace halberd
