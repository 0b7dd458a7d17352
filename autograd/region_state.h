#pragma once
// What a backward pass knows of one watched call while it runs. Only the pass includes this.

#include <memory>
#include <vector>

#include "autograd/backward.h"
#include "autograd/region.h"

namespace gradflow {

struct BackwardPass::RegionState {
  const CallRegion* address() const { return region.get(); }  // the pass keeps them in this order

  std::shared_ptr<CallRegion> region;
  const Node* lowest;  // the call is finished when this node is
  std::vector<Tensor> outputs, inputs;
};

}  // namespace gradflow
