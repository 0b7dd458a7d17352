#include "studies/glorot2010/claims/proportions.h"

#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/normal.hpp>
#include <charconv>
#include <cmath>
#include <string>

#include "studies/support/files.h"
#include "tensor/error.h"

namespace glorot2010 {

namespace {

constexpr std::string_view kUnit = " examples";
constexpr double kTail = 0.025;

}  // namespace

double Wrong::per_cent() const {
  return 100 * static_cast<double>(errors) / static_cast<double>(examples);
}

Wrong wrong_answers(const std::filesystem::path& run_folder, double per_cent) {
  const std::filesystem::path file = run_folder / "data.txt";
  const std::string text = studies::read_file(file);
  const std::size_t end = text.rfind(kUnit);
  std::size_t start = end == text.npos ? 0 : end;
  while (start > 0 && text[start - 1] >= '0' && text[start - 1] <= '9') --start;
  Wrong wrong;
  std::from_chars(text.data() + start, text.data() + text.size(), wrong.examples);
  gradflow::require<gradflow::FileError>(wrong.examples > 0,
                                         "'{}' does not say how many examples were tested on: '{}'",
                                         file.string(), text);
  const double errors = per_cent / 100 * static_cast<double>(wrong.examples);
  wrong.errors = std::llround(errors);
  // errors.csv may hold the float nearest to a share.
  gradflow::require<gradflow::FileError>(
      std::abs(errors - static_cast<double>(wrong.errors)) < 0.01 && wrong.errors >= 0 &&
          wrong.errors <= wrong.examples,
      "'{}' tells of {} examples, of which {} % is not a whole number", file.string(),
      wrong.examples, per_cent);
  return wrong;
}

double Wrong::standard_error() const {
  const double share = per_cent() / 100;
  return 100 * std::sqrt(share * (1 - share) / static_cast<double>(examples));
}

Interval interval_of(const Wrong& wrong) {
  using Binomial = boost::math::binomial_distribution<double>;
  const auto n = static_cast<double>(wrong.examples), k = static_cast<double>(wrong.errors);
  return {100 * Binomial::find_lower_bound_on_p(n, k, kTail),
          100 * Binomial::find_upper_bound_on_p(n, k, kTail)};
}

double p_of_difference(const Wrong& a, const Wrong& b) {
  const double of_a = a.per_cent() / 100, of_b = b.per_cent() / 100;
  if (of_a == of_b) return 1;
  const auto in_a = static_cast<double>(a.examples), in_b = static_cast<double>(b.examples);
  const double pooled = static_cast<double>(a.errors + b.errors) / (in_a + in_b);
  const double deviation = std::sqrt(pooled * (1 - pooled) * (1 / in_a + 1 / in_b));
  const boost::math::normal_distribution<double> standard;
  return 2 * boost::math::cdf(boost::math::complement(standard, std::abs(of_a - of_b) / deviation));
}

}  // namespace glorot2010
