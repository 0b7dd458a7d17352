#pragma once
// The backward pass. BackwardPass is the only engine: `backward(loss)` runs one to its end, a
// person who wants to see the chain rule calls `next()` in a loop, and both give the same bits. It
// runs on the caller's thread and stack.
//
// NOTE: the life of a step
//  Interior nodes go by descending id. A node's gradient is final when its turn comes: all its
//  users have gone before. Then: hooks see it; the rule runs; what is owed to interior nodes is
//  formed, with the values of the forward pass, and added up in the pass; the node drops its saved
//  values; and leaves whose last user this was are settled: their hooks first, then the sink. The
//  pass owns all of this. Nothing of it is stored on nodes, so a hook may run another pass.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "autograd/gradient.h"
#include "autograd/reachable.h"
#include "autograd/region.h"
#include "autograd/sink.h"
#include "autograd/step.h"
#include "autograd/variable.h"

namespace gradflow {

enum class Keep : bool { nothing, graph };  // graph: saved values stay, so that it can run again

struct PassOptions {
  Tensor seed = {};      // gradient of the root; 1 by default, when the root has one element
  Sink* sink = nullptr;  // where the gradients of leaves go; added to the leaves by default
  Keep keep = Keep::nothing;
  // When given, only these get gradients, in `target_gradients`, and no leaf is touched: the sink
  // is not called. GraphError for one that requires no gradient.
  std::vector<Variable> targets = {};
};

class BackwardPass {
 public:
  // GraphError when the root needs no gradient or its graph was consumed by an earlier pass;
  // ShapeError when the root has several elements and there is no seed, or one of another shape.
  explicit BackwardPass(const Variable& root, PassOptions options = {});
  // The sink must outlive the pass.
  BackwardPass(const Variable& root, Sink& sink) : BackwardPass(root, {.sink = &sink}) {}
  BackwardPass(const BackwardPass&) = delete;
  BackwardPass& operator=(const BackwardPass&) = delete;
  // A pass that is dropped half-way leaves its graph consumed. One that a hook of its own destroys
  // ends the process, with a line on standard error.
  ~BackwardPass();

  // Handles one node and tells what happened; nothing when the pass is at its end. GraphError when
  // an earlier step threw.
  std::optional<Step> next();
  // The same, telling it only to whoever gives a record. False at the end. GraphError in a hook of
  // this pass.
  bool advance(Step* record = nullptr);
  void run();
  // Runs until the next node to be handled bears `label`; from there, on to the one after.
  // ArgumentError when none is left that does; nothing has run then. Also when the pass ends before
  // a gradient has reached one.
  void run_to(std::string_view label);

  // The node that next() will handle; null at the end.
  const Node* peek() const;

  struct Pending {
    NodePtr node;
    Shape shape;
    Tensor gradient;  // summed so far; undefined while it is an unformed contribution
  };
  // The gradients that wait, by descending id of their nodes.
  std::vector<Pending> pending() const;

  // In the order of PassOptions::targets; zeros where none arrived.
  std::vector<Tensor> target_gradients() const;

 private:
  struct Slot {
    Node* node = nullptr;
    std::int32_t* inputs = nullptr;  // slots of the node's inputs; kAbsent: wants no gradient
    Gradient gradient;               // summed so far
    std::int32_t uses = 0;           // users that have not gone yet
    bool wanted = true;              // somebody asked for this gradient, or one further down
    bool target = false;
  };
  struct RegionState;

  // Whether the rule of an interior node runs: a gradient has arrived, and somebody wants more.
  static bool has_turn(const Slot& slot) {
    return !slot.node->is_leaf() && slot.wanted && !slot.gradient.empty();
  }

  bool fill_slots();
  void mark_wanted();
  void find_regions();

  std::size_t next_interior() const;
  void run_rule(Slot& slot, Step* record);
  void settle_with_waiting(const Slot& slot, std::span<Gradient> sent);
  void send(const Slot& sender, std::size_t input, Gradient& gradient, Step* record);
  void leave(const Slot& left);
  void settle(Slot& slot);
  [[noreturn]] void fail();
  RegionState* state_of(const CallRegion* region);
  void note_output(const Node& node, const Tensor& gradient);
  void note_input(const Node& from, const Node& to, Gradient& gradient);
  bool is_noted(const Node& from, const Node& to);
  void finish_regions(const Node& node);
  int number_of(const Node& node);
  void tell(Node& node, const Tensor& upstream, Step& record);
  void tell_sent(const NodePtr& to, Gradient& gradient, Step& record);
  static bool wants(std::int32_t place) { return place != Reachable::kAbsent; }
  Slot& slot_at(std::int32_t place) { return slots_[static_cast<std::size_t>(place)]; }

  NodePtr root_;
  PassOptions options_;
  AccumulatingSink accumulate_;
  Reachable reachable_;
  PooledVector<Slot> slots_;
  PooledVector<Gradient> from_rule_;  // what the rule that runs sends to its inputs
  std::size_t cursor_ = 0;
  std::size_t stopped_at_ = static_cast<std::size_t>(-1);  // where run_to left off
  bool pairs_products_ = false;  // see NOTE: products that meet in a matrix
  bool running_ = false;         // a step, whose hooks may not take the next
  bool failed_ = false;
  bool finished_ = false;
  std::vector<RegionState> regions_;
  std::vector<Tensor> captured_;
  std::unique_ptr<Reachable> numbering_;  // made when the first step is told
};

// Runs a pass to its end. Errors as of BackwardPass.
void backward(const Variable& root);
void backward(const Variable& root, PassOptions options);
void backward(const Variable& root, Sink& sink);

// The gradients of `y` with respect to `inputs`, which may be leaves or computed; no leaf is
// touched. `seed` as in PassOptions. Zeros for an input that `y` does not depend on.
std::vector<Tensor> gradients(const Variable& y, std::vector<Variable> inputs, Tensor seed = {},
                              Keep keep = Keep::nothing);

}  // namespace gradflow
