#pragma once
// expect_error<ShapeError>([&] { matmul(a, b); }, "exact text"): the call throws exactly that type
// with exactly that text. A test of an error in this tree is one such line; a failure shows both
// texts and the line of the caller.

#include <gtest/gtest.h>

#include <exception>
#include <string>
#include <string_view>
#include <typeinfo>
#include <utility>

namespace gradflow::testing {

// What `call` throws, compared by dynamic type, so that a base class does not stand for a derived
// one.
template <class E, class F>
::testing::AssertionResult throws_text(F&& call, std::string_view text) {
  try {
    std::forward<F>(call)();
  } catch (const std::exception& error) {
    if (typeid(error) != typeid(E))
      return ::testing::AssertionFailure() << "threw " << typeid(error).name() << " and not "
                                           << typeid(E).name() << ", with text\n  " << error.what();
    if (error.what() != text)
      return ::testing::AssertionFailure()
             << "text is\n  " << error.what() << "\nnot\n  " << std::string(text);
    return ::testing::AssertionSuccess();
  }
  return ::testing::AssertionFailure() << "nothing was thrown; expected\n  " << std::string(text);
}

template <class E, class F>
void expect_error(F&& call, std::string_view text, const char* file = __builtin_FILE(),
                  int line = __builtin_LINE()) {
  const ::testing::AssertionResult result = throws_text<E>(std::forward<F>(call), text);
  if (!result) ADD_FAILURE_AT(file, line) << result.message();
}

}  // namespace gradflow::testing
