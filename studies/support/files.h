#pragma once
// Whole files in, whole files out. Everything a study leaves on disk goes through write_file, so an
// interrupt or a full disk never leaves half a file under its final name: the reader of a run
// folder finds the old text or the new one.

#include <filesystem>
#include <string>
#include <string_view>

namespace studies {

// By a gradflow::nn::AtomicFile. Throws gradflow::FileError with the path and the system's reason;
// the old file then still stands.
void write_file(const std::filesystem::path& path, std::string_view bytes);

// The whole file. Throws gradflow::FileError with the path and the system's reason.
std::string read_file(const std::filesystem::path& path);

// Whether something is there: no error, and false, where that cannot be known.
bool is_there(const std::filesystem::path& path);

// From the root, or the path as it is where the working folder is gone.
std::filesystem::path absolute_path(const std::filesystem::path& path);

// The folder and its parents. Throws gradflow::FileError unless it is there afterwards.
void make_folder(const std::filesystem::path& path);

}  // namespace studies
