#pragma once
// A learning rate that falls when a loss no longer does: for whoever looks at a validation loss,
// now and then.
//
//   optim::ReduceOnPlateau plateau(0.1);
//   sgd.set_learning_rate(plateau.see(validation_loss));
//   checkpoint.set("plateau", plateau.state());          // and after loading:
//   plateau.restore(checkpoint.text("plateau"));
//   sgd.set_learning_rate(plateau.learning_rate());

#include <cstdint>
#include <string>
#include <string_view>

namespace gradflow::optim {

struct PlateauOptions {
  double factor = 0.1;  // of the rate, above 0 and below 1
  std::int64_t patience =
      10;                   // losses that may pass without progress; the next one lowers the rate
  double threshold = 1e-4;  // progress is a loss below best - threshold · |best|
  double lowest = 0;        // no rate below this
};

class ReduceOnPlateau {
 public:
  // ArgumentError for a number out of its range.
  explicit ReduceOnPlateau(double learning_rate, const PlateauOptions& options = {});

  // Takes note of a loss, and returns the learning rate from now on. ArgumentError for a loss that
  // is not finite.
  double see(double loss);
  double learning_rate() const { return learning_rate_; }

  // What it has seen, exactly, as a text without line breaks.
  std::string state() const;
  // ArgumentError for a text that is none of `state`; nothing has changed then.
  void restore(std::string_view state);

 private:
  PlateauOptions options_;
  double learning_rate_;
  double best_;
  std::int64_t without_progress_ = 0;
};

}  // namespace gradflow::optim
