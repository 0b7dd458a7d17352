#include "studies/words/speller.h"

#include <fmt/core.h>

#include <algorithm>

namespace words {

using gradflow::Rng;
using gradflow::Tensor;
using gradflow::Variable;
namespace nn = gradflow::nn;
namespace init = gradflow::init;

namespace {

constexpr auto kTime = static_cast<std::int64_t>(kLongest) + 1;
constexpr std::size_t kWordsAtOnce = 512;

// Small enough that the first predictions are even.
nn::EmbeddingOptions small() { return {.weight = init::normal(0, 0.1)}; }

// Evaluation for as long as it lives: no dropout, no graph.
class Evaluating {
 public:
  explicit Evaluating(Speller& speller) : speller_(speller) { speller_.eval(); }
  ~Evaluating() { speller_.train(); }
  Evaluating(const Evaluating&) = delete;
  Evaluating& operator=(const Evaluating&) = delete;

 private:
  Speller& speller_;
  gradflow::NoGrad no_grad_;
};

// A symbol drawn from probabilities p.
std::int32_t draw_symbol(std::span<const float> p, Rng& rng) {
  double rest = rng.uniform();
  for (std::size_t symbol = 0; symbol < p.size(); ++symbol) {
    rest -= static_cast<double>(p[symbol]);
    if (rest < 0) return static_cast<std::int32_t>(symbol);
  }
  return 0;
}

}  // namespace

Speller::Speller(const SpellerSize& size, Rng& rng)
    : symbols_(kSymbols, size.width, rng, small()),
      positions_(kTime, size.width, rng, small()),
      norm_(size.width),
      output_(size.width, kSymbols, init::glorot_uniform(), rng) {
  for (std::int64_t i = 0; i < size.blocks; ++i)
    blocks_.add<nn::TransformerBlock>(
        fmt::format("block{}", i + 1), size.width, size.heads, rng,
        nn::TransformerBlockOptions{
            .causal = true, .activation = gradflow::relu, .dropout = size.dropout});
}

void Speller::visit(nn::Visitor& visitor) {
  visitor.child("symbols", symbols_);
  visitor.child("positions", positions_);
  visitor.child("blocks", blocks_);
  visitor.child("norm", norm_);
  visitor.child("output", output_);
}

Variable Speller::forward(const Variable& symbols) {
  const Tensor positions = Tensor::arange(symbols.shape()[1], gradflow::DType::int32);
  return output_(norm_(blocks_(symbols_(symbols) + positions_(positions))));
}

Variable loss_of(Speller& speller, const Batch& batch) {
  const Variable logits = speller(batch.symbols);
  // A lookup leaves the positions behind that no word reaches.
  return cross_entropy(embedding(reshape(logits, {-1, kSymbols}), batch.places), batch.targets);
}

double nats(Speller& speller, const std::vector<std::string>& words) {
  const Evaluating evaluating(speller);
  double total = 0, count = 0;
  for (std::size_t begin = 0; begin < words.size(); begin += kWordsAtOnce) {
    const auto first = words.begin() + static_cast<std::ptrdiff_t>(begin);
    const std::size_t end = std::min(words.size(), begin + kWordsAtOnce);
    const Batch batch = batch_of({first, words.begin() + static_cast<std::ptrdiff_t>(end)});
    const auto symbols = static_cast<double>(batch.targets.elements());
    total += loss_of(speller, batch).value().item() * symbols;
    count += symbols;
  }
  return total / count;
}

std::vector<std::string> sample(Speller& speller, std::int64_t count, Rng rng) {
  const Evaluating evaluating(speller);
  std::vector<std::string> words(static_cast<std::size_t>(count));
  std::vector<bool> ended(words.size());
  Tensor symbols = Tensor::zeros({count, kTime}, gradflow::DType::int32);
  for (std::int64_t t = 0; t + 1 < kTime; ++t) {
    const Tensor p = softmax(speller(symbols)).value();
    Tensor next = symbols.clone();
    for (std::size_t i = 0; i < words.size(); ++i) {
      const auto place = i * static_cast<std::size_t>(kTime) + static_cast<std::size_t>(t);
      const std::int32_t symbol =
          draw_symbol(p.values<float>().subspan(place * kSymbols, kSymbols), rng);
      ended[i] = ended[i] || symbol == 0;
      if (ended[i]) continue;
      words[i] += static_cast<char>('a' + symbol - 1);
      next.edit<std::int32_t>()[place + 1] = symbol;
    }
    symbols = next;
  }
  return words;
}

}  // namespace words
