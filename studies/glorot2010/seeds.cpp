#include "studies/glorot2010/seeds.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string_view>

#include "studies/support/files.h"

namespace glorot2010 {

namespace {

constexpr std::string_view kPrefix = "seed-";

bool holds_a_run(const std::filesystem::path& folder) {
  std::error_code ignored;
  return std::ranges::any_of(
      std::filesystem::directory_iterator(folder, ignored),
      [](const auto& entry) { return studies::is_there(entry.path() / "manifest.json"); });
}

}  // namespace

std::filesystem::path seed_folder(const std::filesystem::path& out, std::uint64_t seed) {
  return seed == 1 ? out : out / fmt::format("{}{}", kPrefix, seed);
}

std::string seed_suffix(std::uint64_t seed) { return fmt::format("; seed {}", seed); }

std::vector<std::uint64_t> further_seeds(const std::filesystem::path& out) {
  std::vector<std::uint64_t> seeds;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(out, ignored)) {
    const std::string folder = entry.path().filename().string();
    if (!folder.starts_with(kPrefix)) continue;
    std::uint64_t seed = 0;
    const char* end = folder.data() + folder.size();
    const auto read = std::from_chars(folder.data() + kPrefix.size(), end, seed);
    if (read.ec == std::errc() && read.ptr == end && seed != 1 &&
        seed_folder(out, seed).filename() == folder)  // seed-02 is none
      seeds.push_back(seed);
  }
  std::ranges::sort(seeds);
  return seeds;
}

bool has_runs(const std::filesystem::path& out) {
  return holds_a_run(out) || std::ranges::any_of(further_seeds(out), [&](std::uint64_t seed) {
           return holds_a_run(seed_folder(out, seed));
         });
}

}  // namespace glorot2010
