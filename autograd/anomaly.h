#pragma once
// The first NaN or infinity. While a DetectAnomaly lives, its thread looks at every value that an
// op makes and at every gradient that a rule sends, and reports the first that is not finite where
// it arose, not where it was noticed. A sum of several such gradients is not looked at: one that
// overflows there shows in the next rule. Of scopes inside one another the innermost looks alone.
//
//   const DetectAnomaly watching;
//   backward(model(x));   // AnomalyError: anomaly: the rule of log "loss" made 2 infinite …
//
// Watching forms the products that a pass would have left unformed, changes no bit but the sign of
// a zero, and costs a look at each element until something is found. While none lives, an op pays
// for one look at a flag of its thread.

#include <concepts>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "autograd/node.h"
#include "autograd/source_location.h"
#include "tensor/error.h"

namespace gradflow {

class Variable;

struct Anomaly {
  enum class Phase { forward, backward };
  Phase phase;
  std::string op, label;  // label: of the node, or of the layer that was being called
  SourceLocation where;   // the line that made the node
  std::string text;       // the report: what arose, where, and the ranges of all that went in
};

struct AnomalyError : Error {
  explicit AnomalyError(Anomaly found) : Error(found.text), anomaly(std::move(found)) {}
  Anomaly anomaly;
};

class AnomalyObserver {
 public:
  virtual ~AnomalyObserver() = default;
  virtual void see(const Anomaly& found) = 0;
};

// As a hook's closure: named, and behind one virtual call of our own.
template <class F>
class AnomalyObserverOf final : public AnomalyObserver {
 public:
  explicit AnomalyObserverOf(F f) : f_(std::move(f)) {}
  void see(const Anomaly& found) override { f_(found); }

 private:
  F f_;
};

class DetectAnomaly {
 public:
  // stop_debugger raises SIGTRAP, so that a debugger stops with the op on its stack; continued, or
  // without a debugger, it throws as the other does.
  enum class Then { throw_error, stop_debugger };

  explicit DetectAnomaly(Then then = Then::throw_error);
  // Calls f once, for the first, and lets the program go on.
  template <std::invocable<const Anomaly&> F>
  explicit DetectAnomaly(F f)
      : DetectAnomaly(std::make_shared<AnomalyObserverOf<F>>(std::move(f))) {}
  DetectAnomaly(const DetectAnomaly&) = delete;
  DetectAnomaly& operator=(const DetectAnomaly&) = delete;
  ~DetectAnomaly();

  // Whether this one has reported.
  bool found() const { return found_; }

 private:
  explicit DetectAnomaly(std::shared_ptr<AnomalyObserver> observer);
  friend bool still_looking(const DetectAnomaly& scope);
  friend void report_anomaly(const DetectAnomaly& scope, Anomaly anomaly);

  Then then_ = Then::throw_error;
  std::shared_ptr<AnomalyObserver> observer_;  // may end its scope while it is called
  mutable bool found_ = false;                 // a scope that is const reports, too
  const DetectAnomaly* outer_;
};

namespace detail {

inline constinit thread_local const DetectAnomaly* anomaly_scope = nullptr;  // the innermost

// What a forward made of these inputs, and what a rule sends to inputs that want it. For the
// engine, while a scope lives.
void look_at_value(std::string_view op, const Tensor& value,
                   std::span<const Variable* const> inputs, SourceLocation where);
void look_at_gradients(const Node& node, const Tensor& upstream, Wanted wanted,
                       std::span<Gradient> sent);

}  // namespace detail

}  // namespace gradflow
