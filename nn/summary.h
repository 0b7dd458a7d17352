#pragma once
// What a model consists of, as a table of text:
//
//   fmt::print("{}", nn::summary(net, Tensor::zeros({10, 784})));
//
//   path    kind        output         parameters      bytes  multiply-adds
//   h1      Linear      [10, 1000]        785,000  3,140,000      7,840,000
//   t1      Activation  [10, 1000]              0          0              -
//   …
//   total                                 795,010  3,180,040      7,940,000
//
// The shapes come from a call in evaluation mode without a graph, which changes nothing in the
// model but writes its paths if nobody has; its hooks see the call. A line stands for each module
// that has parameters of its own, has no children, or says what it multiplies; a parameter that is
// shared counts where it comes first. Bytes are those of parameters and buffers. Multiply-adds are
// those of the call, of all calls of a module, "-" where it does not say (Module::multiply_adds).

#include <string>

#include "nn/callable.h"
#include "nn/layer.h"

namespace gradflow::nn {

std::string summary(Layer<Variable(Variable)>& model, const Variable& input);
// For a model of another signature: `call` calls it. ArgumentError for an empty function.
std::string summary(Module& model, const Callable<void()>& call);

}  // namespace gradflow::nn
