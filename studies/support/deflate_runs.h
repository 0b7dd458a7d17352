#pragma once
// A zlib stream (RFC 1950, 1951) that shortens runs of one byte and nothing else, and the two check
// sums that PNG needs. Enough for pictures of flat areas; used by grey_image.cpp.

#include <cstdint>
#include <string>
#include <string_view>

namespace studies {

std::string zlib_runs(std::string_view bytes);

std::uint32_t adler32(std::string_view bytes);  // RFC 1950, section 9
std::uint32_t crc32(std::string_view bytes);    // PNG, annex D

}  // namespace studies
