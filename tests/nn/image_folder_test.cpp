// Folders of images as a data set.

#include "nn/data/image_folder.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "nn/data/data_loader.h"
#include "tests/nn/image_files.h"
#include "tests/nn/temporary_folder.h"
#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"
#include "tests/support/ordinary_user.h"

namespace gradflow::data {
namespace {

using gradflow::testing::expect_error;

struct Folders : ::testing::Test {
  // Images of one grey value each.
  void put(const std::string& name, std::uint8_t grey, std::uint32_t side = 3) {
    const std::string path = root + "/" + name;
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    testing::write_png(path, side, side, PNG_FORMAT_GRAY,
                       std::vector<std::uint8_t>(side * side, grey));
  }
  testing::TemporaryFolder folder;
  std::string root = folder.file("images");
  const ImageOptions small{.rows = 2, .columns = 2, .colour = false};
};

TEST_F(Folders, AreClassesInTheOrderOfTheirNames) {
  put("dog/b.png", 20);
  put("dog/a.PNG", 10);
  put("dog/more/c.png", 30);
  put("cat/z.png", 40, 5);
  testing::write_jpeg(root + "/cat/y.JPEG", 4, 6, {50});
  testing::write_file(root + "/dog/notes.txt", "no image");
  testing::write_file(root + "/readme.txt", "no class");
  const ImageFolder images(root, small);
  EXPECT_EQ(images.classes(), (std::vector<std::string>{"cat", "dog"}));
  ASSERT_EQ(images.size(), 5);
  EXPECT_EQ(images.file(0), root + "/cat/y.JPEG");
  EXPECT_EQ(images.file(4), root + "/dog/more/c.png");
  DataLoader loader(images, {.batch_size = 5, .shuffle = false});
  const std::vector<Tensor> batch = loader.next();
  ASSERT_EQ(batch[0].shape(), Shape({5, 1, 2, 2}));
  EXPECT_TRUE(testing::same_bits(batch[1], Tensor::from({5}, {0, 0, 1, 1, 1}, DType::int32)));
  const double greys[] = {50, 40, 10, 20, 30};
  for (std::int64_t i = 0; i < 5; ++i) EXPECT_NEAR(batch[0].at({i, 0, 1, 1}), greys[i], 1);
}

TEST_F(Folders, PassOverLinksThatLeadNowhere) {
  put("cat/a.png", 1);
  for (const char* name : {"/cat/loop.txt", "/cat/loop.png", "/loop"})
    std::filesystem::create_symlink(root + name, root + name);
  std::filesystem::create_symlink(root + "/gone", root + "/cat/gone.png");
  const ImageFolder images(root, small);
  EXPECT_EQ(images.size(), 1);
  EXPECT_EQ(images.classes(), std::vector<std::string>{"cat"});
}

TEST_F(Folders, NameWhatMayNotBeRead) {
  put("cat/a.png", 1);
  put("cat/closed/b.png", 2);
  put("closed/dog/c.png", 3);
  std::filesystem::create_directory_symlink(root + "/closed/dog", root + "/dog");
  std::filesystem::permissions(std::filesystem::path(root).parent_path(),
                               std::filesystem::perms(0755));
  const auto expect_named = [&](const std::string& path) {
    expect_error<FileError>(
        [&] { ImageFolder(root, small); },
        fmt::format("ImageFolder: \"{}\": cannot read it: Permission denied", path));
  };
  for (const char* name : {"/cat/closed", "/closed"}) {
    std::filesystem::permissions(root + name, std::filesystem::perms::none);
    {
      const testing::OrdinaryUser user;
      if (!user) GTEST_SKIP() << "root stays root here";
      expect_named(root + (name == std::string("/closed") ? "/dog" : name));
    }
    std::filesystem::permissions(root + name, std::filesystem::perms(0755));
  }
}

TEST_F(Folders, NameTheFileThatIsDamaged) {
  put("cat/a.png", 1);
  put("cat/b.png", 2);
  testing::write_file(root + "/cat/b.png", "not a picture");
  const ImageFolder images(root, small);
  DataLoader loader(images, {.batch_size = 1, .shuffle = false});
  loader.next();
  expect_error<FileError>(
      [&] { loader.next(); },
      fmt::format("read_image: \"{}/cat/b.png\": it is neither a PNG nor a JPEG "
                  "file; example 1 of the data",
                  root));
}

TEST_F(Folders, MustHoldWhatIsExpected) {
  expect_error<FileError>(
      [&] { ImageFolder{root}; },
      fmt::format("ImageFolder: \"{}\": cannot read it: No such file or directory", root));
  std::filesystem::create_directory(root);
  expect_error<FileError>(
      [&] { ImageFolder{root}; },
      fmt::format("ImageFolder: \"{}\": there are no folders in it; expected one for each class",
                  root));
  std::filesystem::create_directory(root + "/cat");
  expect_error<FileError>(
      [&] { ImageFolder{root}; },
      fmt::format("ImageFolder: \"{}/cat\": there are no .png, .jpg or .jpeg files in it", root));
  put("cat/a.png", 1);
  expect_error<ArgumentError>(
      [&] { ImageFolder(root, {.rows = -1, .columns = 2}); },
      "ImageFolder: -1 × 2 pixels; expected extents above 0, or none at all");
  const ImageFolder images(root);
  Rng rng(1);
  expect_error<ArgumentError>([&] { images.example(1, rng); },
                              "ImageFolder: there is no example 1; expected 0 to 0");
}

}  // namespace
}  // namespace gradflow::data
