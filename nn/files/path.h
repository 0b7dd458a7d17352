#pragma once
// What every path that is given to the system by its first byte has to be.

#include <string>
#include <string_view>

#include "tensor/error.h"

namespace gradflow::nn {

// FileError, naming `operation`, for a path that the system would read up to a zero byte in it:
// another file's.
inline void require_whole_path(const std::string& path, std::string_view operation) {
  require<FileError>(path.find('\0') == std::string::npos,
                     "{}: the path \"{}\" goes on behind a zero byte", operation, path.c_str());
}

}  // namespace gradflow::nn
