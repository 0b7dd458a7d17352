#include "tests/differential/nn/nn_measured.h"

#include <fmt/core.h>

#include <algorithm>
#include <deque>
#include <vector>

#include "tests/differential/report.h"

namespace gradflow::differential {

namespace {

template <class Of>
struct Entry {
  std::string row;
  Of of;
};
// References to entries stay.
template <class Of>
using Entries = std::deque<Entry<Of>>;

template <class Of>
Of& entry(Entries<Of>& all, std::string_view row) {
  for (Entry<Of>& one : all)
    if (one.row == row) return one.of;
  return all.emplace_back(Entry<Of>{std::string(row), {}}).of;
}

Entries<Agreement>& agreements(Section section) {
  static Entries<Agreement> all[3];
  return all[static_cast<int>(section)];
}

Entries<Likeness>& likenesses() {
  static Entries<Likeness> all;
  return all;
}

std::vector<std::string>& remarks() {
  static std::vector<std::string> all;
  return all;
}

Table table_of_agreements(const std::string& heading, Section section) {
  Table table{heading,
              "",
              {"row", "trials", "float32", "theirs", "float64", "special", "by float64",
               "beyond the range"},
              {}};
  for (const auto& [row, of] : agreements(section))
    table.rows.push_back({row, std::to_string(of.trials), cell(of.float32), cell(of.their_float32),
                          cell(of.float64), cell(of.special), std::to_string(of.wide),
                          std::to_string(of.beyond_the_range)});
  return table;
}

Table table_of_likenesses() {
  Table table{"Initialisers",
              "The largest differences between 200,000 values of ours and of libtorch's, as shares "
              "of limits that such samples pass once in 10⁹ times.",
              {"row", "trials", "Kolmogorov-Smirnov", "mean", "variance", "ends"},
              {}};
  for (const auto& [row, of] : likenesses())
    table.rows.push_back({row, std::to_string(of.trials), cell(of.distance), cell(of.mean),
                          cell(of.variance), cell(of.ends)});
  return table;
}

template <class Of>
int trials_of(const Entries<Of>& all) {
  int trials = 0;
  for (const Entry<Of>& one : all) trials += one.of.trials;
  return trials;
}

std::string summary_of_nn() {
  Worst ours, theirs;
  for (const Section section : {Section::layers, Section::optimisers, Section::limits_and_rates})
    for (const auto& [row, of] : agreements(section)) {
      ours.note(of.float32.value_or(0), row);
      theirs.note(of.their_float32.value_or(0), row);
    }
  const auto& layers = agreements(Section::layers);
  const auto& optimisers = agreements(Section::optimisers);
  return fmt::format(
      "{} trainings of {} layers, {} runs of {} sets of options, {} pairs of samples of {} "
      "initialisers; the worst error in float32 is {}, libtorch's own {}.",
      trials_of(layers), layers.size(), trials_of(optimisers), optimisers.size(),
      trials_of(likenesses()), likenesses().size(), ours.words(), theirs.words());
}

Report report_of_nn() {
  return {"Layers, optimisers and initialisers beside libtorch",
          "The worst errors, in units of epsilon: ours beside libtorch's float64, in both types, "
          "libtorch's own float32 beside the same, and ours of special values beside its float32. "
          "Then elements of special values that only its float64 confirms, and of sums that "
          "leave the range of float32 on one side alone.",
          {table_of_agreements("Layers", Section::layers),
           table_of_agreements("Optimisers", Section::optimisers),
           table_of_agreements("Limits to gradients and rates", Section::limits_and_rates),
           table_of_likenesses()},
          remarks(),
          summary_of_nn()};
}

const bool kReportedOfNn = (report_at_the_end(report_of_nn), true);

}  // namespace

void Agreement::note(Precision precision, double ours) {
  std::optional<double>& worst = precision == Precision::float32 ? float32 : float64;
  worst = std::max(worst.value_or(0), ours);
}

void Agreement::note_theirs(double error) {
  their_float32 = std::max(their_float32.value_or(0), error);
}

void Agreement::note_special(double error) { special = std::max(special.value_or(0), error); }

Agreement& agreement(Section section, std::string_view row) {
  return entry(agreements(section), row);
}

Likeness& likeness(std::string_view initialiser) { return entry(likenesses(), initialiser); }

void remark(const std::string& line) { remarks().push_back(line); }

}  // namespace gradflow::differential
