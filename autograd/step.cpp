#include "autograd/step.h"

#include <fmt/core.h>

#include "tensor/format.h"

namespace gradflow {

namespace {

std::string name_of(int number, const Node& node) {
  return node.label().empty() ? fmt::format("#{} {}", number, node.op())
                              : fmt::format("#{} {} \"{}\"", number, node.op(), node.label());
}

}  // namespace

std::string to_string(const Step& step) {
  std::string text = fmt::format("{}  upstream {} rms {:.3g}", name_of(step.number, *step.node),
                                 step.upstream.shape(), rms(step.upstream));
  for (std::size_t i = 0; i < step.sent.size(); ++i) {
    const Sent& sent = step.sent[i];
    text += i == 0 ? "  → " : ", ";
    text += name_of(sent.number, *sent.to);
    text += sent.gradient.defined() ? fmt::format(" rms {:.3g}", rms(sent.gradient))
                                    : fmt::format(" {} unformed", sent.shape);
  }
  return text;
}

}  // namespace gradflow
