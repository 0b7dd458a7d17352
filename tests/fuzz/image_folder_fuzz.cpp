// Folders of images: the input says which folders and files there are, and what is in them.

#include "nn/data/image_folder.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>

#include "tests/fuzz/target.h"

namespace gradflow::fuzzing {

namespace {

// A name that a folder or a file may have, of any bytes but the two that none may.
std::string name(Choices& choices) {
  std::string found(static_cast<std::size_t>(1 + choices.below(8)), '_');
  for (char& letter : found)
    if (const auto byte = static_cast<char>(choices.byte()); byte != '\0' && byte != '/')
      letter = byte;
  constexpr std::array kEndings{"", ".png", ".PNG", ".jpg", ".jpeg"};
  return found + kEndings[static_cast<std::size_t>(choices.below(5))];
}

void make(const std::filesystem::path& folder, Choices& choices) {
  std::filesystem::create_directories(folder);
  for (int entry = choices.below(6); entry > 0; --entry) {
    const std::filesystem::path path = folder / name(choices);
    switch (choices.below(4)) {
      case 0:
        std::filesystem::create_directories(path / name(choices));
        break;
      case 1:
        std::filesystem::create_directories(path);
        std::ofstream(path / name(choices), std::ios::binary) << text_of(choices.rest());
        break;
      case 2:
        std::filesystem::create_symlink(name(choices), path);
        break;
      default:
        std::ofstream(path, std::ios::binary) << text_of(choices.rest());
    }
  }
}

}  // namespace

void fuzz(Bytes input) {
  const std::filesystem::path root = std::filesystem::path(scratch_folder()) / "images";
  std::filesystem::remove_all(root);
  try {
    Choices choices(input);
    make(root, choices);
  } catch (const std::filesystem::filesystem_error&) {
    return;  // two of one name, or one that is too long
  }
  const data::ImageFolder images(root.string(), {.rows = 4, .columns = 4});
  promise(std::ranges::is_sorted(images.classes()), "classes are in the order of their names");
  Rng rng(1);
  for (std::int64_t i = 0; i < images.size(); ++i) {
    try {
      const std::vector<Tensor> example = images.example(i, rng);
      promise(example[0].shape().rank() == 3, "an image has channels, rows and columns");
      promise(example[1].item() < static_cast<double>(images.classes().size()), "a class is one");
    } catch (const Error&) {
      // This file is no image.
    }
  }
}

}  // namespace gradflow::fuzzing
