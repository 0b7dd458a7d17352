#pragma once
// What a speller has to beat: the probability of a symbol given the one before it, as counted, with
// one added to every count so that nothing is impossible.

#include <array>
#include <string>
#include <vector>

#include "studies/words/word_list.h"

namespace words {

class Bigram {
 public:
  explicit Bigram(const std::vector<std::string>& words);

  // Mean of -ln probability over all symbols of the words, their ends included.
  double nats(const std::vector<std::string>& words) const;

 private:
  std::array<std::array<double, kSymbols>, kSymbols> counts_{};  // [before][symbol]
};

}  // namespace words
