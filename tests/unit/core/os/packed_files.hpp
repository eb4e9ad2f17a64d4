#pragma once

#include "tests/unit/core/os/os_test_support.hpp"

#include <zlib.h>
#include <zstd.h>

#include <string>

namespace halberd {

// What gunzip(1) would write; "broken" when the file is not a complete one.
inline std::string gunzipped(const std::string& path) {
    const gzFile file = ::gzopen(path.c_str(), "rb");
    std::string bytes;
    std::vector<char> buffer(65536);
    int count = 0;
    while (file != nullptr && (count = ::gzread(file, buffer.data(), static_cast<unsigned>(buffer.size()))) > 0) {
        bytes.append(buffer.data(), static_cast<std::size_t>(count));
    }
    const bool is_whole = file != nullptr && count == 0 && ::gzdirect(file) == 0 && ::gzclose(file) == Z_OK;
    return is_whole ? bytes : "broken";
}

// What unzstd(1) would write; "broken" when the file is not a complete one.
inline std::string unzstded(const std::string& path) {
    const std::string packed = contents_of(path);
    ZSTD_DCtx* context = ::ZSTD_createDCtx();
    ZSTD_inBuffer in{packed.data(), packed.size(), 0};
    std::string bytes;
    std::vector<char> buffer(65536);
    std::size_t left = 1;
    while (left != 0 && ZSTD_isError(left) == 0) {
        ZSTD_outBuffer out{buffer.data(), buffer.size(), 0};
        left = ::ZSTD_decompressStream(context, &out, &in);
        bytes.append(buffer.data(), out.pos);
        if (out.pos == 0 && in.pos == in.size) {
            break;
        }
    }
    ::ZSTD_freeDCtx(context);
    return left == 0 && in.pos == in.size ? bytes : "broken";
}

} // namespace halberd
