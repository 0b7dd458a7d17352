#pragma once
// Statistics of wrong answers on a test set: how far off a share may be, and whether two shares
// differ. Table 1 and the claims on it use these; the paper gives p = 0.005 and not the test, and
// the one here reproduces its bold print with 10,000 examples a set.

#include <cstdint>
#include <filesystem>

namespace glorot2010 {

inline constexpr double kSignificance = 0.005;
inline constexpr std::int64_t kPaperExamples = 10'000;  // of each test set

struct Wrong {
  std::int64_t errors = 0, examples = 0;
  double per_cent() const;
  double standard_error() const;  // of per_cent()
};

// The test set's size is the last number of data.txt before the word "examples", and `per_cent` of
// it must be a whole number. gradflow::FileError, naming data.txt, when either is not so.
Wrong wrong_answers(const std::filesystem::path& run_folder, double per_cent);

// The exact interval of Clopper & Pearson 1934 for a share of confidence 0.95, in per cent.
struct Interval {
  double low = 0, high = 0;
};
Interval interval_of(const Wrong& wrong);

// Two-sided p of the z-test for two shares with their pooled variance. 1 for equal shares.
double p_of_difference(const Wrong& a, const Wrong& b);

}  // namespace glorot2010
