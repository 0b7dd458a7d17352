#include "nn/optim/plateau.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "nn/checkpoint.h"
#include "nn/linear.h"
#include "nn/optim/sgd.h"
#include "tests/nn/reference_values.h"
#include "tests/nn/temporary_folder.h"
#include "tests/support/expect_error.h"

namespace gradflow::optim {
namespace {

using gradflow::testing::expect_error;

TEST(ReduceOnPlateau, RatesAreThoseOfPyTorch) {
  const auto reference = gradflow::testing::reference_values("optimizers.json")["plateau"];
  const auto losses = reference["losses"].get<std::vector<double>>();
  const auto rates = reference["rates"].get<std::vector<double>>();
  ReduceOnPlateau plateau(0.5, {.factor = 0.2, .patience = 2, .lowest = 0.01});
  for (std::size_t i = 0; i < losses.size(); ++i)
    EXPECT_DOUBLE_EQ(plateau.see(losses[i]), rates[i]) << "loss " << i;
  EXPECT_EQ(plateau.learning_rate(), 0.01);
}

TEST(ReduceOnPlateau, MeasuresProgressOfALossBelowZero) {
  ReduceOnPlateau plateau(1, {.factor = 0.5, .patience = 0, .threshold = 0.25});
  EXPECT_EQ(plateau.see(-4), 1);
  EXPECT_EQ(plateau.see(-4.5), 0.5);
  EXPECT_EQ(plateau.see(-5.5), 0.5);
}

TEST(ReduceOnPlateau, NeverRaisesARateThatBeginsBelowTheLowest) {
  ReduceOnPlateau plateau(0.001, {.patience = 0, .lowest = 0.01});
  plateau.see(1);
  EXPECT_EQ(plateau.see(1), 0.001);
}

TEST(ReduceOnPlateau, GoesOnFromItsStateAsIfNothingHadHappened) {
  const std::vector<double> losses{1.0 / 3, 0.3, 0.31, 0.31, 0.29999, 0.31,
                                   0.2,     0.3, 0.3,  0.3,  0.3};
  for (std::size_t cut = 0; cut < losses.size(); ++cut) {
    const PlateauOptions options{.factor = 0.3, .patience = 1};
    ReduceOnPlateau alone(0.7, options), resumed(0.1, options);
    for (std::size_t i = 0; i < cut; ++i) alone.see(losses[i]);
    resumed.restore(alone.state());
    for (std::size_t i = cut; i < losses.size(); ++i)
      EXPECT_EQ(resumed.see(losses[i]), alone.see(losses[i]));
    EXPECT_EQ(resumed.state(), alone.state());
  }
}

// As the header says: of the two, a checkpoint holds the state of the plateau alone.
TEST(ReduceOnPlateau, GivesTheRateThatItHasLoweredToAnOptimizerThatIsLoaded) {
  const gradflow::testing::TemporaryFolder folder;
  const std::string path = folder.file("run.safetensors");
  Rng rng(1);
  nn::Linear net(2, 2, init::constant(1), rng);
  Sgd sgd(net, {.learning_rate = 0.125});
  ReduceOnPlateau plateau(0.125, {.factor = 0.5, .patience = 0});
  nn::Checkpoint checkpoint;
  checkpoint.add(sgd);
  plateau.see(1);
  sgd.set_learning_rate(plateau.see(1));
  checkpoint.set("plateau", plateau.state());
  checkpoint.save(path);

  sgd.set_learning_rate(0.125);  // as a program that starts
  ReduceOnPlateau resumed(0.125, {.factor = 0.5, .patience = 0});
  checkpoint.load(path);
  resumed.restore(checkpoint.text("plateau"));
  EXPECT_EQ(sgd.learning_rate(), 0.125);
  sgd.set_learning_rate(resumed.learning_rate());
  EXPECT_EQ(sgd.learning_rate(), 0.0625);
}

TEST(ReduceOnPlateau, RefusesATextThatIsNoState) {
  ReduceOnPlateau plateau(0.5);
  plateau.see(2);
  for (const char* text : {"", "0.5", "0.5 2 x", "0.5 2 0 more"}) {
    expect_error<ArgumentError>([&] { plateau.restore(text); },
                                std::string("ReduceOnPlateau: \"") + text +
                                    "\" is no state; expected \"<learning rate> <best loss> "
                                    "<losses without progress>\"");
    EXPECT_EQ(plateau.state(), "0.5 2 0");
  }
}

TEST(ReduceOnPlateau, RefusesBadNumbers) {
  const auto refuses = [](double rate, const PlateauOptions& options, std::string_view text) {
    expect_error<ArgumentError>([&] { ReduceOnPlateau(rate, options); }, text);
  };
  refuses(-1, {}, "ReduceOnPlateau: the learning rate is -1; it must be finite and not negative");
  refuses(1, {.factor = 1}, "ReduceOnPlateau: the factor is 1; it must be above 0 and below 1");
  refuses(1, {.patience = -1}, "ReduceOnPlateau: the patience is -1; it must not be negative");
  refuses(1, {.threshold = 1}, "ReduceOnPlateau: the threshold is 1; it must be from 0 to below 1");
  refuses(1, {.lowest = -1},
          "ReduceOnPlateau: the lowest rate is -1; it must be finite and not negative");
  ReduceOnPlateau plateau(1);
  expect_error<ArgumentError>([&] { plateau.see(std::numeric_limits<double>::quiet_NaN()); },
                              "ReduceOnPlateau: the loss is nan; it must be finite");
}

TEST(ReduceOnPlateau, RestoresNoStateThatCannotBe) {
  ReduceOnPlateau plateau(1, {.patience = 2});
  for (const std::string_view state :
       {"-5 1 0", "nan 1 0", "inf 1 0", "0.1 nan 0", "0.1 -inf 0", "0.1 1 -1", "0.1 1 3", "0.1 1"})
    EXPECT_THROW(plateau.restore(state), ArgumentError) << state;
  EXPECT_EQ(plateau.state(), ReduceOnPlateau(1, {.patience = 2}).state());
  plateau.restore("0.1 inf 0");
  plateau.restore("0.1 1 2");
  EXPECT_EQ(plateau.state(), "0.1 1 2");
}

}  // namespace
}  // namespace gradflow::optim
