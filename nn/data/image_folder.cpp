#include "nn/data/image_folder.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <system_error>

#include "tensor/error.h"

namespace gradflow::data {

namespace {

namespace fs = std::filesystem;

bool is_image(const fs::path& path) {
  std::string extension = path.extension().string();
  for (char& letter : extension)
    letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  return extension == ".png" || extension == ".jpg" || extension == ".jpeg";
}

// Whether it, or what it links to, is of that type; a link that leads nowhere is of none.
bool is(const fs::directory_entry& entry, fs::file_type type) {
  std::error_code error;
  const fs::file_type there = entry.status(error).type();
  if (error && there != fs::file_type::not_found &&
      error != std::errc::too_many_symbolic_link_levels)
    throw fs::filesystem_error("status", entry.path(), error);
  return there == type;
}

std::vector<std::string> folders_in(const std::string& path) {
  std::vector<std::string> names;
  for (const fs::directory_entry& entry : fs::directory_iterator(path))
    if (is(entry, fs::file_type::directory)) names.push_back(entry.path().filename().string());
  std::ranges::sort(names);
  return names;
}

std::vector<std::string> images_below(const std::string& path) {
  std::vector<std::string> files;
  std::error_code error;
  for (fs::recursive_directory_iterator next(path), end; next != end;) {
    const fs::directory_entry entry = *next;
    if (is_image(entry.path()) && is(entry, fs::file_type::regular))
      files.push_back(entry.path().string());
    // What throws does not say in which folder.
    if (next.increment(error); error) throw fs::filesystem_error("increment", entry.path(), error);
  }
  std::ranges::sort(files);
  return files;
}

}  // namespace

ImageFolder::ImageFolder(const std::string& path, const ImageOptions& options) : options_(options) {
  require((options.rows > 0 && options.columns > 0) || (options.rows == 0 && options.columns == 0),
          "ImageFolder: {} × {} pixels; expected extents above 0, or none at all", options.rows,
          options.columns);
  try {
    for (const std::string& name : folders_in(path))
      add_class((fs::path(path) / name).string(), name);
  } catch (const fs::filesystem_error& error) {
    throw FileError(fmt::format("ImageFolder: \"{}\": cannot read it: {}", error.path1().string(),
                                error.code().message()));
  }
  require<FileError>(!classes_.empty(),
                     "ImageFolder: \"{}\": there are no folders in it; expected one for each class",
                     path);
}

void ImageFolder::add_class(const std::string& folder, const std::string& name) {
  const std::vector<std::string> files = images_below(folder);
  require<FileError>(!files.empty(),
                     "ImageFolder: \"{}\": there are no .png, .jpg or .jpeg files in it", folder);
  files_.insert(files_.end(), files.begin(), files.end());
  labels_.insert(labels_.end(), files.size(), static_cast<std::int32_t>(classes_.size()));
  classes_.push_back(name);
}

const std::string& ImageFolder::file(std::int64_t index) const {
  require(index >= 0 && index < size(), "ImageFolder: there is no example {}; expected 0 to {}",
          index, size() - 1);
  return files_[static_cast<std::size_t>(index)];
}

std::vector<Tensor> ImageFolder::example(std::int64_t index, Rng&) const {
  return {read_image(file(index), options_),
          Tensor::scalar(labels_[static_cast<std::size_t>(index)], DType::int32)};
}

}  // namespace gradflow::data
