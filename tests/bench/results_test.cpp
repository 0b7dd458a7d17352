#include "bench/peers/results.h"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

namespace peers {
namespace {

Entry entry(const std::string& implementation, std::vector<double> seconds,
            const std::string& refused = "") {
  Entry made;
  made.implementation = implementation;
  made.seconds = std::move(seconds);
  made.refused = refused;
  return made;
}

TEST(Results, ALineOfAPeerIsRead) {
  const Line line = parse_line(
      R"({"median": 0.002, "check": [2.5, 2.25], "note": "new tensor", "memory": 4096, "version": "1.0"})");
  EXPECT_EQ(line.seconds, 0.002);
  EXPECT_EQ(line.check, (std::vector<double>{2.5, 2.25}));
  EXPECT_EQ(line.note, "new tensor");
  EXPECT_EQ(line.version, "1.0");
  EXPECT_EQ(line.memory, 4096U);
}

TEST(Results, ALineThatIsNoResultIsRefusedWithItsText) {
  for (const char* text : {"", "segmentation fault", R"({"median": 0.002})",
                           R"({"median": 0, "check": [], "note": "", "memory": 0, "version": ""})"})
    try {
      parse_line(text);
      ADD_FAILURE() << text;
    } catch (const std::runtime_error& error) {
      EXPECT_TRUE(std::string(error.what()).starts_with("printed \"" + std::string(text) + "\""));
    }
}

TEST(Results, NumbersWithinTheToleranceOfTheLargestAgree) {
  EXPECT_EQ(disagreement({2, 0.1}, {2.0001, 0.1001}), std::nullopt);
}

TEST(Results, AnotherLossIsADisagreement) {
  EXPECT_EQ(disagreement({2.5, 1.5}, {2.5, 1.51}),
            "computed something else: number 2 of 2 is 1.51, and not 1.5");
  EXPECT_EQ(disagreement({2.5}, {NAN}),
            "computed something else: number 1 of 1 is nan, and not 2.5");
  EXPECT_EQ(disagreement({2.5, 1.5}, {2.5}), "gave 1 numbers to check, and not 2");
}

TEST(Results, RatioIsTheirMedianOverOurs) {
  const CaseResult result{
      {"step", "batch10", 2},
      {entry("gradflow", {1e-3, 9e-3, 2e-3}), entry("oneDNN", {3e-3, 4e-3, 8e-3})}};
  const std::vector<Row> rows = rows_of(result);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].median, 2);
  EXPECT_EQ(rows[0].ratio, 1);
  EXPECT_EQ(rows[1].implementation, "oneDNN");
  EXPECT_EQ(rows[1].median, 4);
  EXPECT_EQ(rows[1].unit, "ms");
  EXPECT_EQ(rows[1].ratio, 2);
}

TEST(Results, APeerThatIsFasterOnOneThreadGetsThatTime) {
  std::vector<CaseResult> results = {
      {{"gemm", "forward", 1}, {entry("gradflow", {1}), entry("BLIS", {3}), entry("Eigen", {9})}},
      {{"gemm", "forward", 2}, {entry("gradflow", {2}), entry("BLIS", {8}), entry("Eigen", {5})}},
      {{"gemm", "square64", 2}, {entry("gradflow", {2}), entry("BLIS", {8}), entry("Eigen", {5})}}};
  prefer_fewer_threads(results);
  EXPECT_EQ(results[1].entries[0].seconds, (std::vector<double>{2}));
  EXPECT_EQ(results[1].entries[1].seconds, (std::vector<double>{3}));
  EXPECT_TRUE(results[1].entries[1].on_one_thread);
  EXPECT_EQ(results[1].entries[2].seconds, (std::vector<double>{5}));
  EXPECT_FALSE(results[1].entries[2].on_one_thread);
  EXPECT_EQ(results[2].entries[1].seconds, (std::vector<double>{8}));
}

TEST(Results, ThePeerOnOneThreadMustNotHaveBeenRefused) {
  std::vector<CaseResult> results = {
      {{"gemm", "forward", 1}, {entry("gradflow", {1}), entry("BLIS", {3}, "crashed")}},
      {{"gemm", "forward", 2}, {entry("gradflow", {2}), entry("BLIS", {8})}}};
  prefer_fewer_threads(results);
  EXPECT_EQ(results[1].entries[1].seconds, (std::vector<double>{8}));
}

TEST(Results, WhatWasRefusedOrIsNotInstalledHasNoRow) {
  Entry missing = entry("BLIS", {});
  missing.installed = false;
  const CaseResult result{{"step", "batch10", 1},
                          {entry("gradflow", {1e-3}), entry("Eigen", {1e-3}, "crashed"), missing}};
  EXPECT_EQ(rows_of(result).size(), 1U);
}

TEST(Results, WithoutAResultOfOursThereIsNothingToCompareWith) {
  const CaseResult result{{"step", "batch10", 1},
                          {entry("gradflow", {1e-3}, "crashed"), entry("Eigen", {1e-3})}};
  EXPECT_TRUE(rows_of(result).empty());
}

TEST(Results, AChainIsReportedForEachOp) {
  EXPECT_EQ(unit_of("chain"), "ns/op");
  EXPECT_DOUBLE_EQ(in_unit("chain", 60e-6), 60);
  EXPECT_EQ(unit_of("gemm"), "us");
  EXPECT_DOUBLE_EQ(in_unit("gemm", 60e-6), 60);
}

TEST(Results, JsonHasTheMembersOfARow) {
  EXPECT_EQ(json_of({{"step", "batch10", 2, "oneDNN", 2.5, "ms", 1.25, std::nullopt}}),
            "[\n {\n  \"work\": \"step\",\n  \"shape\": \"batch10\",\n  \"threads\": 2,\n"
            "  \"implementation\": \"oneDNN\",\n  \"median\": 2.5,\n  \"unit\": \"ms\",\n"
            "  \"ratio\": 1.25\n }\n]\n");
}

TEST(Results, WatchingIsComparedWithNobodyWatching) {
  const std::vector<Row> rows =
      rows_of({{"hook_per_layer", 1e-3, 1.01e-3, {1.01, 1.02}}, {"probe", 3e-3, 6e-3, {2, 3}}}, 2);
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].shape, "no_hook");
  EXPECT_EQ(rows[0].median, 2);
  EXPECT_EQ(rows[1].ratio, 1.01);
  EXPECT_EQ(rows[1].ratio_upper, 1.02);
  EXPECT_NE(json_of(rows).find("\"ratio_upper_95\": 1.02"), std::string::npos);
}

}  // namespace
}  // namespace peers
