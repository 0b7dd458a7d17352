#pragma once
// The header of a .npy file, a dictionary as Python writes it:
// {'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gradflow::nn {

struct NpyHeader {
  std::string descr;  // byte order, kind and bytes of an element: "<f4"
  bool fortran_order = false;
  std::vector<std::int64_t> shape;
};

// Nothing unless the text is such a dictionary: these three keys, each once, in any order.
std::optional<NpyHeader> parse_npy_header(std::string_view text);

std::string to_string(const NpyHeader& header);  // as NumPy writes it, without padding

}  // namespace gradflow::nn
