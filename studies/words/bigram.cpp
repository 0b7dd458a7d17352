#include "studies/words/bigram.h"

#include <cmath>
#include <numeric>

namespace words {
namespace {

// visit(before, symbol) for each symbol of the words, their ends included.
template <class Visit>
void for_each_pair(const std::vector<std::string>& words, Visit visit) {
  for (const std::string& word : words) {
    std::size_t before = 0;
    for (const char letter : word) {
      const std::size_t symbol = static_cast<std::size_t>(letter - 'a') + 1;
      visit(before, symbol);
      before = symbol;
    }
    visit(before, std::size_t{0});
  }
}

}  // namespace

Bigram::Bigram(const std::vector<std::string>& words) {
  for (auto& row : counts_) row.fill(1);
  for_each_pair(words, [&](std::size_t before, std::size_t symbol) { ++counts_[before][symbol]; });
}

double Bigram::nats(const std::vector<std::string>& words) const {
  double total = 0, count = 0;
  for_each_pair(words, [&](std::size_t before, std::size_t symbol) {
    const auto& row = counts_[before];
    total -= std::log(row[symbol] / std::accumulate(row.begin(), row.end(), 0.0));
    ++count;
  });
  return total / count;
}

}  // namespace words
