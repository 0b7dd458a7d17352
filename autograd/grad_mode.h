#pragma once
// Whether ops record the graph on this thread. Under NoGrad results are plain values: nothing is
// saved, and no count of a parameter's node is touched, so threads may share a model for inference.
// EnableGrad, inside of a NoGrad, records again, for a function that needs a graph of its own to
// compute what it returns.

#include <utility>

namespace gradflow {

namespace detail {
inline constinit thread_local bool recording = true;
}

inline bool gradients_recorded() { return detail::recording; }

class NoGrad {
 public:
  NoGrad() : outer_(std::exchange(detail::recording, false)) {}
  NoGrad(const NoGrad&) = delete;
  NoGrad& operator=(const NoGrad&) = delete;
  ~NoGrad() { detail::recording = outer_; }

 private:
  bool outer_;
};

class EnableGrad {
 public:
  EnableGrad() : outer_(std::exchange(detail::recording, true)) {}
  EnableGrad(const EnableGrad&) = delete;
  EnableGrad& operator=(const EnableGrad&) = delete;
  ~EnableGrad() { detail::recording = outer_; }

 private:
  bool outer_;
};

}  // namespace gradflow
