// The spreads at initialisation on other data sets: the numbers are those of Figures 6 to 8, on the
// images of the set.

#include "studies/glorot2010/initial/initial_datasets.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "tensor/error.h"
#include "tests/studies/glorot2010/initial_run.h"
#include "tests/studies/scratch_folder.h"

namespace glorot2010 {
namespace {

using studies::Table;

const WeightGradientConfig kFewImages = {.initial = {.width = 40, .depth = 3, .images = 30},
                                         .batch = 10};

class InitialSpreads : public ScratchFolder {
 protected:
  InitialSpreads() { ::unsetenv("GRADFLOW_DATA"); }
};

TEST_F(InitialSpreads, AreThoseOfTheFiguresOnTheSameImages) {
  InitialRun run(file("run")), fig06(file("6")), fig07(file("7")), fig08(file("8"));
  ASSERT_TRUE(record_initial_spreads(run.context(), DataSet::shapeset, kFewImages));
  ASSERT_TRUE(record_activations(fig06.context(), kFewImages.initial));
  ASSERT_TRUE(record_gradients(fig07.context(), kFewImages.initial));
  ASSERT_TRUE(record_weight_gradients(fig08.context(), kFewImages));
  const Table spreads = run.table("layers.csv");
  EXPECT_EQ(spreads.columns(),
            (std::vector<std::string>{"layer", "act_standard", "act_normalised", "grad_standard",
                                      "grad_normalised", "wgrad_standard", "wgrad_normalised"}));
  for (const std::string kind : {"standard", "normalised"}) {
    EXPECT_EQ(spreads.column("act_" + kind), fig06.table("layers.csv").column(kind));
    EXPECT_EQ(spreads.column("grad_" + kind), fig07.table("layers.csv").column(kind));
    EXPECT_EQ(spreads.column("wgrad_" + kind), fig08.table("layers.csv").column(kind));
  }
  EXPECT_EQ(run.reported, (std::vector<std::uint64_t>{1, 2}));
  EXPECT_TRUE(run.wrote("data.txt"));
}

TEST_F(InitialSpreads, StopWhenProgressSaysSo) {
  InitialRun run(file("run"));
  run.stop_at = 1;
  EXPECT_FALSE(record_initial_spreads(run.context(), DataSet::shapeset, kFewImages));
  EXPECT_FALSE(run.wrote("layers.csv"));
}

TEST_F(InitialSpreads, SayWhatIsMissing) {
  InitialRun run(file("run"));
  run.context().data_dir = file("empty");
  std::filesystem::create_directories(file("empty"));
  const std::string text = text_of<gradflow::FileError>(
      [&] { record_initial_spreads(run.context(), DataSet::cifar10, kFewImages); });
  EXPECT_TRUE(text.starts_with("CIFAR-10: there is no data_batch_1.bin")) << text;
  WeightGradientConfig many = kFewImages;
  many.initial.images = 2000;
  EXPECT_EQ(text_of<gradflow::ArgumentError>(
                [&] { record_initial_spreads(run.context(), DataSet::shapeset, many); }),
            "Shapeset-3×2: there are 1000 test images, 2000 are wanted");
}

}  // namespace
}  // namespace glorot2010
