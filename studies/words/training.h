#pragma once
// Training of a speller: steps that are functions of (seed, step) alone, a learning rate that warms
// up and falls, and a checkpoint that an interrupted run goes on from with the same bits.

#include <cstdint>
#include <filesystem>
#include <limits>
#include <memory>
#include <string>

#include "studies/support/csv.h"
#include "studies/words/speller.h"

namespace words {

struct TrainingOptions {
  SpellerSize size;
  std::int64_t steps = 4000;
  std::int64_t batch = 64;          // words
  std::int64_t report_every = 200;  // steps: a row of the curve, a checkpoint
  double learning_rate = 0.2;       // the highest
  std::uint64_t seed = 1;

  // Everything the weights depend on beside the words.
  std::string text() const;
};

// The rate of a step: up in a line over the first twentieth, then down along half a cosine to a
// fiftieth.
double learning_rate_at(std::int64_t step, const TrainingOptions& options);

class Training {
 public:
  // Goes on from out/speller.safetensors if that is a checkpoint of the same training.
  // `fingerprint` stands for the words in the comparison.
  Training(const TrainingOptions& options, const std::string& fingerprint,
           const std::filesystem::path& out);

  // Trains to the end. After each row of the curve (out/curve.csv: step, train, held_out, in nats a
  // symbol; held_out over at most 500 words) there is a checkpoint.
  // Throws gradflow::Error after an interrupt, or at the first row from step `stop` on, when the
  // checkpoint is written.
  void run(const Split& words, std::int64_t stop = std::numeric_limits<std::int64_t>::max());

  Speller& speller() { return *speller_; }

 private:
  void build();
  void resume();
  void save();

  TrainingOptions options_;
  std::string configuration_;
  std::filesystem::path out_;
  std::unique_ptr<Speller> speller_;
  std::unique_ptr<gradflow::optim::Sgd> optimizer_;
  std::unique_ptr<gradflow::nn::Checkpoint> checkpoint_;
  std::int64_t step_ = 0;
  studies::Table curve_;
};

}  // namespace words
