#pragma once
// Networks of 1 to 5 hidden layers beside each other (section 2.3 of the paper, claim C31).

#include <string>
#include <vector>

#include "studies/glorot2010/model/network.h"
#include "studies/support/csv.h"

namespace glorot2010 {

inline constexpr int kDepths = 5;

// Of the activation, standard initialisation; in the order of the depths.
std::vector<std::string> runs_of_depths(Activation activation);

// The lowest validation error, per cent, in each errors.csv up to the last update that all of them
// have a row for.
std::vector<double> lowest_validation_errors(const std::vector<studies::Table>& errors);

// The depth, from 1, of the lowest of them.
int best_depth(const std::vector<double>& lowest);

}  // namespace glorot2010
