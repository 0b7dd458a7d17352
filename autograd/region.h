#pragma once
// A call of a module, as the graph sees it: an interval of nodes with inputs and outputs. It exists
// only while somebody watches that module's backward. Nodes made in the call share it; it points
// back at nodes without owning any, so no cycle can form.

#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "autograd/node.h"

namespace gradflow {

class CallRegion {
 public:
  explicit CallRegion(std::shared_ptr<CallRegion> parent) : parent_(std::move(parent)) {}
  virtual ~CallRegion() = default;

  // Whether anybody would look, asked when a pass starts.
  virtual bool watched() const = 0;
  // Called once per pass that reached the call. An undefined tensor where no gradient arrived.
  virtual void finished(std::span<const Tensor> output_gradients,
                        std::span<const Tensor> input_gradients) = 0;

  const std::shared_ptr<CallRegion>& parent() const { return parent_; }
  // Null for an undefined Variable, to which no gradient comes.
  void add_input(const Node* node) { inputs_.push_back(node); }
  void add_output(const Node* node) { outputs_.push_back(node); }
  // Only compared, never followed: a node that is gone cannot be an input of one that is alive.
  std::span<const Node* const> inputs() const { return inputs_; }
  std::span<const Node* const> outputs() const { return outputs_; }

 private:
  std::shared_ptr<CallRegion> parent_;
  std::vector<const Node*> inputs_, outputs_;
};

}  // namespace gradflow
