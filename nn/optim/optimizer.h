#pragma once
// What every optimiser shares: the parameters of a module, as they are when it is built, and the
// two ways to update them, which give the same bits:
//
//   backward(loss); optimizer.step();   // gradients in memory: they can be clipped or looked at
//   optimizer.backward(loss);           // each weight is updated as soon as the pass allows
//
// Passes add to gradients; step() uses them up and clears them. A parameter that got none, or that
// is frozen, is left as it is, with its state and its count of steps; a gradient that was left on a
// frozen one is dropped.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "autograd/gradient.h"
#include "autograd/sink.h"
#include "autograd/variable.h"
#include "nn/module.h"
#include "nn/optim/parameter_group.h"

namespace gradflow::optim {

class Optimizer {
 public:
  Optimizer(const Optimizer&) = delete;
  Optimizer& operator=(const Optimizer&) = delete;
  virtual ~Optimizer() = default;

  // One update from the gradients that passes have left on the parameters. After an error its text
  // says how many are already updated; another step() updates the rest.
  void step();
  // backward(loss) and step() in one: as each parameter's gradient is final, it is used and gone,
  // where the rule of the optimiser allows without ever being in memory. After an error in the
  // middle of the pass, its text says how many parameters are already updated; the gradients of the
  // others are not in memory, so that step() does not update them.
  void backward(const Variable& loss);
  void clear_gradients();

  double learning_rate() const { return learning_rate_; }
  // For the updates to come. ArgumentError unless finite in float32, also times the factor of each
  // group, and not negative.
  void set_learning_rate(double learning_rate);

  // State that a checkpoint keeps, by the path of its parameter: "h1.weight/velocity".
  std::vector<nn::Named<Tensor>> named_state();

 protected:
  // What every optimiser's options say as well.
  struct Common {
    double learning_rate;
    double weight_decay;
    const std::vector<ParameterGroup>& groups;
  };

  // A tensor beside each parameter, such as a moment: a member of the optimiser, which a checkpoint
  // finds as "<path>/<name>".
  class State {
   public:
    // Of the shape and the type of its parameter.
    State(Optimizer& owner, std::string_view name, double initial = 0);
    // Of the shape and the type of `initial`, for every parameter.
    State(Optimizer& owner, std::string_view name, const Tensor& initial);
    State(const State&) = delete;  // the owner knows where it is
    State& operator=(const State&) = delete;
    // To be written: what somebody else holds is copied first.
    Tensor& operator[](std::size_t index);

   private:
    friend class Optimizer;
    std::string name_;
    std::vector<Tensor> tensors_;
  };

  // How many updates each parameter has had, as "<path>/steps": a float64 of rank 0.
  class StepCounts {
   public:
    explicit StepCounts(Optimizer& owner);
    // The count once the update that is being made is done, 1 for the first; to be set then.
    Tensor next(std::size_t index) const;
    void set(std::size_t index, Tensor count) { counts_.tensors_[index] = std::move(count); }

   private:
    State counts_;
  };

  // `name` stands in front of errors. ArgumentError for a module without parameters, a number that
  // is negative or not finite, a group without parameters, or a parameter in two groups.
  Optimizer(std::string_view name, nn::Module& module, const Common& common);

  // Updates the value of one parameter, and its state; on an error neither. The gradient may be
  // unformed, and may be formed in its place; all of that before the parameter's value is touched.
  virtual void update(std::size_t index, Gradient& gradient) = 0;

  std::size_t size() const { return parameters_.size(); }
  Variable& parameter(std::size_t index) { return parameters_[index]; }
  // With what its group says.
  double learning_rate(std::size_t index) const { return learning_rate_ * rate_factors_[index]; }
  double weight_decay(std::size_t index) const { return weight_decays_[index]; }

  // For options. ArgumentError, naming the option, for a number out of range or NaN.
  void require_fraction(double number, std::string_view option) const;      // 0 … 1, 1 excluded
  void require_not_negative(double number, std::string_view option) const;  // and finite
  void require_positive(double number, std::string_view option) const;      // and finite

 private:
  friend class UpdatingSink;

  void apply_groups(const std::vector<ParameterGroup>& groups);
  bool update_from_leaf(std::size_t index);
  void update_from_leaves(std::int64_t& updated);
  // Whether the gradients that were not used yet are on the parameters, for another step().
  enum class Rest : bool { lost, waits };
  // After an error, for its text; empty before the first update.
  std::string state_after(std::int64_t updated, Rest rest) const;
  // The parameter whose node that is.
  std::optional<std::size_t> find(const Node& node) const;

  std::string name_;
  double learning_rate_ = 0;
  std::vector<Variable> parameters_;
  std::vector<std::string> paths_;
  std::vector<double> rate_factors_, weight_decays_;
  std::vector<State*> states_;
  std::vector<std::pair<const Node*, std::size_t>> index_of_;  // by node
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
  Optimizer::Rest rest_ = Optimizer::Rest::lost;
};

}  // namespace gradflow::optim
