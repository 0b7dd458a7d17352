#include "studies/glorot2010/report/report_figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "studies/glorot2010/claims/curves.h"
#include "studies/glorot2010/claims/recorded.h"
#include "studies/glorot2010/report/table1.h"
#include "studies/glorot2010/seeds.h"
#include "studies/support/figure_theme.h"
#include "studies/support/files.h"
#include "studies/support/gnuplot.h"
#include "studies/support/progress.h"
#include "tensor/error.h"

namespace glorot2010 {

using std::filesystem::path;
using studies::Figure;

FigureDrawer::FigureDrawer(path out, const ReportOptions& options, std::string style)
    : out_(std::move(out)), options_(options), style_(std::move(style)) {
  if (options_.scripts.empty()) options_.scripts = GLOROT2010_FIGURES;
}

const std::optional<studies::RecordedRun>& FigureDrawer::recorded(const std::string& run) {
  const auto [entry, is_new] = recorded_.try_emplace(run);
  if (is_new) entry->second = studies::read_manifest(out_ / run);
  return entry->second;
}

// "train-tanh has one row so far", of a training; nothing when there are two, which make a curve.
std::string FigureDrawer::too_short(const std::string& run) const {
  const std::size_t rows =
      has_table(out_, run, "errors.csv") ? studies::read_csv(out_ / run / "errors.csv").rows() : 0;
  return rows < 2 ? fmt::format("{} has {} row so far", run, rows == 1 ? "one" : "no") : "";
}

// The runs a figure is drawn from. Throws when it cannot be; of a run that it can be drawn without,
// `note` says why it is left out.
std::vector<std::string> FigureDrawer::runs_of(const FigureSpec& spec, Figured what,
                                               std::string& note) {
  require_runs(out_, spec.runs);
  std::vector<std::string> runs, reasons;
  const auto add = [&](const std::string& run) {
    const std::string reason = what == Figured::trainings ? too_short(run) : "";
    if (reason.empty())
      runs.push_back(run);
    else
      reasons.push_back(reason);
  };
  std::ranges::for_each(spec.runs, add);
  const bool has_all = reasons.empty();
  for (const std::string& run : spec.any_of)
    if (recorded(run)) add(run);
  gradflow::require(!runs.empty() || !reasons.empty(), "none of {} has been run; to run them: {}",
                    fmt::join(spec.any_of, ", "), command_for(out_, spec.any_of));
  gradflow::require(has_all && !runs.empty(), "{}", fmt::join(reasons, "; "));
  if (!reasons.empty())
    note += fmt::format("{}{}.", note.empty() ? "" : " ", fmt::join(reasons, "; "));
  return runs;
}

// Each command once, and which runs are not finished yet.
void FigureDrawer::add_provenance(Figure& figure, const std::vector<std::string>& runs) {
  for (const std::string& run : runs) {
    const studies::RecordedRun& record = *recorded(run);
    const std::string& command = record.manifest.command;
    if (std::find(figure.commands.begin(), figure.commands.end(), command) == figure.commands.end())
      figure.commands.push_back(command);
    if (!record.finished)
      figure.note += fmt::format("{}{} is not finished.", figure.note.empty() ? "" : " ", run);
  }
}

// Those of the runs that there are with that seed, and that can be drawn: "seed-2/train-tanh".
std::vector<std::string> FigureDrawer::of_seed(std::uint64_t seed,
                                               const std::vector<std::string>& runs,
                                               Figured what) const {
  std::vector<std::string> found;
  for (const std::string& run : runs) {
    const path folder = seed_folder(out_, seed) / run;
    const std::string name = folder.lexically_relative(out_).string();
    if (studies::read_manifest(folder) && (what == Figured::anything || too_short(name).empty()))
      found.push_back(name);
  }
  return found;
}

// The same trainings with further seeds.
std::vector<std::string> FigureDrawer::further(const std::vector<std::string>& runs) const {
  std::vector<std::string> found;
  for (const std::uint64_t seed : further_seeds(out_))
    std::ranges::move(of_seed(seed, runs, Figured::trainings), std::back_inserter(found));
  return found;
}

// "Seed 1.", "Seed 1; thin lines: seeds 2, 3.", "From seed 1; seeds 2, 3 recorded too."
std::string FigureDrawer::seeds_text(const FigureSpec& spec, Figured what,
                                     const std::vector<std::string>& runs) {
  std::vector<std::uint64_t> others = further_seeds(out_);
  std::erase_if(others, [&](std::uint64_t seed) { return of_seed(seed, runs, what).empty(); });
  const std::uint64_t first = recorded(runs.front())->manifest.seed;
  if (others.empty()) return fmt::format("Seed {}.", first);
  const std::string list =
      fmt::format("seed{} {}", others.size() == 1 ? "" : "s", fmt::join(others, ", "));
  return spec.with_further_seeds ? fmt::format("Seed {}; thin lines: {}.", first, list)
                                 : fmt::format("From seed {}; {} recorded too.", first, list);
}

std::vector<studies::Drawing> FigureDrawer::draw(const FigureSpec& spec,
                                                 const std::vector<std::string>& runs) {
  const path stem = out_ / "figures" / spec.id;
  std::error_code ignored;
  for (const PanelSpec& panel : spec.panels)  // an older picture must not pass for this one
    std::filesystem::remove(stem.string() + "-" + panel.suffix + ".svg", ignored);
  std::vector<std::string> arguments = {out_.string(), stem.string(),
                                        fmt::format("{}", fmt::join(runs, " "))};
  if (spec.with_further_seeds)
    arguments.push_back(fmt::format("{}", fmt::join(further(runs), " ")));
  studies::run_gnuplot(options_.scripts / (spec.id + ".gp"), arguments, options_.gnuplot);
  std::vector<studies::Drawing> drawings;
  for (const PanelSpec& panel : spec.panels) {
    const std::string name = spec.id + "-" + panel.suffix;
    const path file = out_ / "figures" / (name + ".svg");
    const std::string svg = studies::tidy_svg(studies::read_file(file), name, panel.shows, style_);
    studies::write_file(file, svg);
    drawings.push_back({.markup = studies::inline_svg(svg), .wide = panel.wide});
  }
  return drawings;
}

void FigureDrawer::fail(Figure& figure, const std::string& problem) {
  figure.drawings = {{.problem = "Not drawn: " + problem}};
  ++result_.missing;
  if (result_.first_problem.empty())
    result_.first_problem = fmt::format("{}: {}", figure.label, problem);
}

// Whether there is nothing of it in this folder, and need not be.
bool FigureDrawer::left_out(const FigureSpec& spec) const {
  const auto has = [&](const std::string& run) { return has_table(out_, run, spec.only_if); };
  return !spec.only_if.empty() && std::ranges::none_of(spec.runs, has) &&
         std::ranges::none_of(spec.any_of, has);
}

// Whether one of them is a training too short to show more than how the curves set out.
bool FigureDrawer::only_beginning(const std::vector<std::string>& runs) const {
  return std::ranges::any_of(runs, [&](const std::string& run) {
    return has_table(out_, run, "errors.csv") &&
           studies::read_csv(out_ / run / "errors.csv").last("update") < kFlat;
  });
}

Figure FigureDrawer::figure(const FigureSpec& spec, Figured what) {
  Figure figure{.id = spec.id,
                .label = spec.label,
                .title = spec.title,
                .paper = spec.paper,
                .note = spec.note};
  try {
    const std::vector<std::string> runs = runs_of(spec, what, figure.note);
    add_provenance(figure, runs);
    figure.note += (figure.note.empty() ? "" : " ") + seeds_text(spec, what, runs);
    if (only_beginning(runs)) figure.label += ", its beginning";
    figure.ours = spec.ours(out_);
    figure.drawings = draw(spec, runs);
    ++result_.drawn;
  } catch (const gradflow::Error& problem) {
    fail(figure, problem.what());
  }
  return figure;
}

// Figure 1 is a picture that its run has drawn: no table, no script.
Figure FigureDrawer::samples() {
  Figure figure{.id = "fig01",
                .label = "Figure 1",
                .title = "Shapeset-3×2, one column per class",
                .paper =
                    "grey images of one or two triangles, parallelograms and ellipses, nine "
                    "classes; 64 × 64 for print, 32 × 32 in the experiments."};
  try {
    require_runs(out_, {"fig01"});
    add_provenance(figure, {"fig01"});
    const std::string svg = studies::read_file(out_ / "fig01/samples.svg");
    figure.drawings = {{.markup = studies::inline_svg(svg), .wide = true}};
    figure.ours =
        "32 × 32, drawn as they are needed; under each name its share of the images by the "
        "generator’s rules.";
    ++result_.drawn;
  } catch (const gradflow::Error& problem) {
    fail(figure, problem.what());
  }
  return figure;
}

// Table 1, also as a file; nothing while no training has come to an end.
std::optional<Figure> FigureDrawer::errors() {
  const path file = out_ / "table1.csv";
  const ErrorTable table = error_table(out_);
  if (table.entries.empty()) {
    std::error_code ignored;
    std::filesystem::remove(file, ignored);
    return std::nullopt;
  }
  studies::write_file(file, csv_of(table));
  Figure figure{
      .id = "table1",
      .label = "Table 1",
      .title = "Test error at the end of training, five hidden layers",
      .drawings = {{.markup = html_of(table), .wide = true}},
      .paper =
          "in bold what does not differ from the best of its column at p = 0.005; "
          "after 2.5 million updates or more.",
      .ours = fmt::format(
          "the same by a two-sided z-test; small: 95 % interval of Clopper and Pearson. "
          "After {} to {} updates; counts and p in table1.csv.",
          studies::grouped(std::ranges::min(table.entries, {}, &TableEntry::updates).updates),
          studies::grouped(std::ranges::max(table.entries, {}, &TableEntry::updates).updates)),
      .note = table.lacking.empty() ? ""
                                    : fmt::format("Not in it, nor in its tests: {}.",
                                                  fmt::join(table.lacking, "; "))};
  ++result_.drawn;
  return figure;
}

studies::Section FigureDrawer::initialisation() {
  studies::Section section{.id = "initialisation",
                           .title = "At initialisation",
                           .lead =
                               "Full size: 1024 inputs, five hidden layers of 1000 units, nine "
                               "classes."};
  section.figures.push_back(samples());
  for (const FigureSpec& spec : initialisation_figures())
    section.figures.push_back(figure(spec, Figured::anything));
  return section;
}

studies::Section FigureDrawer::training() {
  studies::Section section{.id = "training",
                           .title = "In training",
                           .lead =
                               "As in the paper, tanh N and softsign N are the models with the "
                               "normalised initialisation; all others have the standard one."};
  bool short_runs = false;
  for (const FigureSpec& spec : training_figures()) {
    if (left_out(spec)) continue;
    section.figures.push_back(figure(spec, Figured::trainings));
    short_runs = short_runs || section.figures.back().label.ends_with("beginning");
  }
  if (auto table = errors()) section.figures.push_back(*std::move(table));
  if (short_runs)
    section.lead += " Short runs show how the paper’s curves set out, not where they end.";
  return section;
}

}  // namespace glorot2010
