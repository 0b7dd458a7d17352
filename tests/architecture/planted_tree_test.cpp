// Every rule can fail: small trees with a planted mistake, and what is said about it.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "tests/architecture/rules.h"

namespace architecture {
namespace {

namespace fs = std::filesystem;

class PlantedTree : public testing::Test {
 protected:
  void SetUp() override {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    root_ = fs::path(testing::TempDir()) / (std::string("gradflow planted ") + test->name());
    fs::remove_all(root_);
    fs::create_directories(root_);
  }
  void TearDown() override { fs::remove_all(root_); }

  void plant(const std::string& file, const std::string& text) {
    fs::create_directories((root_ / file).parent_path());
    std::ofstream(root_ / file) << text;
  }

  fs::path root_;
};

TEST_F(PlantedTree, AnArrowThatGoesBackIsNamedByFileAndLine) {
  plant("tensor/tensor.h", "#pragma once\n#include <vector>\n#include \"tensor/shape.h\"\n");
  plant("tensor/ops.cpp", "#include \"tensor/tensor.h\"\n\n  # include \"autograd/node.h\"\n");
  plant("autograd/node.cpp", "#include \"tensor/tensor.h\"\n#include <nn/module.h>\n");
  plant("nn/module.cpp", "#include \"studies/support/probe.h\"\n#include \"module.h\"\n");
  plant("bench/step.cpp", "#include \"nn/module.h\"\n#include \"studies/support/probe.h\"\n");
  plant("bench/study.cpp", "#include \"studies/glorot2010/network.h\"\n");
  EXPECT_EQ(describe(broken_arrows(root_)),
            "autograd/node.cpp:2: autograd/ must not include \"nn/module.h\"\n"
            "bench/study.cpp:1: bench/ must not include \"studies/glorot2010/network.h\" of a "
            "study\n"
            "nn/module.cpp:1: nn/ must not include \"studies/support/probe.h\"\n"
            "nn/module.cpp:2: \"module.h\" is not written from the root of the tree\n"
            "tensor/ops.cpp:3: tensor/ must not include \"autograd/node.h\"\n");
}

TEST_F(PlantedTree, AStudyMustNotUseAnother) {
  plant("studies/one/a.cpp", "#include \"studies/one/a.h\"\n#include \"studies/support/b.h\"\n");
  plant("studies/two/c.cpp", "#include \"studies/one/a.h\"\n");
  plant("studies/support/b.cpp", "#include \"studies/two/c.h\"\n");
  EXPECT_EQ(describe(broken_arrows(root_)),
            "studies/support/b.cpp:1: studies/support/ must not include \"studies/two/c.h\" of "
            "another study\n"
            "studies/two/c.cpp:1: studies/two/ must not include \"studies/one/a.h\" of another "
            "study\n");
}

TEST_F(PlantedTree, FoldersOfAStudyInACircleAreFound) {
  plant("studies/one/main.cpp", "#include \"studies/one/report/r.h\"\n");
  plant("studies/one/report/r.h", "#include \"studies/one/claims/c.h\"\n");
  plant("studies/one/claims/c.h", "#include \"studies/one/base.h\"\n");
  plant("studies/two/main.cpp", "#include \"studies/two/report/r.h\"\n");
  plant("studies/two/report/r.h", "#include \"studies/two/claims/c.h\"\n");
  plant("studies/two/claims/c.h", "\n#include \"studies/two/report/s.h\"\n");
  EXPECT_EQ(describe(circles_in_studies(root_)),
            "studies/two/claims/c.h:2: in a circle with \"studies/two/report/s.h\"\n"
            "studies/two/report/r.h:1: in a circle with \"studies/two/claims/c.h\"\n");
}

TEST_F(PlantedTree, OpenMpOutsideTensorIsFound) {
  plant("tensor/map.cpp", "#pragma omp parallel for\n#include <omp.h>\n");
  plant("bench/peers/loop.cpp", "#pragma omp simd\n");
  plant("autograd/engine.cpp", "// #pragma omp in a comment\n  #pragma  omp simd\n");
  plant("studies/one/a.cpp", "#include <omp.h>\n_Pragma(\"omp parallel\")\n");
  EXPECT_EQ(describe(openmp_outside_tensor(root_)),
            "autograd/engine.cpp:2: OpenMP belongs in tensor/\n"
            "studies/one/a.cpp:1: OpenMP belongs in tensor/\n"
            "studies/one/a.cpp:2: OpenMP belongs in tensor/\n");
}

TEST_F(PlantedTree, BoostAndJsonInTheWrongPlaceAreFound) {
  plant("nn/files/npy.cpp", "#include <boost/endian.hpp>\n#include <nlohmann/json.hpp>\n");
  plant("nn/files/npy.h", "#include <boost/endian.hpp>\n#include <nlohmann/json.hpp>\n");
  plant("nn/linear.cpp", "#include <boost/endian.hpp>\n");
  plant("studies/one/a.h", "#include <boost/program_options.hpp>\n");
  plant("studies/one/a.cpp", "#include <boost/program_options.hpp>\n");
  EXPECT_EQ(describe(heavy_headers(root_)),
            "nn/files/npy.h:1: Boost belongs in .cpp files of studies/ and nn/files/\n"
            "nn/files/npy.h:2: JSON belongs in .cpp files\n"
            "nn/linear.cpp:1: Boost belongs in .cpp files of studies/ and nn/files/\n"
            "studies/one/a.h:1: Boost belongs in .cpp files of studies/ and nn/files/\n");
}

TEST_F(PlantedTree, ANameOfAStudyInTheLibraryIsFound) {
  plant("nn/init/uniform.h", "// Glorot & Bengio 2010, eq. 16. To configure it, see below.\n");
  plant("nn/README.md", "As in Figure 6.\n\nUsed by glorot2010 on MNIST.\n");
  plant("studies/one/a.cpp", "// Shapeset\n");
  EXPECT_EQ(describe(names_of_studies(root_)),
            "nn/README.md:1: \"Figure\" names a study, a figure or a data set\n"
            "nn/README.md:3: \"glorot2010\" names a study, a figure or a data set\n");
}

TEST_F(PlantedTree, ALongFileIsFound) {
  plant("nn/short.cpp", "\n\n\n");
  plant("nn/long.cpp", "\n\n\n\n");
  plant("tests/nn/long_test.cpp", "\n\n\n\n");
  EXPECT_EQ(describe(long_files(root_, 3)), "nn/long.cpp:4: longer than 3 lines\n");
}

TEST_F(PlantedTree, AnUnknownEntryIsFound) {
  plant("README.md", "");
  plant("utils/misc.cpp", "");
  plant("build/build.ninja", "");
  plant(".editorconfig", "");
  EXPECT_EQ(describe(unknown_entries(top_level_entries(root_))),
            "utils: the top level has no place for it\n");
}

}  // namespace
}  // namespace architecture
