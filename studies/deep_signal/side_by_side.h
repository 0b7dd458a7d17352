#pragma once
// The trainings of this study, one process for each core: a process of its own trains one network,
// which leaves the bits as they are, and leaves its checkpoint to the one that started it.

#include <string_view>
#include <vector>

#include "studies/deep_signal/training.h"
#include "studies/support/study_program.h"

namespace deep_signal {

// The study's own option by which it starts itself: `--network NAME` trains that one in --out.
inline constexpr std::string_view kNetworkOption = "network";
// And `--rate R`, the highest learning rate.
inline constexpr std::string_view kRateOption = "rate";

// What trains in `--out DIR` leaves the checkpoint of a design in this folder.
std::filesystem::path folder_of(const studies::StudyOptions& options, const Design& design);

// Trains those of the designs that are not finished. Throws gradflow::Error after an interrupt (the
// same call goes on from there), or with the words of a process that failed.
void train_side_by_side(const std::vector<Design>& designs, const Recipe& recipe,
                        const studies::StudyOptions& options);

// In such a process: trains the design that --network names in options.out and prints a line "STEP
// error E %" for each row of its curve. Throws gradflow::ArgumentError for a name that is none, and
// gradflow::Error after an interrupt, and when nobody reads the lines any more.
void train_one(const std::vector<Design>& designs, const Recipe& recipe,
               const studies::StudyOptions& options);

}  // namespace deep_signal
