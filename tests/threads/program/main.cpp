// usage: threads_program: every training in as many threads as the environment says; a line for
// each with its bits and the largest team.

#include <fmt/core.h>

#include "tests/threads/trainings.h"

int main() {
  for (const auto& training : gradflow::teams::trainings()) {
    const auto result = training.run(1);
    fmt::print("{} {:016x} {}\n", training.name, result.bits, result.largest_team);
  }
}
