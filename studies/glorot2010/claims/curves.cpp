#include "studies/glorot2010/claims/curves.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "studies/glorot2010/claims/proportions.h"
#include "studies/support/progress.h"
#include "tensor/error.h"

namespace glorot2010 {

using studies::Table;

namespace {

void add_sentence(std::string& text, const std::string& sentence) {
  text += (text.empty() ? "" : "; ") + sentence;
}

double standard_error_of(const std::filesystem::path& run_folder, double per_cent) {
  if (!std::filesystem::exists(run_folder / "data.txt")) return 0;
  return wrong_answers(run_folder, per_cent).standard_error();
}

double standard_error_between(const Trained& a, const Trained& b) {
  return std::hypot(a.standard_error, b.standard_error);
}

// " (a difference with a standard error of 0.66 points)"
std::string error_text(const Trained& a, const Trained& b) {
  const double error = standard_error_between(a, b);
  return error == 0 ? ""
                    : fmt::format(" (a difference with a standard error of {:.2f} points)", error);
}

}  // namespace

double error_at_best(const Table& errors, std::size_t row) {
  const std::vector<double> validation = errors.column("validation_error");
  const auto end = validation.begin() + static_cast<std::ptrdiff_t>(row) + 1;
  const auto best = std::min_element(validation.begin(), end);
  return errors.at(static_cast<std::size_t>(best - validation.begin()), "test_error");
}

void undecided(Claim& claim, double updates, double needed, const std::string& why) {
  if (updates >= needed)
    claim.judge(false, why);
  else
    claim.not_decidable(fmt::format("{}; to fail it takes {} updates", why, count_text(needed)));
}

bool too_early(Claim& claim, double needed) {
  const auto updates = static_cast<double>(claim.updates);
  if (updates >= needed) return false;
  claim.not_decidable(
      fmt::format("{} updates; it takes {}", count_text(updates), count_text(needed)));
  return true;
}

double last_common_update(const std::vector<Table>& tables) {
  std::vector<double> common = tables.front().column("update");
  for (const Table& table : tables) {
    const std::vector<double> here = table.column("update");
    std::erase_if(common,
                  [&](double update) { return std::ranges::find(here, update) == here.end(); });
  }
  gradflow::require(!common.empty(), "last_common_update: the tables have no row in common");
  return *std::ranges::max_element(common);
}

std::size_t row_of_update(const Table& table, double update) {
  const std::vector<double> updates = table.column("update");
  const auto found = std::ranges::find(updates, update);
  gradflow::require(found != updates.end(), "row_of_update: no row for update {}", update);
  return static_cast<std::size_t>(found - updates.begin());
}

std::optional<double> first_update(const Table& table, std::string_view column,
                                   const std::function<bool(double)>& wanted) {
  for (std::size_t row = 0; row < table.rows(); ++row)
    if (wanted(table.at(row, column))) return table.at(row, "update");
  return std::nullopt;
}

std::optional<double> escape_of(const Table& errors, double points) {
  return first_update(errors, "test_error",
                      [&](double error) { return error < kGuessing - points; });
}

std::string count_text(double count) { return studies::grouped(studies::count_of(count)); }

double first_over_last_layer(const Table& table, std::size_t row) {
  return table.at(row, "L1_std") / table.at(row, "L5_std");
}

double late_layer_ratio(const Table& table, double updates) {
  std::vector<double> ratios;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const double update = table.at(row, "update");
    if (update >= 0.8 * updates && update <= updates)
      ratios.push_back(first_over_last_layer(table, row));
  }
  std::ranges::sort(ratios);
  const std::size_t half = ratios.size() / 2;
  return ratios.size() % 2 == 1 ? ratios[half] : (ratios[half - 1] + ratios[half]) / 2;
}

std::vector<Trained> after_common_updates(Claim& claim, Evidence& evidence,
                                          const std::vector<std::string>& runs, double guessing) {
  std::vector<Table> tables;
  for (const std::string& run : runs) tables.push_back(evidence.table(run, "errors.csv"));
  const double update = last_common_update(tables);
  claim.updates = studies::count_of(update);
  std::vector<Trained> trained;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const std::size_t row = row_of_update(tables[i], update);
    trained.push_back({.run = runs[i],
                       .error = tables[i].at(row, "test_error"),
                       .at_best = error_at_best(tables[i], row),
                       .standard_error = standard_error_of(evidence.folder(runs[i]),
                                                           tables[i].at(row, "test_error")),
                       .guessing = guessing});
    claim.measure(fmt::format("{}: test error, and at the best validation error", runs[i]),
                  {trained.back().error, trained.back().at_best}, "%");
  }
  return trained;
}

void Comparison::expect_worse(const Trained& worse, const Trained& better, double margin) {
  if (!worse.learned() && !better.learned())
    return leave_open(fmt::format("neither {} nor {} has begun to learn", worse.run, better.run));
  const double ahead = worse.error - better.error - margin;
  const double error = standard_error_between(worse, better);
  if (ahead > 0 && ahead < 2 * error)
    narrow_.push_back(
        {fmt::format("{} less {}, its standard error", worse.run, better.run), ahead, error});
  expect(worse.error - better.error > margin,
         fmt::format("{} {:.2f} % is not {}worse than {} {:.2f} %{}", worse.run, worse.error,
                     margin == 0 ? "" : fmt::format("{} points ", margin), better.run, better.error,
                     error_text(worse, better)));
}

void Comparison::expect(bool holds, const std::string& contradiction) {
  if (!holds) add_sentence(contradicted_, contradiction);
}

void Comparison::leave_open(const std::string& why) { add_sentence(open_, why); }

void Comparison::judge(Claim& claim, double needed) const {
  for (const Narrow& one : narrow_) claim.measure(one.name, {one.ahead, one.error}, "points");
  if (too_early(claim, needed)) return;
  if (!contradicted_.empty())
    claim.judge(false, contradicted_);
  else if (!open_.empty())
    claim.not_decidable(open_);
  else
    claim.judge(true);
}

}  // namespace glorot2010
