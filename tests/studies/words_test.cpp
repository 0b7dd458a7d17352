// The pieces of the study of words: its list, its batches, the bigram model, and that an
// interrupted training ends with the bits of one left alone.

#include <algorithm>
#include <cmath>

#include "studies/words/bigram.h"
#include "studies/words/training.h"
#include "studies/words/word_list.h"
#include "tensor/error.h"
#include "tests/studies/scratch_folder.h"
#include "tests/support/expect_tensor.h"

namespace words {
namespace {

using gradflow::Tensor;
using gradflow::testing::same_bits;

class WordList : public ScratchFolder {};

std::string twenty_words() {
  std::string text;
  for (char first = 'a'; first < 'a' + 20; ++first) text += std::string{first, 'n', '\n'};
  return text;
}

TEST_F(WordList, TakesPlainWordsOnceAndLeavesTheOthersOut) {
  const auto file =
      put("list", "Zoe\nit's\nx\nna\u00efve\nabcdefghijklmnop\nan\n\n" + twenty_words());
  const std::vector<std::string> read = read_words(file);
  EXPECT_EQ(read.size(), 20U);
  EXPECT_EQ(read.front(), "an");
  EXPECT_EQ(read[1], "bn");
}

TEST_F(WordList, TakesLinesThatEndAsOnWindows) {
  std::string text;
  for (const char c : twenty_words()) text += c == '\n' ? std::string("\r\n") : std::string{c};
  EXPECT_EQ(read_words(put("list", text)), read_words(put("same", twenty_words())));
}

TEST_F(WordList, RefusesAFileWithTooFewWords) {
  const auto file = put("list", "one\ntwo\nThree\n");
  EXPECT_EQ(text_of<gradflow::ArgumentError>([&] { read_words(file); }),
            "read_words: '" + file.string() +
                "' has 2 words of 2 to 15 letters from a to z, one a line; expected at least 20");
}

TEST_F(WordList, HoldsEveryTenthWordBackAndLosesNone) {
  const std::vector<std::string> all = read_words(put("list", twenty_words()));
  const Split parts = split(all, gradflow::Rng(1));
  EXPECT_EQ(parts.held_out.size(), 2U);
  std::vector<std::string> joined = parts.train;
  joined.insert(joined.end(), parts.held_out.begin(), parts.held_out.end());
  std::ranges::sort(joined);
  EXPECT_EQ(joined, all);
}

TEST(WordBatch, AsksForEachLetterAndTheEndOfEachWord) {
  const Batch batch = batch_of({"ab", "c"});
  const auto whole = [](const gradflow::Shape& shape, std::initializer_list<double> values) {
    return Tensor::from(shape, values, gradflow::DType::int32);
  };
  EXPECT_TRUE(same_bits(batch.symbols, whole({2, 3}, {0, 1, 2, 0, 3, 0})));
  EXPECT_TRUE(same_bits(batch.places, whole({5}, {0, 1, 2, 3, 4})));
  EXPECT_TRUE(same_bits(batch.targets, whole({5}, {1, 2, 0, 3, 0})));
}

TEST(WordBigram, GivesTheNatsOfItsCountsWithOneAdded) {
  const Bigram bigram({"aa"});  // pairs: start a, a a, a end
  const double after_start = std::log(28 / 2.0), after_a = std::log(29 / 2.0);
  EXPECT_NEAR(bigram.nats({"a"}), (after_start + after_a) / 2, 1e-12);
  EXPECT_NEAR(bigram.nats({"b"}), (std::log(28 / 1.0) + std::log(27.0)) / 2, 1e-12);
}

TEST(WordSpeller, CountsTheSameSymbolsAsTheBigramModel) {
  gradflow::Rng rng(1);
  Speller speller({.width = 8, .heads = 2, .blocks = 1}, rng);
  for (gradflow::nn::Parameter* parameter : speller.parameters())
    parameter->update([](Tensor& value) { value = Tensor::zeros(value.shape()); });
  EXPECT_NEAR(nats(speller, {"ab", "c"}), std::log(27.0), 1e-6);  // of even predictions
}

class WordTraining : public ScratchFolder {
 protected:
  static TrainingOptions options() {
    TrainingOptions small;
    small.size = {.width = 8, .heads = 2, .blocks = 1, .dropout = 0.2};
    small.steps = 12;
    small.batch = 4;
    small.report_every = 4;
    return small;
  }
  static Split some_words() {
    return {.train = {"spell", "words", "letter", "by"}, .held_out = {"train", "speller"}};
  }
  static std::vector<Tensor> weights(Training& training) {
    std::vector<Tensor> values;
    for (const auto* parameter : training.speller().parameters())
      values.push_back(parameter->value());
    return values;
  }
};

TEST_F(WordTraining, GoesOnFromItsCheckpointWithTheSameBits) {
  std::filesystem::create_directories(file("whole"));
  std::filesystem::create_directories(file("cut"));
  Training whole(options(), "w", file("whole"));
  whole.run(some_words());
  {
    Training cut(options(), "w", file("cut"));
    EXPECT_EQ(text_of<gradflow::Error>([&] { cut.run(some_words(), 8); }),
              "interrupted at step 8 of 12; the same command goes on from there");
  }
  Training resumed(options(), "w", file("cut"));
  resumed.run(some_words());
  const std::vector<Tensor> expected = weights(whole), got = weights(resumed);
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_TRUE(same_bits(got[i], expected[i]));
  EXPECT_EQ(get("cut/curve.csv"), get("whole/curve.csv"));
}

TEST_F(WordTraining, RefusesADamagedCheckpointAndLeavesItThere) {
  std::filesystem::create_directories(file("out"));
  Training(options(), "w", file("out")).run(some_words());
  const std::string bytes = get("out/speller.safetensors"), cut = bytes.substr(0, 5000);
  put("out/speller.safetensors", cut);
  const std::string text =
      text_of<gradflow::FileError>([&] { Training(options(), "w", file("out")); });
  EXPECT_NE(text.find("speller.safetensors"), std::string::npos) << text;
  EXPECT_EQ(get("out/speller.safetensors"), cut);
}

TEST_F(WordTraining, StartsAnewForOtherWordsOrAnotherSize) {
  std::filesystem::create_directories(file("out"));
  Training first(options(), "w", file("out"));
  first.run(some_words());
  Training other_words(options(), "v", file("out"));
  EXPECT_FALSE(identical(weights(other_words).front(), weights(first).front()));
  TrainingOptions wider = options();
  wider.size.width = 16;
  Training other_size(wider, "w", file("out"));
  EXPECT_NO_THROW(other_size.run(some_words()));
}

TEST_F(WordTraining, WarmsUpAndFalls) {
  TrainingOptions long_run = options();
  long_run.steps = 1000;
  EXPECT_LT(learning_rate_at(0, long_run), long_run.learning_rate / 20);
  EXPECT_NEAR(learning_rate_at(50, long_run), long_run.learning_rate, 1e-12);
  EXPECT_NEAR(learning_rate_at(1000, long_run), long_run.learning_rate / 50, 1e-12);
}

}  // namespace
}  // namespace words
