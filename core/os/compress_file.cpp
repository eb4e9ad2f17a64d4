#include "core/os/compress_file.hpp"

#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <cerrno>
#include <memory>
#include <string_view>
#include <vector>

namespace halberd {
namespace {

constexpr std::size_t PieceSize = 131'072;

// zlib's number for a window of 32 KiB and the frame of gzip(1).
constexpr int GzipWindow = 15 + 16;
constexpr int GzipMemory = 8;
constexpr int ZstdLevel = 3;

// Takes the pieces of a file, and writes what they are packed into.
class Packer {
 public:
    virtual ~Packer() = default;
    virtual Result<void> put(std::string_view piece, bool is_last) = 0;
};

Result<void> write_all(int target, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t count = ::write(target, bytes.data(), bytes.size());
        if (count >= 0) {
            bytes.remove_prefix(static_cast<std::size_t>(count));
        } else if (errno != EINTR) {
            return system_failure("write", errno);
        }
    }
    return {};
}

class GzipPacker final : public Packer {
 public:
    explicit GzipPacker(int target) : target_(target), buffer_(PieceSize) {
        is_ready_ = ::deflateInit2(&stream_, Z_DEFAULT_COMPRESSION, Z_DEFLATED, GzipWindow, GzipMemory,
                                   Z_DEFAULT_STRATEGY) == Z_OK;
    }
    ~GzipPacker() override {
        if (is_ready_) {
            ::deflateEnd(&stream_);
        }
    }
    GzipPacker(const GzipPacker&) = delete;
    GzipPacker& operator=(const GzipPacker&) = delete;

    Result<void> put(std::string_view piece, bool is_last) override {
        if (!is_ready_) {
            return system_failure("compress", ENOMEM);
        }
        stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(piece.data())); // zlib only reads it
        stream_.avail_in = static_cast<uInt>(piece.size());
        do {
            stream_.next_out = buffer_.data();
            stream_.avail_out = static_cast<uInt>(buffer_.size());
            if (::deflate(&stream_, is_last ? Z_FINISH : Z_NO_FLUSH) == Z_STREAM_ERROR) {
                return failure("compress", "zlib has lost its state");
            }
            const std::size_t made = buffer_.size() - stream_.avail_out;
            if (Result<void> written = write_all(target_, {reinterpret_cast<const char*>(buffer_.data()), made});
                !written) {
                return written;
            }
        } while (stream_.avail_out == 0);
        return {};
    }

 private:
    int target_;
    std::vector<Bytef> buffer_;
    z_stream stream_{};
    bool is_ready_ = false;
};

class ZstdPacker final : public Packer {
 public:
    explicit ZstdPacker(int target) : target_(target), buffer_(PieceSize), context_(ZSTD_createCCtx(), ZSTD_freeCCtx) {
        if (context_ != nullptr) {
            ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_compressionLevel, ZstdLevel);
            ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_checksumFlag, 1);
        }
    }

    Result<void> put(std::string_view piece, bool is_last) override {
        if (context_ == nullptr) {
            return system_failure("compress", ENOMEM);
        }
        ZSTD_inBuffer in{piece.data(), piece.size(), 0};
        for (;;) {
            ZSTD_outBuffer out{buffer_.data(), buffer_.size(), 0};
            const std::size_t left =
                ZSTD_compressStream2(context_.get(), &out, &in, is_last ? ZSTD_e_end : ZSTD_e_continue);
            if (ZSTD_isError(left) != 0) {
                return failure("compress", ZSTD_getErrorName(left));
            }
            if (Result<void> written = write_all(target_, {buffer_.data(), out.pos}); !written) {
                return written;
            }
            if (is_last ? left == 0 : in.pos == in.size) {
                return {};
            }
        }
    }

 private:
    int target_;
    std::vector<char> buffer_;
    std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context_;
};

std::unique_ptr<Packer> make_packer(int target, Compression compression) {
    if (compression == Compression::Gzip) {
        return std::make_unique<GzipPacker>(target);
    }
    return std::make_unique<ZstdPacker>(target);
}

} // namespace

Result<std::uint64_t> compress_file(int source, int target, Compression compression,
                                    const std::atomic<bool>& is_cancelled) {
    const std::unique_ptr<Packer> packer = make_packer(target, compression);
    std::vector<char> buffer(PieceSize);
    std::uint64_t total = 0;
    for (;;) {
        if (is_cancelled) {
            return system_failure("compress", ECANCELED);
        }
        const ssize_t count = ::read(source, buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count < 0) {
            return system_failure("read", errno);
        }
        if (Result<void> packed = packer->put({buffer.data(), static_cast<std::size_t>(count)}, count == 0); !packed) {
            return tl::unexpected(std::move(packed.error()));
        }
        if (count == 0) {
            return total;
        }
        total += static_cast<std::uint64_t>(count);
    }
}

} // namespace halberd
