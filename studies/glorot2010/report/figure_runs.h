#pragma once
// The runs behind a figure: which of them can be drawn, and what is said of them beneath it.

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "studies/glorot2010/report/figure_list.h"

namespace glorot2010 {

// Whether a figure's runs are trainings, of which it takes two rows to draw a curve.
enum class Figured { anything, trainings };

struct FigureRuns {
  std::vector<std::string> main;  // what the figure is about
  std::vector<std::string> also;  // FigureSpec::also
  std::string note;               // which are left out, and why

  std::vector<std::string> all() const;
};

// Throws gradflow::Error when the figure cannot be drawn.
FigureRuns runs_to_draw(const std::filesystem::path& out, const FigureSpec& spec, Figured what);

// Whether there is nothing of the figure in this folder, and need not be.
bool left_out(const std::filesystem::path& out, const FigureSpec& spec);

// Whether one of them is a training too short to show more than how the curves set out.
bool only_beginning(const std::filesystem::path& out, const std::vector<std::string>& runs);

// The same trainings with further seeds, as far as they can be drawn: "seed-2/train-tanh".
std::vector<std::string> with_further_seeds(const std::filesystem::path& out,
                                            const std::vector<std::string>& runs);

// "Seed 1.", "From seed 1; seeds 2, 3 recorded too.", and where further seeds are drawn, "Seed 1;
// thin lines: seeds 2, 3."
std::string seeds_text(const std::filesystem::path& out, const std::vector<std::string>& runs,
                       Figured what, bool drawn = false);

// "train-tanh is not finished: 8,000 updates so far.", one after another, or nothing.
std::string unfinished_text(const std::filesystem::path& out, const std::vector<std::string>& runs);

// Their commands, each once; those that differ in the run alone are one that names all of these.
std::vector<std::string> commands_of(const std::filesystem::path& out,
                                     const std::vector<std::string>& runs);

// Adds a sentence to a text.
void append_sentence(std::string& text, const std::string& sentence);

// "seed 2", "seeds 2, 3"
std::string seeds_list(const std::vector<std::uint64_t>& seeds);

}  // namespace glorot2010
