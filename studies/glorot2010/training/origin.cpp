#include "studies/glorot2010/training/origin.h"

#include <fmt/core.h>
#include <unistd.h>

#include "studies/support/progress.h"
#include "tensor/error.h"

namespace glorot2010 {

namespace {

constexpr std::string_view kDataKey = "data", kConfigurationKey = "configuration",
                           kSeedKey = "seed";

}  // namespace

void set_origin(gradflow::nn::Checkpoint& checkpoint, const Origin& origin) {
  checkpoint.set(kDataKey, origin.data);
  checkpoint.set(kConfigurationKey, origin.configuration);
  checkpoint.set(kSeedKey, static_cast<std::int64_t>(origin.seed));
}

void load_same(gradflow::nn::Checkpoint& checkpoint, const std::filesystem::path& path,
               const Origin& origin, std::string_view who) {
  try {
    checkpoint.load(path.string());
  } catch (const gradflow::FileError& error) {
    throw gradflow::FileError(fmt::format(
        "{}; if that file is damaged, delete it, and the run begins anew", error.what()));
  }
  require_same_data(checkpoint.text(kDataKey), origin.data, path, who);
  if (checkpoint.has(kConfigurationKey))
    gradflow::require(checkpoint.text(kConfigurationKey) == origin.configuration,
                      "{}: {} is of the run \"{}\", and this one is \"{}\"; delete that file, and "
                      "the run begins anew",
                      who, path.string(), checkpoint.text(kConfigurationKey), origin.configuration);
  if (checkpoint.has(kSeedKey))
    gradflow::require(checkpoint.number(kSeedKey) == static_cast<std::int64_t>(origin.seed),
                      "{}: {} is of seed {}, and this run is of seed {}; delete that file, and the "
                      "run begins anew",
                      who, path.string(), checkpoint.number(kSeedKey), origin.seed);
}

void require_same_data(std::string_view begun_on, std::string_view now,
                       const std::filesystem::path& path, std::string_view who) {
  gradflow::require(begun_on == now,
                    "{}: {} was begun on \"{}\"; the data that are there now are \"{}\": give it "
                    "the first with --data-dir, or write to another folder with --out",
                    who, path.string(), begun_on, now);
}

void tell_if_begun_anew(const std::filesystem::path& checkpoint, const std::filesystem::path& table,
                        std::string_view run) {
  if (std::filesystem::exists(checkpoint) || !std::filesystem::exists(table)) return;
  studies::write_to(STDERR_FILENO,
                    fmt::format("{}: has {} but no {}, and begins anew\n", run,
                                table.filename().string(), checkpoint.filename().string()));
}

}  // namespace glorot2010
