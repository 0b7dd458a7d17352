#pragma once
// Layer<R(Args…)>: a module that can be called. `operator()` is the only entry: it names the nodes,
// serves the hooks and calls the protected, virtual `forward`, which is all a subclass writes.

#include <array>
#include <concepts>
#include <tuple>
#include <utility>
#include <vector>

#include "nn/module.h"
#include "nn/module_call.h"

namespace gradflow::nn {

namespace detail {

// The variables in an argument or a result: itself, or in a vector, an array, a pair or a tuple of
// anything. Other things are passed over.
template <class Other>
requires(!std::derived_from<Other, Variable>) void collect(const Other& other,
                                                           std::vector<Variable>& into);

inline void collect(const Variable& variable, std::vector<Variable>& into) {
  into.push_back(variable);
}
inline void collect(const std::vector<Variable>& variables, std::vector<Variable>& into) {
  for (const Variable& variable : variables) into.push_back(variable);
}
template <class Other>
requires(!std::derived_from<Other, Variable>) void collect(const Other& other,
                                                           std::vector<Variable>& into) {
  if constexpr (requires { std::tuple_size<Other>::value; })
    std::apply([&](const auto&... part) { (collect(part, into), ...); }, other);
}

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
