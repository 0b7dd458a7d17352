#pragma once
// The base of our fmt formatters: "{}" alone, so that printing our types does not pull fmt/format.h
// into every file that includes a header.

#include <fmt/core.h>

#include <string_view>

namespace gradflow {

struct PlainFormatter {
  constexpr auto parse(fmt::format_parse_context& context) { return context.begin(); }

 protected:
  template <class Context>
  auto put(std::string_view text, Context& context) const {
    return fmt::format_to(context.out(), "{}", text);
  }
};

}  // namespace gradflow
