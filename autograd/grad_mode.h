#pragma once
// Whether ops record the graph on this thread. Under NoGrad results are plain values: nothing is
// saved, and no count of a parameter's node is touched, so threads may share a model for inference.

namespace gradflow {

bool gradients_recorded();

class NoGrad {
 public:
  NoGrad();
  NoGrad(const NoGrad&) = delete;
  NoGrad& operator=(const NoGrad&) = delete;
  ~NoGrad();

 private:
  bool outer_;
};

}  // namespace gradflow
