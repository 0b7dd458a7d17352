#pragma once
// The one family of errors. Everything a caller can get wrong throws a gradflow::Error from the
// first public call that can know. The text says, in this order: the operation, what was given,
// what was expected, and a hint when the slip is a common one. Nothing in the library prints or
// exits.

#include <fmt/core.h>

#include <exception>
#include <string>
#include <string_view>
#include <utility>

namespace gradflow {

class Error : public std::exception {
 public:
  explicit Error(std::string text) : text_(std::move(text)) {}
  const char* what() const noexcept override { return text_.c_str(); }

  // Appends what a caller further out knows (the op, its layer, the state that is left behind).
  void add_context(std::string_view context) { text_.append(context); }

 private:
  std::string text_;
};

struct ShapeError : Error {  // extents that do not fit together
  using Error::Error;
};
struct TypeError : Error {  // element types that differ, or that an operation does not take
  using Error::Error;
};
struct ArgumentError : Error {  // any other value out of its range
  using Error::Error;
};
struct SharedError : Error {  // an edit of memory that somebody else holds
  using Error::Error;
};
struct GraphError : Error {  // a graph, or a backward pass over it, that cannot be used so
  using Error::Error;
};
struct MemoryError : Error {  // a tensor, or a kernel's copies, for which the system has no memory
  using Error::Error;         // (bookkeeping that finds none throws std::bad_alloc)
};
struct FileError : Error {  // a file that is missing, cut short, malformed, or cannot be written
  using Error::Error;
};

namespace detail {

// Out of line, so that a check that holds costs a comparison and a branch.
template <class E, class... Args>
[[noreturn, gnu::cold, gnu::noinline]] void refuse(fmt::format_string<Args...> text,
                                                   Args&&... args) {
  throw E(fmt::format(text, std::forward<Args>(args)...));
}

}  // namespace detail

// Throws E with the formatted text unless `holds`. The arguments are computed in any case: pass
// what has a formatter as it is, not its text.
template <class E = ArgumentError, class... Args>
void require(bool holds, fmt::format_string<Args...> text, Args&&... args) {
  if (!holds) [[unlikely]]
    detail::refuse<E, Args...>(text, std::forward<Args>(args)...);
}

}  // namespace gradflow
