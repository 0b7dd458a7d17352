#pragma once
// What every optimiser shares: the parameters of a module, as they are when it is built, and the
// two ways to update them, which give the same bits:
//
//   backward(loss); optimizer.step();   // gradients in memory: they can be clipped or looked at
//   optimizer.backward(loss);           // each weight is updated as soon as the pass allows
//
// Passes add to gradients; step() uses them up and clears them. A parameter that got none, or that
// is frozen, is left as it is.

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "autograd/gradient.h"
#include "autograd/sink.h"
#include "autograd/variable.h"
#include "nn/module.h"

namespace gradflow::optim {

class Optimizer {
 public:
  Optimizer(const Optimizer&) = delete;
  Optimizer& operator=(const Optimizer&) = delete;
  virtual ~Optimizer() = default;

  // One update from the gradients that passes have left on the parameters.
  void step();
  // backward(loss) and step() in one: as each parameter's gradient is final, it is used and gone,
  // where the rule of the optimiser allows without ever being in memory. After an error in the
  // middle of the pass, its text says how many parameters are already updated.
  void backward(const Variable& loss);
  void clear_gradients();

  double learning_rate() const { return learning_rate_; }
  // For the updates to come. ArgumentError unless finite and not negative.
  void set_learning_rate(double learning_rate);

  // State that a checkpoint keeps, by the path of its parameter: "h1.weight/velocity".
  virtual std::vector<nn::Named<Tensor>> named_state() { return {}; }

 protected:
  // `name` stands in front of errors. ArgumentError for a module without parameters.
  Optimizer(std::string_view name, nn::Module& module, double learning_rate);

  // Updates the value of one parameter, and its state, with a gradient that may be unformed.
  virtual void update(std::size_t index, const Gradient& gradient) = 0;

  std::size_t size() const { return parameters_.size(); }
  Variable& parameter(std::size_t index) { return parameters_[index]; }
  const std::string& path(std::size_t index) const { return paths_[index]; }

 private:
  friend class UpdatingSink;

  bool update_from_leaf(std::size_t index);

  std::string name_;
  double learning_rate_ = 0;
  std::vector<Variable> parameters_;
  std::vector<std::string> paths_;
  std::unordered_map<const Node*, std::size_t> index_of_;
};

// The sink that Optimizer::backward brings; who steps through a pass brings one as well, a new one
// for each pass: `UpdatingSink sink(sgd); BackwardPass pass(loss, sink);`. Leaves that are not the
// optimiser's get their gradients added as ever.
class UpdatingSink final : public Sink {
 public:
  explicit UpdatingSink(Optimizer& optimizer) : optimizer_(optimizer) {}

  void settle(Variable leaf, Gradient gradient) override;
  bool updates_with_waiting() const override { return true; }
  void finish() override;
  std::string state_after_error() const override;

 private:
  Optimizer& optimizer_;
  AccumulatingSink accumulate_;
  std::int64_t updated_ = 0;
};

}  // namespace gradflow::optim
