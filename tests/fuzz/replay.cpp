// usage: NAME_fuzz FOLDER CHANGES: runs the target over every file of a corpus as it is, cut at
// places, and with that many random changes, the same ones each time. For builds without libFuzzer.

#include <fmt/core.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "tensor/error.h"
#include "tests/fuzz/target.h"

namespace {

using gradflow::fuzzing::Bytes;
using Input = std::vector<std::uint8_t>;

// Whether it was answered with an error.
bool run(Bytes input) {
  try {
    gradflow::fuzzing::fuzz(input);
    return false;
  } catch (const gradflow::Error&) {
    return true;
  }
}

Input read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// A few bytes replaced, left out, doubled or brought in from elsewhere.
Input changed(Input input, std::mt19937& random) {
  const auto place = [&] { return random() % std::max<std::size_t>(input.size(), 1); };
  const auto at = [&](std::size_t i) { return input.begin() + static_cast<std::ptrdiff_t>(i); };
  for (std::size_t change = random() % 3 + 1; change > 0 && !input.empty(); --change) {
    const std::size_t first = place(), length = std::min(random() % 8 + 1, input.size() - first);
    switch (random() % 5) {
      case 0:
        input[first] = static_cast<std::uint8_t>(random());
        break;
      case 1:
        input[first] ^= static_cast<std::uint8_t>(1U << random() % 8);
        break;
      case 2:
        input.erase(at(first), at(first + length));
        break;
      case 3: {
        const Input part(at(first), at(first + length));
        input.insert(at(place()), part.begin(), part.end());
        break;
      }
      default:
        std::fill(at(first), at(first + length), random() % 2 == 0 ? 0 : 0xFF);
    }
  }
  return input;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    fmt::print(stderr, "usage: {} FOLDER CHANGES\n", argv[0]);
    return 2;
  }
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(argv[1]))
    files.push_back(entry.path());
  std::ranges::sort(files);
  const int changes = std::atoi(argv[2]);
  std::size_t inputs = 0, refused = 0;
  for (const std::filesystem::path& path : files) {
    fmt::print("{}\n", path.filename().string());
    std::fflush(stdout);  // the last line says which file a crash is about
    const Input input = read(path);
    const auto count = [&](Bytes bytes) {
      ++inputs;
      refused += run(bytes);
    };
    count(input);
    for (std::size_t cut = 0; cut < input.size(); cut += input.size() / 32 + 1)
      count(Bytes(input).first(cut));
    std::mt19937 random(1);
    for (int i = 0; i < changes; ++i) count(changed(input, random));
  }
  fmt::print("{} inputs from {} files: {} refused, {} taken\n", inputs, files.size(), refused,
             inputs - refused);
  return files.empty() ? 1 : 0;
}
