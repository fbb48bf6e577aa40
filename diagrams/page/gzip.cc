#include "diagrams/page/gzip.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>

#include "engine/core/check.h"

namespace weir::diagrams {

std::string gzip(std::string_view text) {
  z_stream stream{};
  constexpr int kGzipWindow = 15 + 16;  // the widest window, and a gzip header
  WEIR_CHECK(deflateInit2(&stream, 9, Z_DEFLATED, kGzipWindow, 8, Z_DEFAULT_STRATEGY) == Z_OK,
             "zlib cannot begin");
  std::string out, left(text);
  std::array<char, 1 << 16> buffer{};
  std::size_t at = 0;
  int state = Z_OK;
  while (state != Z_STREAM_END) {
    // zlib counts in unsigned ints.
    const std::size_t piece =
        std::min<std::size_t>(left.size() - at, std::numeric_limits<uInt>::max() / 2);
    stream.next_in = reinterpret_cast<Bytef*>(left.data() + at);
    stream.avail_in = static_cast<uInt>(piece);
    stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
    stream.avail_out = static_cast<uInt>(buffer.size());
    state = deflate(&stream, at + piece == left.size() ? Z_FINISH : Z_NO_FLUSH);
    WEIR_CHECK(state == Z_OK || state == Z_STREAM_END || state == Z_BUF_ERROR, "zlib failed");
    at += piece - stream.avail_in;
    out.append(buffer.data(), buffer.size() - stream.avail_out);
  }
  deflateEnd(&stream);
  constexpr std::size_t kSystem =
      9;  // the byte that names an operating system: unknown, everywhere
  out[kSystem] = '\xff';
  return out;
}

}  // namespace weir::diagrams
