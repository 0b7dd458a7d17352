#pragma once
// Short trainings of models of each kind, of layers so wide that teams share their work. Each is a
// function of its seed alone, and so is what it comes to.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace gradflow::teams {

struct Result {
  std::uint64_t bits = 0;  // a digest of losses, parameters, buffers and the optimiser's state
  int largest_team = 1;    // that was seen

  friend bool operator==(const Result&, const Result&) = default;
};

struct Training {
  std::string_view name;
  std::function<Result(std::uint64_t seed)> run;
};

// The models of tests/support/small_models.h: "dense", with momentum in batches of 128 and without
// in batches of 10, "images" and "words".
const std::vector<Training>& trainings();

}  // namespace gradflow::teams
