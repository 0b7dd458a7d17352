#pragma once
// The table behind a figure of histograms: one for each hidden layer, over common bins.

#include <vector>

#include "studies/support/csv.h"
#include "studies/support/histogram.h"

namespace glorot2010 {

// value (middle of the bin), L1, L2, … (density). All of one size.
studies::Table histogram_table(const std::vector<studies::Histogram>& layers);

}  // namespace glorot2010
