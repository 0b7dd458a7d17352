#include "studies/words/word_list.h"

#include <algorithm>
#include <sstream>
#include <unordered_set>

#include "studies/support/files.h"
#include "tensor/error.h"

namespace words {

using gradflow::Tensor;

std::vector<std::string> read_words(const std::filesystem::path& file) {
  std::istringstream lines(studies::read_file(file));
  std::vector<std::string> words;
  std::unordered_set<std::string> known;
  for (std::string line; std::getline(lines, line);) {
    if (line.ends_with('\r')) line.pop_back();
    const bool plain = std::ranges::all_of(line, [](char c) { return c >= 'a' && c <= 'z'; });
    if (plain && line.size() >= 2 && line.size() <= kLongest && known.insert(line).second)
      words.push_back(line);
  }
  gradflow::require(words.size() >= 20,
                    "read_words: '{}' has {} words of 2 to {} letters from a to z, one a line; "
                    "expected at least 20",
                    file.string(), words.size(), kLongest);
  return words;
}

Split split(const std::vector<std::string>& words, gradflow::Rng rng) {
  const Tensor order = rng.permutation(static_cast<std::int32_t>(words.size()));
  Split parts;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[static_cast<std::size_t>(order.values<std::int32_t>()[i])];
    (i % 10 == 0 ? parts.held_out : parts.train).push_back(word);
  }
  return parts;
}

Batch batch_of(const std::vector<std::string>& words) {
  std::size_t longest = 0, count = 0;
  for (const std::string& word : words) {
    longest = std::max(longest, word.size());
    count += word.size() + 1;
  }
  const std::size_t time = longest + 1;
  const auto extent = [](std::size_t n) { return static_cast<std::int64_t>(n); };
  Batch batch{Tensor::zeros({extent(words.size()), extent(time)}, gradflow::DType::int32),
              Tensor::zeros({extent(count)}, gradflow::DType::int32),
              Tensor::zeros({extent(count)}, gradflow::DType::int32)};
  const auto symbols = batch.symbols.edit<std::int32_t>();
  const auto places = batch.places.edit<std::int32_t>();
  const auto targets = batch.targets.edit<std::int32_t>();
  std::size_t next = 0;
  for (std::size_t i = 0; i < words.size(); ++i)
    for (std::size_t t = 0; t <= words[i].size(); ++t, ++next) {
      const std::int32_t symbol = t < words[i].size() ? words[i][t] - 'a' + 1 : 0;
      places[next] = static_cast<std::int32_t>(i * time + t);
      targets[next] = symbol;
      if (t + 1 < time) symbols[i * time + t + 1] = symbol;
    }
  return batch;
}

Batch draw_batch(const std::vector<std::string>& words, std::int64_t count, gradflow::Rng rng) {
  const Tensor drawn = rng.integers({count}, 0, static_cast<std::int32_t>(words.size()) - 1);
  std::vector<std::string> chosen;
  for (const std::int32_t i : drawn.values<std::int32_t>())
    chosen.push_back(words[static_cast<std::size_t>(i)]);
  return batch_of(chosen);
}

}  // namespace words
