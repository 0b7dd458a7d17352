#pragma once
// A backward pass under somebody's fingers: one node at a time, with a look at any node on the way.
// Text in, text out; keyboard.h brings the commands.

#include <map>
#include <string>
#include <string_view>

#include "autograd/backward.h"
#include "autograd/reachable.h"
#include "studies/walkthrough/keyboard.h"

namespace walkthrough {

class Stepper {
 public:
  static constexpr std::string_view kKeysWithArgument = "ri";

  explicit Stepper(const gradflow::Variable& root);

  // What the command did, as text to print. A mistake in it is text, too.
  std::string handle(const Command& command);
  // What stands before the next command.
  std::string prompt() const;
  static std::string help();

 private:
  std::string next();
  std::string run_to(const std::string& label);
  std::string into_input(const std::string& which);
  std::string print() const;
  std::string histogram() const;
  std::string graph() const;
  std::string explain() const;
  const gradflow::Node& looked_at() const;
  std::string name(const gradflow::Node& node) const;
  // What has arrived at a node: undefined for nothing, and for what is not formed.
  gradflow::Tensor gradient_of(const gradflow::Node& node) const;

  gradflow::Variable root_;
  gradflow::Reachable nodes_;
  gradflow::BackwardPass pass_;
  std::map<const gradflow::Node*, gradflow::Tensor> upstream_;  // of nodes that had their turn
  const gradflow::Node* look_ = nullptr;  // null: the node whose turn is next, or the root
};

// Bars for the values of a tensor, a line for each of a few bins.
std::string bar_plot(const gradflow::Tensor& values);

}  // namespace walkthrough
