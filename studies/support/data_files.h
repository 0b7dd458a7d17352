#pragma once
// The data sets that come as files: which files each has, how long they are and what their
// checksums are, so that a run can tell what it was fed. Files are looked for, plain or with .gz,
// in these folders, each time also in the data set's own folder below: the one a program was given
// (--data-dir), $GRADFLOW_DATA, and where Debian's packages put them. Nothing is ever downloaded.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace studies {

enum class FileSet { mnist, fashion_mnist, cifar10, tiny_imagenet_10 };

struct KnownFile {
  std::string_view name;  // without .gz
  std::uint64_t bytes;    // unpacked, as is the checksum
  std::optional<std::uint32_t> crc32;
};

struct KnownFiles {
  FileSet set;
  std::string_view name;    // "CIFAR-10"
  std::string_view folder;  // "cifar10"
  std::vector<KnownFile> files;
  std::vector<KnownFile> optional;  // what it can do without
  std::string_view source;          // where a user gets them, in a sentence
};

const std::vector<KnownFiles>& known_files();
const KnownFiles& known_files(FileSet set);

// A data set on this machine: each of its files, in the order of the table.
struct FoundFiles {
  std::vector<std::filesystem::path> paths;  // those of `optional` that are there come last
  std::vector<std::string> missing;          // names
  // Of a folder that has all files: the one by which they were seen to be damaged or another set's,
  // and what is wrong with it.
  std::string problem;
  bool complete() const { return missing.empty() && problem.empty(); }
};
FoundFiles find_files(FileSet set, const std::filesystem::path& data_dir);

// The path of each file of a set that is complete, checked: FileError for a file that is missing,
// with the folders that were searched and where to get it, or that is not the published one.
std::vector<std::filesystem::path> checked_files(FileSet set,
                                                 const std::filesystem::path& data_dir);
// Nothing, or what is wrong with the file.
std::optional<std::string> problem_of(const std::filesystem::path& path, const KnownFile& known);

}  // namespace studies
