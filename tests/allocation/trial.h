#pragma once
// A step of a model in which an allocation fails: what is said, and what stands afterwards.

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "tests/allocation/models.h"
#include "tests/allocation/system_memory.h"

namespace gradflow::allocation {

// What a call came to, as its error tells.
struct Outcome {
  bool failed = false;
  // One of ours that says which tensor, or how many bytes of a product's copies, or std::bad_alloc,
  // alone or with how the parameters stand.
  bool is_clear = true;
  bool says_what = false;    // tensor or copies there was no memory for
  bool names_op = true;      // that asked for it, if one did
  bool offers_step = false;  // which updates the rest
  int updated = 0;           // parameters
};

// Other errors go on to the caller.
Outcome outcome_of(const std::function<void()>& work, const Fault& fault);

// Whether somebody else has shares in the parameters and the optimiser's tensors in the meantime.
enum class Hold : bool { nothing, all };

// A model after a step, and the bits before and after the next one.
class Trial {
 public:
  Trial(const Kind& kind, std::function<void(Model&)> work);

  Model& model() { return *model_; }
  // As after the first step.
  void begin();
  void restore_buffers();
  // Of the step.
  std::int64_t allocations(Hold hold);
  Outcome fail(const Fault& fault, Hold hold);
  void step() { work_(*model_); }

  // A parameter and all that belongs to it have the bits of before the step or those of after it:
  // how many have the latter.
  int updated();
  // Of a layer the mean and the variance go together.
  void expect_whole_statistics();
  void expect_nothing_lost() const;
  void expect_step_made();

 private:
  std::vector<Tensor> shares(Hold hold);

  std::unique_ptr<Model> model_;
  std::function<void(Model&)> work_;
  std::vector<Tensor> before_, buffers_, after_;
  std::int64_t nodes_ = 0, blocks_ = 0;
};

}  // namespace gradflow::allocation
