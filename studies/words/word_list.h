#pragma once
// Words as rows of symbols: what is read, what is held back, and what a batch of them looks like.
// Symbol 0 stands before the first letter and after the last one; 1 … 26 are a … z.

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "tensor/random.h"

namespace words {

constexpr std::int64_t kSymbols = 27;
constexpr std::size_t kLongest = 15;  // letters; longer words are left out

// The lines of a file that are 2 … 15 letters from a to z, each once, in order. FileError when the
// file cannot be read; ArgumentError when it has fewer than 20 such words.
std::vector<std::string> read_words(const std::filesystem::path& file);

struct Split {
  std::vector<std::string> train, held_out;
};
// Every tenth word of a random order is held out.
Split split(const std::vector<std::string>& words, gradflow::Rng rng);

// A batch to predict: after the symbols of row i up to position t comes targets[k], where
// places[k] = i · time + t; positions after the end of a word have no place.
struct Batch {
  gradflow::Tensor symbols;  // (words, time), int32: 0, then the letters, then 0s
  gradflow::Tensor places;   // (count), int32
  gradflow::Tensor targets;  // (count), int32
};
Batch batch_of(const std::vector<std::string>& words);
// `count` words, drawn with replacement.
Batch draw_batch(const std::vector<std::string>& words, std::int64_t count, gradflow::Rng rng);

}  // namespace words
