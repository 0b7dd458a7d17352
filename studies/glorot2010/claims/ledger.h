#pragma once
// The claims of the paper, each with what the paper says, what a run measured, and a verdict. The
// evaluation fills it, claims.json keeps it, and the terminal and the report print it from there.
// A verdict is given once, by one of the four calls, and a claim that nobody judged was not run.
//
//   Claim claim{.id = "C2",
//               .text = "Standard tanh: the activations' spread falls with every layer",
//               .source = "Figure 6 top",
//               .paper = "peaks ×1.77 per layer",
//               .bound = "strictly decreasing, and L5/L1 ≤ 0.2"};
//   claim.measure("std, layers 1 to 5", spread);
//   claim.measure("L5/L1", ratio);
//   claim.judge(decreasing(spread) && ratio <= 0.2);
//   ledger.add(claim);

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace glorot2010 {

enum class Verdict { kHolds, kFails, kNotDecidable, kNotRun };

// "holds", "fails", "not decidable at this scale", "not run": in claims.json and everywhere
// printed.
std::string_view verdict_text(Verdict verdict);

// Of a measurement in this unit, -1 stands for what has not happened.
inline constexpr std::string_view kUpdatesUnit = "updates";

struct Measurement {
  std::string name;            // "L5/L1"
  std::vector<double> values;  // one number, or one per layer
  std::string unit;            // "%", or nothing

  std::string value_text() const;  // "0.107", "0.284  0.163  0.093", "71.3 %", "4,000  – updates"
};

// How one of several seeds alone would have judged.
struct SeedVerdict {
  std::uint64_t seed = 0;
  Verdict verdict = Verdict::kNotRun;
  std::vector<Measurement> measured = {};
};

struct Claim {
  std::string id = {};      // "C2"
  std::string text = {};    // the claim, in a sentence
  std::string source = {};  // where the paper makes it
  std::string paper = {};   // the paper's value
  std::string bound = {};   // when it holds here
  std::vector<Measurement> measured = {};
  Verdict verdict = Verdict::kNotRun;
  std::string reason = {};  // for every verdict but "holds"
  std::vector<std::uint64_t> seeds = {};
  std::uint64_t updates = 0;              // of the shortest training it was judged from; 0: none
  std::string command = {};               // that measures it again
  std::vector<SeedVerdict> by_seed = {};  // where more than one judged: over_seeds.h

  void measure(std::string name, double value, std::string unit = {});
  void measure(std::string name, std::vector<double> values, std::string unit = {});

  // Of several seeds, in their order: "1 holds, 2 holds, 3 fails". Nothing for one.
  std::string seeds_text() const;

  // Holds or fails. A failure without a reason says that the bound is not met.
  void judge(bool holds, std::string reason_of_failure = {});
  void not_decidable(std::string why);
  void not_run(std::string why);
};

class Ledger {
 public:
  // Throws gradflow::ArgumentError for a claim without an id, or one whose id is there already.
  void add(Claim claim);

  const std::vector<Claim>& claims() const { return claims_; }
  const Claim* find(std::string_view id) const;  // nullptr if it is not there
  int count(Verdict verdict) const;

  // As JSON, whole or not at all. Throws gradflow::FileError.
  void write(const std::filesystem::path& path) const;
  static Ledger read(const std::filesystem::path& path);

 private:
  std::vector<Claim> claims_;
};

// The table for a terminal of so many columns, with a line of totals at its end.
std::string ledger_text(const Ledger& ledger, int columns = 100, bool colour = false);

}  // namespace glorot2010
