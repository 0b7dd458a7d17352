#include "tensor/error.h"

#include <gtest/gtest.h>

#include "tests/support/expect_error.h"

namespace gradflow {
namespace {

using testing::expect_error;
using testing::throws_text;

TEST(Error, TakesWhatACallerFurtherOutKnows) {
  expect_error<ShapeError>(
      [] {
        try {
          throw ShapeError("matmul: no");
        } catch (Error& error) {
          error.add_context("; in layer 'hidden'");
          throw;
        }
      },
      "matmul: no; in layer 'hidden'");
}

TEST(Error, IsThrownOnlyWhenARequirementDoesNotHold) {
  EXPECT_NO_THROW(require(true, "never {}", 1));
  expect_error<ArgumentError>([] { require(false, "rate {} is negative", -1); },
                              "rate -1 is negative");
  expect_error<TypeError>([] { require<TypeError>(false, "no"); }, "no");
}

TEST(ExpectError, FailsForAnotherTextAnotherTypeAndNone) {
  const auto throws = [] { throw ShapeError("text"); };
  EXPECT_TRUE(throws_text<ShapeError>(throws, "text"));
  EXPECT_FALSE(throws_text<ShapeError>(throws, "tex"));
  EXPECT_FALSE(throws_text<Error>(throws, "text"));
  EXPECT_FALSE(throws_text<TypeError>(throws, "text"));
  EXPECT_FALSE(throws_text<ShapeError>([] {}, "text"));
}

}  // namespace
}  // namespace gradflow
