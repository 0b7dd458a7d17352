#pragma once
// How every claim comes to its verdict: its runs must be finished, their tables readable, and only
// then is it judged. A training that is not finished counts for what it has recorded: every claim
// says how many updates it takes to fail. Used by all the claims_*.cpp, so that "not run" means one
// thing everywhere.

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "studies/glorot2010/claims/ledger.h"
#include "studies/support/csv.h"

namespace glorot2010 {

// The tables of a claim's runs. Reading one that counts updates keeps Claim::updates the fewest.
class Evidence {
 public:
  Evidence(Claim& claim, std::filesystem::path out) : claim_(claim), out_(std::move(out)) {}

  // gradflow::FileError for a table that cannot be read or has fewer rows.
  studies::Table table(std::string_view run, std::string_view file, std::size_t rows = 2);
  // Of exactly so many rows: one per layer.
  studies::Table layers(std::string_view run, std::string_view file, std::size_t rows = 5);

  std::filesystem::path folder(std::string_view run) const { return out_ / run; }

 private:
  Claim& claim_;
  std::filesystem::path out_;
};

using Judge = std::function<void(Claim&, Evidence&)>;

// The claim with its seeds and its command, as `judge` leaves it. It was not run, and says which
// runs are missing or what cannot be read, unless every run is finished, or a training that has
// recorded rows, and every table is right.
Claim judged(Claim claim, const std::filesystem::path& out, const std::vector<std::string>& runs,
             const Judge& judge);

}  // namespace glorot2010
