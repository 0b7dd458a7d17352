// Files that are read from front to back: what is said when the system cannot read on.

#include "nn/files/input_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <random>

#include "tensor/error.h"
#include "tests/nn/compressed.h"
#include "tests/nn/temporary_folder.h"
#include "tests/support/expect_error.h"

namespace gradflow::nn {
namespace {

// The file becomes a folder behind the reader's back, which no read gets anything from.
TEST(AnInputFile, TellsTheSystemsReasonPlainAndCompressed) {
  const testing::TemporaryFolder folder;
  const std::string path = folder.file("x");
  std::string text;
  std::minstd_rand random;  // what cannot be compressed does not come in one piece
  for (int i = 0; i < 200'000; ++i) text.push_back(static_cast<char>(random() % 256));
  for (const std::string& bytes : {text, testing::gzipped(text)}) {
    testing::write_file(path, bytes);
    const int next = ::dup(STDIN_FILENO);  // the descriptor that the file will have
    ::close(next);
    InputFile file(path, "read");
    const int other = ::open("/", O_RDONLY | O_DIRECTORY);
    ASSERT_EQ(::dup2(other, next), next);
    std::string into(text.size(), ' ');
    testing::expect_error<FileError>(
        [&] { file.read(into.data(), into.size()); },
        fmt::format("read: \"{}\": cannot read it: Is a directory", path));
    ::close(other);
  }
}

}  // namespace
}  // namespace gradflow::nn
