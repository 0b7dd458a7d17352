#pragma once
// Where what a run has recorded comes from. A run that goes on from a checkpoint, or from the rows
// of a table, compares this first: what was begun on other data, with another configuration or seed
// is another run's.

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "nn/checkpoint.h"

namespace glorot2010 {

// In the run's folder: the data, for whoever reads its tables.
inline constexpr std::string_view kDataFile = "data.txt";

struct Origin {
  std::string data;           // Data::text
  std::string configuration;  // without what may differ: how long the run is
  std::uint64_t seed = 1;
};

// In "data", "configuration" and "seed" of the checkpoint.
void set_origin(gradflow::nn::Checkpoint& checkpoint, const Origin& origin);

// Fills the checkpoint from the file. ArgumentError, naming the file and both texts, when it is of
// another origin; one of a build that only kept the data may go on. FileError, saying what to do,
// when the file is damaged or of another network. `who` begins the message.
void load_same(gradflow::nn::Checkpoint& checkpoint, const std::filesystem::path& path,
               const Origin& origin, std::string_view who);

// ArgumentError, naming the file and both, unless the data are those that it was begun on.
void require_same_data(std::string_view begun_on, std::string_view now,
                       const std::filesystem::path& path, std::string_view who);

// A line on standard error when there is such a table and no checkpoint that it was written with:
// the run begins anew, and writes over it.
void tell_if_begun_anew(const std::filesystem::path& checkpoint, const std::filesystem::path& table,
                        std::string_view run);

}  // namespace glorot2010
