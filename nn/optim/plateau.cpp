#include "nn/optim/plateau.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "tensor/error.h"

namespace gradflow::optim {

namespace {

// Takes the number in front of `text` off it, and the space behind.
template <class Number>
bool take(std::string_view& text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  if (text.starts_with(' ')) text.remove_prefix(1);
  return true;
}

}  // namespace

ReduceOnPlateau::ReduceOnPlateau(double learning_rate, const PlateauOptions& options)
    : options_(options),
      learning_rate_(learning_rate),
      best_(std::numeric_limits<double>::infinity()) {
  require(std::isfinite(learning_rate) && learning_rate >= 0,
          "ReduceOnPlateau: the learning rate is {}; it must be finite and not negative",
          learning_rate);
  require(options.factor > 0 && options.factor < 1,
          "ReduceOnPlateau: the factor is {}; it must be above 0 and below 1", options.factor);
  require(options.patience >= 0, "ReduceOnPlateau: the patience is {}; it must not be negative",
          options.patience);
  require(options.threshold >= 0 && options.threshold < 1,
          "ReduceOnPlateau: the threshold is {}; it must be from 0 to below 1", options.threshold);
  require(std::isfinite(options.lowest) && options.lowest >= 0,
          "ReduceOnPlateau: the lowest rate is {}; it must be finite and not negative",
          options.lowest);
}

double ReduceOnPlateau::see(double loss) {
  require(std::isfinite(loss), "ReduceOnPlateau: the loss is {}; it must be finite", loss);
  const bool is_first = std::isinf(best_);
  if (is_first || loss < best_ - options_.threshold * std::fabs(best_)) {
    best_ = loss;
    without_progress_ = 0;
  } else if (++without_progress_ > options_.patience) {
    learning_rate_ =
        std::min(learning_rate_, std::max(learning_rate_ * options_.factor, options_.lowest));
    without_progress_ = 0;
  }
  return learning_rate_;
}

// The shortest digits that give the same double back.
std::string ReduceOnPlateau::state() const {
  return fmt::format("{} {} {}", learning_rate_, best_, without_progress_);
}

void ReduceOnPlateau::restore(std::string_view state) {
  std::string_view rest = state;
  double learning_rate = 0, best = 0;
  std::int64_t without_progress = 0;
  const bool is_whole =
      take(rest, learning_rate) && take(rest, best) && take(rest, without_progress) && rest.empty();
  // The best loss is infinite before there is one.
  const bool is_possible = std::isfinite(learning_rate) && learning_rate >= 0 &&
                           best > -std::numeric_limits<double>::infinity() &&
                           without_progress >= 0 && without_progress <= options_.patience;
  require(is_whole && is_possible,
          "ReduceOnPlateau: \"{}\" is no state; expected \"<learning rate> <best loss> <losses "
          "without progress>\"",
          state);
  learning_rate_ = learning_rate;
  best_ = best;
  without_progress_ = without_progress;
}

}  // namespace gradflow::optim
