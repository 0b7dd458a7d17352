#pragma once
// A small causal transformer over letters: from the symbols so far, scores for the next one.

#include <cstdint>
#include <string>
#include <vector>

#include "nn/gradflow.h"
#include "studies/words/word_list.h"

namespace words {

struct SpellerSize {
  std::int64_t width = 48, heads = 4, blocks = 2;
  double dropout = 0.05;
};

// symbols (words, time) → logits (words, time, 27).
class Speller final : public gradflow::nn::Layer<gradflow::Variable(gradflow::Variable)> {
 public:
  Speller(const SpellerSize& size, gradflow::Rng& rng);

  void visit(gradflow::nn::Visitor& visitor) override;

 protected:
  gradflow::Variable forward(const gradflow::Variable& symbols) override;

 private:
  gradflow::nn::Embedding symbols_, positions_;
  gradflow::nn::Sequential blocks_;
  gradflow::nn::LayerNorm norm_;
  gradflow::nn::Linear output_;
};

// Mean of -ln probability over the places of the batch.
gradflow::Variable loss_of(Speller& speller, const Batch& batch);

// The same over all symbols of the words, without dropout; leaves the speller in training.
double nats(Speller& speller, const std::vector<std::string>& words);

// `count` words, letter by letter, each drawn from what the speller gives; cut at 15 letters.
std::vector<std::string> sample(Speller& speller, std::int64_t count, gradflow::Rng rng);

}  // namespace words
