// The statistics of Table 1 beside values known from elsewhere.

#include "studies/glorot2010/claims/proportions.h"

#include <cmath>

#include "tensor/error.h"
#include "tests/studies/scratch_folder.h"

namespace glorot2010 {
namespace {

class WrongAnswers : public ScratchFolder {};

// R's binom.test(10, 100) prints 0.04900469 0.17622260; for none of n the upper end is
// 1 - 0.025^(1/n).
TEST(ShareInterval, IsThatOfClopperAndPearson) {
  const Interval tenth = interval_of({10, 100});
  EXPECT_NEAR(tenth.low, 4.900469, 1e-6);
  EXPECT_NEAR(tenth.high, 17.622260, 1e-6);
  EXPECT_EQ(interval_of({0, 50}).low, 0);
  EXPECT_NEAR(interval_of({0, 50}).high, 100 * (1 - std::pow(0.025, 0.02)), 1e-9);
  EXPECT_EQ(interval_of({50, 50}).high, 100);
}

// The Physicians' Health Study, 189 of 11,034 heart attacks against 104 of 11,037, has a Pearson
// chi-squared of 25.01 (Agresti, Categorical Data Analysis), which is the square of z.
TEST(ShareDifference, IsTheZTestWithPooledVariance) {
  const double p = p_of_difference({189, 11034}, {104, 11037});
  EXPECT_NEAR(p, std::erfc(std::sqrt(25.0139 / 2)), 1e-10);
  EXPECT_EQ(p, p_of_difference({104, 11037}, {189, 11034}));
  EXPECT_EQ(p_of_difference({0, 10}, {0, 20}), 1);
}

// Table 1 of the paper: which of its entries are bold, with 10,000 test examples.
TEST(ShareDifference, GivesTheBoldPrintOfThePaper) {
  const auto bold = [](std::int64_t errors, std::int64_t best) {
    return p_of_difference({errors, kPaperExamples}, {best, kPaperExamples}) >= kSignificance;
  };
  EXPECT_TRUE(bold(1627, 1560) && bold(1606, 1560));
  EXPECT_FALSE(bold(2715, 1560) || bold(8261, 1560));
  EXPECT_TRUE(bold(172, 164) && bold(176, 164));
  EXPECT_FALSE(bold(221, 164));
  EXPECT_TRUE(bold(5380, 5292));
  EXPECT_FALSE(bold(5578, 5292) || bold(5590, 5292) || bold(5728, 5292));
  EXPECT_TRUE(bold(6914, 6813) && bold(6857, 6813));
  EXPECT_FALSE(bold(7058, 6813) || bold(7066, 6813));
}

TEST_F(WrongAnswers, AreCountedOnTheTestSetThatDataTxtNames) {
  put("data.txt", "MNIST in [0, 1], 50000 / 10000 / 5000 examples\n");
  const Wrong of_finite = wrong_answers(file(""), 1.64);
  EXPECT_EQ(of_finite.examples, 5000);
  EXPECT_EQ(of_finite.errors, 82);
  put("data.txt",
      "Shapeset in [-1, 1]; validation and test: 1000 examples of seeds 2011 and 2010\n");
  EXPECT_EQ(wrong_answers(file(""), 83.4).errors, 834);
}

TEST_F(WrongAnswers, ThatDoNotFitAreNamed) {
  put("data.txt", "two examples");
  EXPECT_EQ(text_of<gradflow::FileError>([&] { wrong_answers(file(""), 50); }),
            "'" + file("data.txt").string() +
                "' does not say how many examples were tested on: 'two examples'");
  put("data.txt", "10 examples");
  EXPECT_EQ(text_of<gradflow::FileError>([&] { wrong_answers(file(""), 15.5); }),
            "'" + file("data.txt").string() +
                "' tells of 10 examples, of which 15.5 % is not a whole number");
}

}  // namespace
}  // namespace glorot2010
