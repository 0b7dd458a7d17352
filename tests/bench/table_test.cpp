#include "bench/peers/table.h"

#include <gtest/gtest.h>

#include <sstream>
#include <stdexcept>

#include "bench/peers/works.h"

namespace peers {
namespace {

Entry entry(const std::string& implementation, double seconds) {
  Entry made;
  made.implementation = implementation;
  made.seconds = {seconds};
  made.memory = 41'000'000;
  return made;
}

// Characters, not bytes: × is two.
std::size_t widest(const std::string& text) {
  std::size_t most = 0;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::size_t width = 0;
    for (const char byte : line) width += (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
    most = std::max(most, width);
  }
  return most;
}

TEST(Table, OursComesFirstAndTheBestPeerIsMarked) {
  const std::vector<CaseResult> results = {
      {{"gemm", "square1000", 1},
       {entry("gradflow", 10e-3), entry("oneDNN", 12.5e-3), entry("Eigen", 20e-3)}}};
  EXPECT_EQ(table_of(results, {{1, 250e9, {}}}),
            "gemm: matrix products, float32, us\n"
            "shape          t gradflow roof       oneDNN         Eigen\n"
            "square1000     1    10000  80%  12500 1.25×*  20000 2.00×\n");
}

TEST(Table, WhatIsMissingOrRefusedIsNamed) {
  std::vector<CaseResult> results = {
      {{"chain", "ops1000", 1}, {entry("gradflow", 60e-6), entry("libtorch", 1), entry("x", 1)}}};
  results[0].entries[1].seconds.clear();
  results[0].entries[1].installed = false;
  results[0].entries[2].refused = "computed something else: number 1 of 2 is 0, and not 1";
  const std::string table = table_of(results, {});
  EXPECT_NE(table.find("not installed       refused\n"), std::string::npos) << table;
  EXPECT_NE(
      table.find("REFUSED x, chain ops1000 on 1: computed something else: number 1 of 2 is 0, "
                 "and not 1\n"),
      std::string::npos)
      << table;
}

TEST(Table, APeerOnFewerThreadsIsNamed) {
  std::vector<CaseResult> results = {
      {{"gemm", "forward", 2}, {entry("gradflow", 1e-3), entry("BLIS", 2e-3)}}};
  results[0].entries[1].on_one_thread = true;
  const std::string table = table_of(results, {});
  EXPECT_NE(table.find("\nBLIS, faster on one thread: forward\n"), std::string::npos) << table;
}

TEST(Table, FitsAHundredColumns) {
  const std::vector<CaseResult> results = {
      {{"step", "input_gradient", 2},
       {entry("gradflow", 0.9999), entry("libtorch", 99), entry("oneDNN", 9.99),
        entry("OpenBLAS", 9.99), entry("BLIS", 9.99), entry("Eigen", 9.99)}}};
  std::vector<CaseResult> batch10 = results;
  batch10[0].what.shape = "batch10";
  EXPECT_LE(widest(table_of(results, {})), 100U);
  EXPECT_LE(widest(memory_table_of(batch10)), 100U);
}

TEST(Table, MemoryIsHeldAgainstParametersInputAndValues) {
  const std::vector<CaseResult> results = {{{"step", "batch10", 1}, {entry("gradflow", 1e-3)}}};
  // 5 037 009 parameters, and 10 × (1024 + 5 × 2000 + 9) values: 20.59 MB.
  EXPECT_NE(memory_table_of(results).find("batch10        1   41.0 1.99×\n"), std::string::npos)
      << memory_table_of(results);
}

TEST(Table, MemoryUnderAnOptimizerIsInBytesAParameterAndItsStateCounts) {
  const std::vector<CaseResult> results = {
      {{"optimizer", "adam_apart", 2}, {entry("gradflow", 1e-3)}},
      {{"optimizer", "sgd", 2}, {entry("gradflow", 1e-3)}}};
  const std::string table = memory_table_of(results);
  EXPECT_NE(table.find("bytes a parameter"), std::string::npos) << table;
  EXPECT_NE(table.find("adam_apart     2   8.14 0.67×\nsgd            2   8.14 1.99×\n"),
            std::string::npos)
      << table;
}

TEST(Works, AnOptimizerOfAnotherNameIsRefused) {
  EXPECT_EQ(optimizer_case_of("momentum_apart").rule, "momentum");
  EXPECT_THROW(optimizer_case_of("rprop"), std::invalid_argument);
}

}  // namespace
}  // namespace peers
