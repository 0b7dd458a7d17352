#pragma once
// Sinks for tests of the backward pass: one writes down what it is given, one updates the leaf.

#include <string>
#include <vector>

#include "autograd/sink.h"

namespace gradflow::testing {

// Notes every leaf in the order of settling, and whether its gradient came unformed.
class RecordingSink final : public Sink {
 public:
  struct Settled {
    std::string label;
    bool formed;
    Tensor gradient;
  };

  void settle(Variable leaf, Gradient gradient) override {
    const bool formed = gradient.formed();
    settled.push_back({std::string(leaf.label()), formed, std::move(gradient).take()});
  }
  void finish() override { ++finished; }

  std::vector<std::string> order() const {
    std::vector<std::string> labels;
    for (const Settled& one : settled) labels.push_back(one.label);
    return labels;
  }

  std::vector<Settled> settled;
  int finished = 0;
};

// leaf = leaf - rate · gradient, as soon as it is settled: no gradient of it is ever formed here.
class UpdatingSink final : public Sink {
 public:
  explicit UpdatingSink(double rate) : rate_(rate) {}
  void settle(Variable leaf, Gradient gradient) override {
    leaf.update([&](Tensor& value) { gradient.add_to(value, -rate_); });
  }
  std::string state_after_error() const override {
    return "; the parameters stand between two steps";
  }

 private:
  double rate_;
};

}  // namespace gradflow::testing
