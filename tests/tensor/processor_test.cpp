// What cpuid answers, beside what Linux read from it.

#include "tensor/processor.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>

#include "tensor/isa.h"

namespace gradflow {
namespace {

TEST(InstructionSet, OfTheKernelsHasAName) {
  const std::set<std::string> names{"avx512", "avx2", "fma", "generic"};
  EXPECT_TRUE(names.contains(instruction_set())) << instruction_set();
}

#if defined(__x86_64__)

std::string letters_and_digits(std::string_view name) {
  std::string text;
  std::ranges::copy_if(name, std::back_inserter(text), [](char c) { return c != '_' && c != '.'; });
  return text;
}

// Of the first processor, without "_".
std::set<std::string> flags_of_linux() {
  std::ifstream file("/proc/cpuinfo");
  std::set<std::string> flags;
  for (std::string line; flags.empty() && std::getline(file, line);) {
    if (!line.starts_with("flags")) continue;
    std::istringstream words(line.substr(line.find(':') + 1));
    for (std::string word; words >> word;) flags.insert(letters_and_digits(word));
  }
  return flags;
}

TEST(ProcessorFeatures, AreThoseThatLinuxSees) {
  const std::set<std::string> flags = flags_of_linux();
  if (flags.empty()) GTEST_SKIP() << "/proc/cpuinfo has no flags";
  const std::map<std::string_view, std::string> names = {
      {"bmi", "bmi1"}, {"lzcnt", "abm"}, {"sse3", "pni"}, {"sahf", "lahflm"}};
  const std::set<std::string_view> newer = {
      // than the kernels of today
      "avxifma", "avxvnniint8", "avxneconvert", "avxvnniint16"};
  int count = 0;
  for (const ProcessorFeature* feature = processor_features; feature->name != nullptr; ++feature) {
    ++count;
    const auto renamed = names.find(feature->name);
    const std::string name =
        renamed != names.end() ? renamed->second : letters_and_digits(feature->name);
    if (newer.contains(feature->name) && !flags.contains(name)) continue;
    EXPECT_EQ(processor_has(*feature), flags.contains(name)) << feature->name;
  }
  EXPECT_GT(count, 30);
}

TEST(ProcessorFeatures, ThatAreNeededAndMissingAreNamedTheFirstFirst) {
  constexpr unsigned kNoLeaf = 0x7FFFFFFF;
  const ProcessorFeature features[] = {{"optional", false, kNoLeaf, 0, ProcessorFeature::eax, 0, 0},
                                       {"sse2", true, 1, 0, ProcessorFeature::edx, 26, 0},
                                       {"first", true, kNoLeaf, 0, ProcessorFeature::eax, 0, 0},
                                       {"second", true, kNoLeaf, 0, ProcessorFeature::eax, 0, 0},
                                       {}};
  EXPECT_STREQ(missing_feature(features), "first");
  const ProcessorFeature enough[] = {features[0], features[1], {}};
  EXPECT_EQ(missing_feature(enough), nullptr);
}

TEST(ProcessorFeatures, OfALeafThatIsNotThereAreMissing) {
  EXPECT_FALSE(processor_has({"none", true, 0x7FFFFFFF, 0, ProcessorFeature::eax, 0, 0}));
}

TEST(ProcessorFeatures, WhoseRegistersAreNotSavedAreMissing) {
  EXPECT_TRUE(processor_has({"sse2", true, 1, 0, ProcessorFeature::edx, 26, 0}));
  EXPECT_FALSE(processor_has({"sse2", true, 1, 0, ProcessorFeature::edx, 26, 0x80000000}));
}

#endif

}  // namespace
}  // namespace gradflow
