#pragma once
// Runs with several seeds in one folder of results. The paper trained each model once, as far as it
// says; whether a claim is about the model or about the draw of its weights, other seeds tell.

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace glorot2010 {

// Where the runs of a seed lie: those of seed 1 in `out`, those of another in a folder of its own,
// `out`/seed-2, ….
std::filesystem::path seed_folder(const std::filesystem::path& out, std::uint64_t seed);

// The end of the configuration by which a folder remembers a run: "; seed 1".
std::string seed_suffix(std::uint64_t seed);

// The seeds but 1 that have a folder of their own in `out`, in ascending order.
std::vector<std::uint64_t> further_seeds(const std::filesystem::path& out);

// Whether a run has begun there, of whatever seed.
bool has_runs(const std::filesystem::path& out);

}  // namespace glorot2010
