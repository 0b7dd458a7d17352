#pragma once
// Layer<R(Args…)>: a module that can be called. `operator()` is the only entry: it names the nodes,
// serves the hooks and calls the protected, virtual `forward`, which is all a subclass writes.

#include <tuple>
#include <vector>

#include "nn/module.h"
#include "nn/module_call.h"

namespace gradflow::nn {

namespace detail {

// The variables in an argument or a result, whatever else is in there.
inline void collect(const Variable& variable, std::vector<Variable>& into) {
  into.push_back(variable);
}
inline void collect(const std::vector<Variable>& variables, std::vector<Variable>& into) {
  into.insert(into.end(), variables.begin(), variables.end());
}
template <class... Parts>
void collect(const std::tuple<Parts...>& parts, std::vector<Variable>& into) {
  std::apply([&](const Parts&... part) { (collect(part, into), ...); }, parts);
}
template <class Other>
void collect(const Other&, std::vector<Variable>&) {}

}  // namespace detail

template <class Signature>
class Layer;

template <class R, class... Args>
class Layer<R(Args...)> : public Module {
 public:
  R operator()(const Args&... args, SourceLocation where = SourceLocation::current()) {
    ModuleCall call(*this, where);
    std::vector<Variable> inputs;
    if (call.watched()) (detail::collect(args, inputs), ...);
    call.begin(std::move(inputs));
    R result = forward(args...);
    std::vector<Variable> outputs;
    if (call.watched()) detail::collect(result, outputs);
    call.end(std::move(outputs));
    return result;
  }

 protected:
  virtual R forward(const Args&... args) = 0;
};

}  // namespace gradflow::nn
