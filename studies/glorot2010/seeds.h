#pragma once
// Runs with several seeds in one folder of results, and one ledger from all of them. The paper
// trained each model once, as far as it says; whether a claim is about the model or about the draw
// of its weights, other seeds tell.

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "studies/glorot2010/ledger.h"

namespace glorot2010 {

// Where the runs of a seed lie: those of seed 1 in `out`, those of seed 2 in `out`/seed-2, ….
std::filesystem::path seed_folder(const std::filesystem::path& out, std::uint64_t seed);

// The end of the configuration by which a folder remembers a run: "; seed 1".
std::string seed_suffix(std::uint64_t seed);

// The seeds above 1 that have a folder in `out`, in ascending order.
std::vector<std::uint64_t> further_seeds(const std::filesystem::path& out);

// One claim from the same claim judged by each seed alone, in the order of the seeds, at least one.
// Those in which it was not run do not count. The verdict is that of more than half of the others;
// where there is none, the claim is not decidable. What was measured is that of the first seed that
// counts; Claim::by_seed has every seed's.
Claim over_seeds(const std::vector<Claim>& of_each);

}  // namespace glorot2010
