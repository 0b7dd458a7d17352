#include "autograd/step.h"

#include <fmt/core.h>

#include "tensor/format.h"

namespace gradflow {

std::string to_string(const Step& step) {
  std::string text = fmt::format("{}  upstream {} rms {:.3g}", step.node->text(step.number),
                                 step.upstream.shape(), rms(step.upstream));
  for (std::size_t i = 0; i < step.sent.size(); ++i) {
    const Sent& sent = step.sent[i];
    text += i == 0 ? "  → " : ", ";
    text += sent.to->text(sent.number);
    text += sent.gradient.defined() ? fmt::format(" rms {:.3g}", rms(sent.gradient))
                                    : fmt::format(" {} unformed", sent.shape);
  }
  return text;
}

}  // namespace gradflow
