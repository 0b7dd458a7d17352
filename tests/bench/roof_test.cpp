#include "bench/peers/roof.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "bench/peers/works.h"

namespace peers {
namespace {

TEST(Roof, AStepHasTheOperationsAndBytesOfItsProducts) {
  const Network network = paper_network("batch10");
  EXPECT_EQ(flop_of_step(network), 2.0 * 10 * (3 * (4e6 + 9000) + 2 * 1.024e6));
  EXPECT_EQ(bytes_of_parameters(network), 4.0 * (1.024e6 + 4e6 + 9000 + 5009));
}

TEST(Roof, AStepIsBoundByWhatTakesLonger) {
  const double bytes = bytes_of_parameters(paper_network("batch10"));
  const double flop = flop_of_step(paper_network("batch10"));
  EXPECT_DOUBLE_EQ(bound_of_step("batch10", {1, 1e11, {{20'000'000, 1e12, 1e12}}}), flop / 1e11);
  EXPECT_DOUBLE_EQ(bound_of_step("batch10", {1, 1e15, {{20'000'000, 1e11, 2e11}}}),
                   bytes / 1e11 + 2 * bytes / 2e11);
}

TEST(Roof, BandwidthIsThatOfTheNearestWorkingSet) {
  const Roof roof{1, 1e15, {{20'000'000, 1e12, 1e12}, {128'000'000, 1e10, 1e10}}};
  EXPECT_LT(bound_of_step("width1000", roof), 1e-4);
  EXPECT_GT(bound_of_step("width2000", roof), 1e-3);
}

TEST(Roof, AShareIsKnownOfStepsAndProducts) {
  const std::vector<Roof> roofs = {{2, 1e12, {{20'000'000, 1e12, 1e12}}}};
  EXPECT_DOUBLE_EQ(share_of_roof({"gemm", "square1000", 2}, 4e-3, roofs), 0.5);
  EXPECT_EQ(share_of_roof({"gemm", "square1000", 1}, 4e-3, roofs), 0);
  EXPECT_EQ(share_of_roof({"chain", "ops1000", 2}, 4e-3, roofs), 0);
  EXPECT_GT(share_of_roof({"step", "batch10", 2}, 1e-3, roofs), 0);
}

TEST(Roof, AnUnknownShapeIsNamed) {
  for (const auto& call : {+[] { paper_network("batch"); }, +[] { product_of("squares"); },
                           +[] { elementwise_of("tanh"); }})
    EXPECT_THROW(call(), std::invalid_argument);
}

}  // namespace
}  // namespace peers
