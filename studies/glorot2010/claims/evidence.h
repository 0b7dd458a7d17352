#pragma once
// How every claim comes to its verdict: its runs must be finished, their tables readable, and only
// then is it judged. A training that is not finished counts for what it has recorded: every claim
// says how many updates it takes to fail. Used by all the claims_*.cpp, so that "not run" means one
// thing everywhere.

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "studies/glorot2010/claims/ledger.h"
#include "studies/support/csv.h"

namespace glorot2010 {

// Where runs lie, by their names; another may stand in for one, to ask what a claim would say then.
class Results {
 public:
  using StandIns = std::map<std::string, std::string, std::less<>>;
  Results(std::filesystem::path out, StandIns stand_ins = {})  // NOLINT: a folder is one
      : out_(std::move(out)), stand_ins_(std::move(stand_ins)) {}

  std::filesystem::path folder(std::string_view run) const {
    const auto other = stand_ins_.find(run);
    return out_ / (other == stand_ins_.end() ? run : std::string_view(other->second));
  }

 private:
  std::filesystem::path out_;
  StandIns stand_ins_;
};

// The tables of a claim's runs. Reading one that counts updates keeps Claim::updates the fewest.
class Evidence {
 public:
  Evidence(Claim& claim, Results results) : claim_(claim), results_(std::move(results)) {}

  // gradflow::FileError for a table that cannot be read or has fewer rows.
  studies::Table table(std::string_view run, std::string_view file, std::size_t rows = 2);
  // Of exactly so many rows: one per layer.
  studies::Table layers(std::string_view run, std::string_view file, std::size_t rows = 5);

  std::filesystem::path folder(std::string_view run) const { return results_.folder(run); }

 private:
  Claim& claim_;
  Results results_;
};

using Judge = std::function<void(Claim&, Evidence&)>;

// The claim with its seeds and its command, as `judge` leaves it. It was not run, and says which
// runs are missing or what cannot be read, unless every run is finished, or a training that has
// recorded rows, and every table is right.
Claim judged(Claim claim, const Results& results, const std::vector<std::string>& runs,
             const Judge& judge);

}  // namespace glorot2010
