#pragma once
// The comparison of section 5: a support vector machine with a Gaussian kernel on the pixels of a
// fixed set of Shapeset's examples, which a deep network is said to beat. The paper does not say by
// what C and γ; here they are those of a grid with the lowest validation error on a small training
// set. Trained by libsvm (Chang & Lin 2011), which a build may be without.

#include <cstdint>
#include <string>
#include <vector>

#include "studies/glorot2010/experiment.h"
#include "studies/glorot2010/model/datasets.h"

namespace glorot2010 {

struct SvmConfig {
  std::int64_t examples = 100'000;        // of the last machine: the first of the training stream
  std::int64_t search_examples = 2000;    // of those in the grid: the first of these
  std::int64_t search_validation = 2000;  // validation examples that judge in the grid
  std::int64_t held_out = kHeldOutExamples;      // of validation and test set, of the last machine
  std::vector<double> penalties = {1, 10, 100};  // C
  std::vector<double> gammas = {0.0003, 0.001, 0.003, 0.01};  // K(x, y) = exp(-γ |x - y|²)

  std::uint64_t machines() const;  // of the grid, and the last
  std::string text() const;        // canonical: what a run's configuration says of it
};

// Writes svm.csv, one row for each machine, the last one of `examples`: examples, C, gamma,
// validation_error, test_error (per cent; NaN in the grid, which does not look at the test set). A
// machine whose row is there is not trained again; while one is trained, nothing stops it. Returns
// false when it was asked to stop; it counts machines. gradflow::Error, naming the package,
// in a build without libsvm (rbf_machine.h).
bool record_svm(const SvmConfig& config, RunContext& context);

}  // namespace glorot2010
