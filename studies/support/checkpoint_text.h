#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace studies {

// A text that a checkpoint holds, without a model to load it into: of which run it is. Empty when
// it holds none of that name. gradflow::FileError when the file is damaged or cannot be read.
std::string checkpoint_text(const std::filesystem::path& path, std::string_view name);

}  // namespace studies
