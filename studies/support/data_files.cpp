#include "studies/support/data_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "nn/files/checksum.h"
#include "nn/files/input_file.h"
#include "tensor/error.h"

namespace studies {

namespace {

namespace fs = std::filesystem;

constexpr const char* kDebian = "/usr/share/datasets";

std::vector<fs::path> searched(const KnownFiles& set, const fs::path& data_dir) {
  std::vector<fs::path> roots;
  if (!data_dir.empty()) roots.push_back(data_dir);
  if (const char* folder = std::getenv("GRADFLOW_DATA"); folder != nullptr && *folder != '\0')
    roots.emplace_back(folder);
  roots.emplace_back(kDebian);
  std::vector<fs::path> folders;
  for (const fs::path& root : roots) {
    folders.push_back(root / set.folder);
    folders.push_back(root);
  }
  return folders;
}

// Not one that cannot be reached, either.
bool is_file(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

std::optional<fs::path> find(const fs::path& folder, std::string_view name) {
  for (const char* ending : {"", ".gz"})
    if (fs::path path = folder / (std::string(name) + ending); is_file(path)) return path;
  return std::nullopt;
}

// One folder holds all of a set: another one's file of the same name is another data set's.
FoundFiles find_in(const KnownFiles& set, const fs::path& folder) {
  FoundFiles found;
  for (const KnownFile& file : set.files) {
    if (auto path = find(folder, file.name)) {
      found.paths.push_back(std::move(*path));
    } else {
      found.missing.emplace_back(file.name);
    }
  }
  for (const KnownFile& file : set.optional)
    if (auto path = find(folder, file.name)) found.paths.push_back(std::move(*path));
  return found;
}

const KnownFile& known_file(const KnownFiles& set, const fs::path& path) {
  const std::string name = path.extension() == ".gz" ? path.stem() : path.filename();
  for (const std::vector<KnownFile>* files : {&set.files, &set.optional})
    for (const KnownFile& file : *files)
      if (file.name == name) return file;
  throw gradflow::ArgumentError(
      fmt::format("data_files: {} is no file of {}", path.string(), set.name));
}

// Empty when there is none.
std::string problem_text(const fs::path& path, const KnownFiles& set) {
  try {
    const auto problem = problem_of(path, known_file(set, path));
    if (!problem) return "";
    return fmt::format("{}: {}; it is damaged, or another one", path.string(), *problem);
  } catch (const gradflow::FileError& error) {  // it cannot be unpacked
    return error.what();
  }
}

}  // namespace

const std::vector<KnownFiles>& known_files() {
  // Checksums of the files as published, taken on 2026-11-28 from copies whose MD5 sums are the
  // published ones (MNIST, the training batches of CIFAR-10), or from the package's
  // (Fashion-MNIST).
  static const std::vector<KnownFiles> sets = {
      {FileSet::mnist,
       "MNIST",
       "mnist",
       {{"train-images-idx3-ubyte", 47040016, 0xE9F4D8B3},
        {"train-labels-idx1-ubyte", 60008, 0xE0CB4AD2},
        {"t10k-images-idx3-ubyte", 7840016, 0x91373BDF},
        {"t10k-labels-idx1-ubyte", 10008, 0x4AB9EFF9}},
       {},
       "Its four IDX files are those of Y. LeCun, C. Cortes and C. Burges; many places mirror "
       "them."},
      {FileSet::fashion_mnist,
       "Fashion-MNIST",
       "fashion-mnist",
       {{"train-images-idx3-ubyte", 47040016, 0xB4F29F28},
        {"train-labels-idx1-ubyte", 60008, 0x741A4657},
        {"t10k-images-idx3-ubyte", 7840016, 0x678FE0B1},
        {"t10k-labels-idx1-ubyte", 10008, 0x80142C1F}},
       {},
       "Debian's and Ubuntu's package dataset-fashion-mnist installs it."},
      {FileSet::cifar10,
       "CIFAR-10",
       "cifar10",
       {{"data_batch_1.bin", 30730000, 0xB3220C1F},
        {"data_batch_2.bin", 30730000, 0xC439A348},
        {"data_batch_3.bin", 30730000, 0x8C6F54F0},
        {"data_batch_4.bin", 30730000, 0x6A83637E},
        {"data_batch_5.bin", 30730000, 0x2F355AFD}},
       {{"test_batch.bin", 30730000, std::nullopt}},
       "It is the \"binary version\" on A. Krizhevsky's page, cs.toronto.edu/~kriz/cifar.html."},
      {FileSet::tiny_imagenet_10,
       "ten classes of Tiny ImageNet",
       "tiny-imagenet-10",
       {{"train-images-idx3-ubyte", 24642016, 0xD9481B4D},
        {"train-labels-idx1-ubyte", 18008, 0x57883294},
        {"valid-images-idx3-ubyte", 2738016, 0x7336CF55},
        {"valid-labels-idx1-ubyte", 2008, 0x8D9938C6},
        {"test-images-idx3-ubyte", 2738016, 0xF24523A5},
        {"test-labels-idx1-ubyte", 2008, 0x5A3B6B2A}},
       {},
       "It stands in for the paper's Small-ImageNet, whose files were never published: 37 x 37 "
       "grey "
       "images of forty synsets of Tiny ImageNet in ten classes, as IDX files."},
  };
  return sets;
}

const KnownFiles& known_files(FileSet set) {
  return *std::ranges::find(known_files(), set, &KnownFiles::set);
}

FoundFiles find_files(FileSet set, const fs::path& data_dir) {
  const KnownFiles& known = known_files(set);
  std::optional<FoundFiles> best;
  for (const fs::path& folder : searched(known, data_dir)) {
    FoundFiles found = find_in(known, folder);
    // MNIST's names are Fashion-MNIST's, too: only the checksum of the smallest file tells.
    if (found.complete()) found.problem = problem_text(found.paths[1], known);
    if (found.complete()) return found;
    if (!best || found.missing.size() < best->missing.size()) best = std::move(found);
  }
  return *best;
}

std::optional<std::string> problem_of(const fs::path& path, const KnownFile& known) {
  gradflow::nn::InputFile file(path.string(), "data_files");
  gradflow::nn::Crc32 sum;
  std::vector<char> block(1 << 16);
  while (const std::size_t count = file.read(block.data(), block.size()))
    sum.add(block.data(), count);
  if (file.position() != known.bytes)
    return fmt::format("it has {} bytes, and the published file {}", file.position(), known.bytes);
  if (known.crc32 && sum.value() != *known.crc32)
    return fmt::format("its CRC-32 is {:08x}, and that of the published file {:08x}", sum.value(),
                       *known.crc32);
  return std::nullopt;
}

std::vector<fs::path> checked_files(FileSet set, const fs::path& data_dir) {
  const KnownFiles& known = known_files(set);
  const FoundFiles found = find_files(set, data_dir);
  if (!found.missing.empty()) {
    std::vector<std::string> folders;
    for (const fs::path& folder : searched(known, data_dir)) folders.push_back(folder.string());
    throw gradflow::FileError(
        fmt::format("{}: there is no {}, plain or .gz, in {}. {} Name its folder with --data-dir",
                    known.name, found.missing.front(), fmt::join(folders, ", "), known.source));
  }
  std::string problem = found.problem;
  for (auto path = found.paths.begin(); problem.empty() && path != found.paths.end(); ++path)
    problem = problem_text(*path, known);
  gradflow::require<gradflow::FileError>(problem.empty(), "{}: {}", known.name, problem);
  return found.paths;
}

}  // namespace studies
