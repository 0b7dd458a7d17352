#pragma once
// Where in the user's program a node was made. Our own, because clang 14 with this standard library
// has no std::source_location. Pass `SourceLocation where = SourceLocation::current()` as the last
// argument of a function that makes nodes.

#include <string_view>

namespace gradflow {

struct SourceLocation {
  const char* file = "";
  int line = 0;

  constexpr std::string_view file_name() const {  // without its folders
    const std::string_view path = file;
    return path.substr(path.rfind('/') + 1);
  }

  static constexpr SourceLocation current(const char* file = __builtin_FILE(),
                                          int line = __builtin_LINE()) {
    return {file, line};
  }
};

// While one lives, the nodes this thread makes carry its location instead of their own: a module
// opens one, so that a node inside it points at the user's outermost call.
class CallSiteScope {
 public:
  explicit CallSiteScope(SourceLocation where) : outer_(site()) {
    if (outer_.line == 0) site() = where;
  }
  CallSiteScope(const CallSiteScope&) = delete;
  CallSiteScope& operator=(const CallSiteScope&) = delete;
  ~CallSiteScope() { site() = outer_; }

  static SourceLocation or_else(SourceLocation own) { return site().line != 0 ? site() : own; }

 private:
  static SourceLocation& site() {
    thread_local SourceLocation current_site;
    return current_site;
  }
  SourceLocation outer_;
};

}  // namespace gradflow
