#pragma once
// Layers one after the other, each with a name. They are built in place, since modules do not move:
//
//   Sequential net;
//   auto& h1 = net.add<Linear>("h1", 1024, 1000, init::glorot_uniform(), rng);
//   net.add("t1", tanh);

#include <concepts>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nn/activation.h"
#include "nn/layer.h"

namespace gradflow::nn {

class Sequential final : public Layer<Variable(Variable)> {
 public:
  // Builds L(arguments…) at the end and returns it. ArgumentError for a name that is empty, holds a
  // dot or is taken.
  template <std::derived_from<Layer<Variable(Variable)>> L, class... Arguments>
  L& add(std::string_view name, Arguments&&... arguments) {
    check_name(name);
    auto layer = std::make_unique<L>(std::forward<Arguments>(arguments)...);
    L& added = *layer;
    append(name, std::move(layer));
    return added;
  }
  // The same for an Activation, where the name of an overloaded function will do.
  Activation& add(std::string_view name, Activation::Function function);

  std::size_t size() const { return children_.size(); }

  void visit(Visitor& visitor) override;

 protected:
  // x itself when there are no layers.
  Variable forward(const Variable& x) override;

 private:
  struct Child {
    std::string name;
    std::unique_ptr<Layer<Variable(Variable)>> layer;
  };

  void check_name(std::string_view name) const;
  void append(std::string_view name, std::unique_ptr<Layer<Variable(Variable)>> layer);

  std::vector<Child> children_;
};

}  // namespace gradflow::nn
