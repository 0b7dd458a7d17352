#include "bench/peers/options.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace peers {
namespace {

std::string error_of(const std::vector<std::string>& arguments) {
  try {
    parse_options(arguments);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "";
}

TEST(Options, WithoutAnyEveryWorkRunsInThreeRounds) {
  const Options options = parse_options({});
  EXPECT_EQ(options.works.size(), 8U);
  EXPECT_EQ(options.rounds, 3);
  EXPECT_EQ(options.seconds_scale(), 1);
}

TEST(Options, NamedWorksRunAlone) {
  const Options options = parse_options({"--work", "step", "--work", "gemm", "--json", "x.json"});
  EXPECT_EQ(options.works, (std::vector<std::string>{"step", "gemm"}));
  EXPECT_EQ(options.json, "x.json");
}

TEST(Options, AWrongOneIsNamedWithWhatWasExpected) {
  EXPECT_EQ(error_of({"--work", "stpe"}),
            "there is no work \"stpe\"; works: step, gemm, chain, tiny_step, elementwise, "
            "layer, optimizer, watch");
  EXPECT_EQ(error_of({"--json"}), "--json needs a value after it");
  EXPECT_EQ(error_of({"--rounds", "none"}), "--rounds takes a number from 1 on");
  EXPECT_EQ(error_of({"--fast"}), "unknown option \"--fast\"");
}

}  // namespace
}  // namespace peers
