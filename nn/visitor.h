#pragma once
// What a module shows of itself: `visit` names its parameters, buffers and children, and from that
// one function follow paths, listings, checkpoints and optimisers.

#include <string_view>

#include "nn/parameter.h"

namespace gradflow::nn {

class Module;

class Visitor {
 public:
  virtual ~Visitor() = default;
  virtual void parameter(std::string_view name, Parameter& parameter) = 0;
  // State that is saved but not trained: running statistics, the state of a generator.
  virtual void buffer(std::string_view name, Tensor& buffer) = 0;
  virtual void child(std::string_view name, Module& module) = 0;
};

}  // namespace gradflow::nn
