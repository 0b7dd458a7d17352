#pragma once
// A function that somebody hands over to be kept: schedules, transforms, the members of a parameter
// group. In place of std::function, whose header alone takes a fifth of the compile time that all
// of nn/gradflow.h may take, and whose frames a debugger steps over.

#include <cstddef>
#include <memory>
#include <type_traits>
#include <utility>

namespace gradflow::nn {

template <class Signature>
class Callable;

// Copies share one closure. An empty one may not be called; whoever keeps one checks it first. It
// is empty, too, if it is made from a null pointer to a function or an empty std::function.
template <class R, class... Args>
class Callable<R(Args...)> {
 public:
  Callable() = default;
  Callable(std::nullptr_t) {}
  template <class F>
  requires(!std::is_same_v<F, Callable> && std::is_invocable_r_v<R, F&, Args...>) Callable(F f) {
    if constexpr (requires { f == nullptr; })
      if (f == nullptr) return;
    closure_ = std::make_shared<ClosureOf<F>>(std::move(f));
  }

  R operator()(Args... args) const { return closure_->call(std::forward<Args>(args)...); }
  explicit operator bool() const { return closure_ != nullptr; }

 private:
  struct Closure {
    virtual ~Closure() = default;
    virtual R call(Args... args) = 0;
  };
  template <class F>
  struct ClosureOf final : Closure {
    explicit ClosureOf(F function) : f(std::move(function)) {}
    R call(Args... args) override { return f(std::forward<Args>(args)...); }
    F f;
  };

  std::shared_ptr<Closure> closure_;
};

}  // namespace gradflow::nn
