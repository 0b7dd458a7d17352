#pragma once
// Reading what a checkpoint says of itself, without the model that it is of.

#include <filesystem>
#include <string>
#include <string_view>

namespace studies {

// The text that a checkpoint holds under that name: of which run it is. Empty when there is none.
// gradflow::FileError when the file is damaged or cannot be read.
std::string checkpoint_text(const std::filesystem::path& path, std::string_view name);

}  // namespace studies
