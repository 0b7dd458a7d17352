// words: a small causal transformer learns how English words are spelled, letter by letter, and
// makes up some of its own. It has to predict words it has never seen better than counts of letter
// pairs do.

#include <fmt/core.h>

#include <charconv>
#include <unordered_set>

#include "studies/support/figure.h"
#include "studies/support/interrupt.h"
#include "studies/support/run_folder.h"
#include "studies/support/study_program.h"
#include "studies/words/bigram.h"
#include "studies/words/training.h"

namespace {

using words::Split;

constexpr std::int64_t kSamples = 40;
constexpr double kRequired = 0.3;  // nats a symbol below the bigram model
constexpr std::string_view kDebianWords = "/usr/share/dict/american-english";

std::filesystem::path word_file(const studies::StudyOptions& options) {
  std::filesystem::path file = options.of("words").empty() ? kDebianWords : options.of("words");
  gradflow::require<gradflow::FileError>(
      std::filesystem::exists(file),
      "there is no word list '{}'; install the package wamerican, or give one with --words FILE",
      file.string());
  return file;
}

words::TrainingOptions training_options(const studies::StudyOptions& options) {
  words::TrainingOptions training;
  training.seed = options.seed;
  if (options.quick) {
    training.size = {.width = 16, .heads = 2, .blocks = 1};
    training.steps = 60;
    training.batch = 32;
    training.report_every = 20;
  }
  const std::string_view steps = options.of("steps");
  if (steps.empty()) return training;
  const auto [end, error] =
      std::from_chars(steps.data(), steps.data() + steps.size(), training.steps);
  gradflow::require(
      error == std::errc() && end == steps.data() + steps.size() && training.steps >= 1,
      "--steps {}: expected a whole number from 1", steps);
  return training;
}

// Prints words made up by the speller; returns the share of them that are in no list.
double show_samples(words::Speller& speller, const Split& split, std::uint64_t seed) {
  std::unordered_set<std::string> known(split.train.begin(), split.train.end());
  const std::unordered_set<std::string> held_out(split.held_out.begin(), split.held_out.end());
  fmt::print("made up (* a word it was trained on, + a word held out):\n");
  double unknown = 0;
  int column = 0;
  for (const std::string& word : sample(speller, kSamples, gradflow::Rng(seed).at(2))) {
    const char mark = known.contains(word) ? '*' : held_out.contains(word) ? '+' : ' ';
    unknown += mark == ' ';
    fmt::print("  {:<16}{}", (word.empty() ? "(nothing)" : word) + mark,
               ++column % 4 == 0 ? "\n" : "");
  }
  return unknown / kSamples;
}

void study(const studies::StudyOptions& options, studies::StudyResult& result) {
  studies::catch_interrupts();
  const std::vector<std::string> all = words::read_words(word_file(options));
  const Split split = words::split(all, gradflow::Rng(options.seed).at(3));
  std::string joined;
  for (const std::string& word : all) joined += word + '\n';
  words::Training training(training_options(options), studies::configuration_hash(joined),
                           options.out);
  fmt::print("{} words to learn from, {} held out; {} parameters\n", split.train.size(),
             split.held_out.size(), training.speller().parameter_count());
  training.run(split);

  const double of_bigram = words::Bigram(split.train).nats(split.held_out);
  const double of_speller = nats(training.speller(), split.held_out);
  studies::Table bigram({"nats"});
  bigram.add_row({of_bigram});
  write_csv(options.out / "bigram.csv", bigram);
  const double unknown = show_samples(training.speller(), split, options.seed);
  result.note("held-out words: bigram model, nats a symbol", of_bigram);
  result.note("held-out words: transformer, nats a symbol", of_speller);
  result.expect_at_least("held-out words: transformer below the bigram model, nats a symbol",
                         of_bigram - of_speller, kRequired);
  result.note("share of made-up words that are in no list", unknown);
  studies::draw_figure(WORDS_FIGURE, options.out, "learning",
                       "Nats a symbol on words held out, falling below those of a bigram model as "
                       "training goes on");
}

}  // namespace

int main(int argc, char** argv) {
  return studies::run_study(
      argc, argv,
      {.name = "words",
       .about = "Learns the spelling of a word list with a small causal transformer.",
       .own_options = {{"words", "FILE", "one word a line (default: Debian's american-english)"},
                       {"steps", "N", "of training (default: 4000)"}}},
      study);
}
