#pragma once
// The name of a node or a module, as errors, listings and run_to show it. A text is kept once, for
// the life of the program, and a label is a pointer to it: copying one costs nothing, several
// threads may, and a node may outlive the module that it was named after. So label what the program
// has, a layer or a loss, and not what it does, such as the number of a step.

#include <string>
#include <string_view>

namespace gradflow {

class Label {
 public:
  Label() = default;  // none: the empty text
  explicit Label(std::string_view text);

  bool empty() const { return text_ == nullptr; }
  const std::string& text() const { return empty() ? empty_text() : *text_; }

 private:
  static const std::string& empty_text();

  const std::string* text_ = nullptr;
};

}  // namespace gradflow
