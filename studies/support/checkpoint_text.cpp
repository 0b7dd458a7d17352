#include "studies/support/checkpoint_text.h"

#include "nn/files/safetensors.h"

namespace studies {

std::string checkpoint_text(const std::filesystem::path& path, std::string_view name) {
  for (const auto& [key, text] : gradflow::nn::read_safetensors(path.string()).metadata)
    if (key == name) return text;
  return "";
}

}  // namespace studies
