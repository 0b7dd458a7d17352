// The support vector machine at a tiny size: what it records, that it goes on with the machines it
// has, and that it says when it is left out.

#include "studies/glorot2010/training/svm.h"

#include <gtest/gtest.h>

#include <cmath>

#include "studies/glorot2010/training/rbf_machine.h"
#include "tensor/error.h"
#include "tests/studies/glorot2010/initial_run.h"
#include "tests/studies/scratch_folder.h"

namespace glorot2010 {
namespace {

using studies::Table;

class Svm : public ScratchFolder {
 protected:
  static SvmConfig tiny() {
    return {.examples = 200,
            .search_examples = 60,
            .search_validation = 50,
            .held_out = 150,
            .penalties = {1, 10},
            .gammas = {0.001, 0.01}};
  }
};

TEST_F(Svm, SearchesAGridAndTrainsTheLastMachineAsTheBestOfIt) {
  if (!svm_available()) GTEST_SKIP() << "built without libsvm";
  InitialRun run(file("run"));
  ASSERT_TRUE(record_svm(tiny(), run.context()));
  const Table rows = run.table("svm.csv");
  EXPECT_EQ(rows.columns(),
            (std::vector<std::string>{"examples", "C", "gamma", "validation_error", "test_error"}));
  EXPECT_EQ(rows.column("examples"), (std::vector<double>{60, 60, 60, 60, 200}));
  EXPECT_EQ(rows.column("C"), (std::vector<double>{1, 1, 10, 10, rows.last("C")}));
  std::size_t best = 0;
  for (std::size_t i = 1; i < 4; ++i)
    if (rows.at(i, "validation_error") < rows.at(best, "validation_error")) best = i;
  EXPECT_EQ(rows.last("C"), rows.at(best, "C"));
  EXPECT_EQ(rows.last("gamma"), rows.at(best, "gamma"));
  for (std::size_t i = 0; i < 4; ++i) EXPECT_TRUE(std::isnan(rows.at(i, "test_error")));
  EXPECT_EQ(run.reported.back(), tiny().machines());
}

// No line tells these classes apart: the corners of a square, two by two, and its middle.
TEST(RbfMachine, TellsApartWhatNoLineDoes) {
  if (!svm_available()) GTEST_SKIP() << "built without libsvm";
  using gradflow::Tensor;
  const studies::Examples corners{Tensor::from({5, 2}, {0, 0, 0, 1, 1, 0, 1, 1, 0.5, 0.5}),
                                  Tensor::from({5}, {3, 1, 1, 3, 2}, gradflow::DType::int32)};
  const RbfMachine machine(corners, 100, 4);
  for (std::int64_t i = 0; i < corners.size(); ++i)
    EXPECT_EQ(machine.answer(corners, i), corners.labels.at({i})) << i;
  const studies::Examples near{Tensor::from({1, 2}, {0.9, 0.05}), Tensor::from({1}, {1})};
  EXPECT_EQ(machine.answer(near, 0), 1);
}

TEST_F(Svm, GoesOnAfterAStopWithTheMachinesItHas) {
  if (!svm_available()) GTEST_SKIP() << "built without libsvm";
  InitialRun whole(file("whole")), stopped(file("stopped"));
  ASSERT_TRUE(record_svm(tiny(), whole.context()));
  stopped.stop_at = 2;
  EXPECT_FALSE(record_svm(tiny(), stopped.context()));
  EXPECT_EQ(stopped.table("svm.csv").rows(), 2U);
  stopped.stop_at = ~std::uint64_t{0};
  stopped.reported.clear();
  ASSERT_TRUE(record_svm(tiny(), stopped.context()));
  EXPECT_EQ(stopped.reported.front(), 2U);
  EXPECT_EQ(csv_text(stopped.table("svm.csv")), csv_text(whole.table("svm.csv")));
}

TEST_F(Svm, SaysWhatItIsLeftOutFor) {
  if (svm_available()) GTEST_SKIP() << "built with libsvm";
  InitialRun run(file("run"));
  EXPECT_EQ(text_of<gradflow::Error>([&] { record_svm(tiny(), run.context()); }),
            "left out, because this program was built without libsvm: install it (Debian and "
            "Ubuntu: libsvm-dev) and build again");
}

}  // namespace
}  // namespace glorot2010
