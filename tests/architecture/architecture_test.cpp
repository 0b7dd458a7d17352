// The tree keeps its own rules.

#include <gtest/gtest.h>

#include <filesystem>

#include "tests/architecture/rules.h"

namespace architecture {
namespace {

const std::filesystem::path kRoot = GRADFLOW_SOURCE_DIR;

TEST(Architecture, ArrowsGoOneWay) { EXPECT_EQ(describe(broken_arrows(kRoot)), ""); }

TEST(Architecture, ArrowsBetweenTheFoldersOfAStudyGoOneWay) {
  EXPECT_EQ(describe(circles_in_studies(kRoot)), "");
}

TEST(Architecture, OpenMpLivesInTensorAlone) {
  EXPECT_EQ(describe(openmp_outside_tensor(kRoot)), "");
}

TEST(Architecture, HeadersStayFreeOfBoostAndJson) { EXPECT_EQ(describe(heavy_headers(kRoot)), ""); }

TEST(Architecture, TheLibraryNamesNoStudy) { EXPECT_EQ(describe(names_of_studies(kRoot)), ""); }

TEST(Architecture, NoFileIsADrawer) { EXPECT_EQ(describe(long_files(kRoot)), ""); }

TEST(Architecture, TheTopLevelIsKnown) {
  EXPECT_EQ(describe(unknown_entries(top_level_entries(kRoot))), "");
}

}  // namespace
}  // namespace architecture
