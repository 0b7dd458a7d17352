#include "studies/glorot2010/report/report_figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <set>
#include <string_view>
#include <utility>

#include "studies/glorot2010/claims/recorded.h"
#include "studies/glorot2010/report/table1.h"
#include "studies/glorot2010/training/models.h"
#include "studies/support/files.h"
#include "studies/support/gnuplot.h"
#include "studies/support/progress.h"
#include "studies/support/svg.h"
#include "tensor/error.h"

namespace glorot2010 {

using std::filesystem::path;
using studies::Figure;

namespace {

constexpr const char* kNarrow = "-narrow";
constexpr std::string_view kBeginning = ", its beginning";

// The trainings of seed 1 that are long enough for Table 1.
std::vector<std::string> runs_of_table1(const path& out) {
  std::vector<std::string> runs;
  for (const DataSet set : {DataSet::shapeset, DataSet::mnist, DataSet::cifar10, DataSet::imagenet})
    for (const Model& model : kModels) {
      const std::string run =
          fmt::format("{}-{}", set == DataSet::shapeset ? "train" : name(set), model.id);
      if (model.depth == 5 && has_table(out, run, "errors.csv") && !only_beginning(out, {run}))
        runs.push_back(run);
    }
  return runs;
}

// For a narrow screen: a table for each data set, one below the other.
std::string tables_by_set(const ErrorTable& table) {
  std::string html;
  std::set<std::string> seen;
  for (const TableEntry& entry : table.entries) {
    if (!seen.insert(entry.set).second) continue;
    ErrorTable one;
    std::ranges::copy_if(table.entries, std::back_inserter(one.entries),
                         [&](const TableEntry& each) { return each.set == entry.set; });
    html += html_of(one);
  }
  return html;
}

// "Seed 1.", "Seed 1; the means are over seeds 1, 2, where they have been run."
std::string seeds_of_table1(const ErrorTable& table) {
  std::set<std::uint64_t> seeds;
  for (const TableEntry& entry : table.entries) seeds.insert(entry.seed);
  if (seeds.size() == 1) return fmt::format("Seed {}.", *seeds.begin());
  return fmt::format("Seed {}; the means are over seeds {}, where they have been run.",
                     *seeds.begin(), fmt::join(seeds, ", "));
}

}  // namespace

FigureDrawer::FigureDrawer(path out, const ReportOptions& options, std::string style)
    : out_(std::move(out)), options_(options), style_(std::move(style)) {
  if (options_.scripts.empty()) options_.scripts = GLOROT2010_FIGURES;
}

void FigureDrawer::add_provenance(Figure& figure, const std::vector<std::string>& runs) {
  figure.commands = commands_of(out_, runs);
  append_sentence(figure.note, unfinished_text(out_, runs));
}

// The drawing of that name that the script has just left.
std::string FigureDrawer::drawn_panel(const std::string& name, const PanelSpec& panel) {
  const path file = out_ / "figures" / (name + ".svg");
  const std::string svg = studies::tidy_svg(studies::read_file(file), name, panel.shows, style_);
  studies::write_file(file, svg);
  return studies::inline_svg(svg);
}

std::vector<studies::Drawing> FigureDrawer::draw(const FigureSpec& spec,
                                                 const std::vector<std::string>& runs) {
  const path stem = out_ / "figures" / spec.id;
  std::error_code ignored;
  for (const PanelSpec& panel : spec.panels)  // an older picture must not pass for this one
    for (const char* narrow : {"", kNarrow})
      std::filesystem::remove(stem.string() + "-" + panel.suffix + narrow + ".svg", ignored);
  std::vector<std::string> arguments = {studies::gnuplot_path(out_), studies::gnuplot_path(stem),
                                        fmt::format("{}", fmt::join(runs, " "))};
  if (spec.with_further_seeds)
    arguments.push_back(fmt::format("{}", fmt::join(with_further_seeds(out_, runs), " ")));
  studies::run_gnuplot(options_.scripts / (spec.id + ".gp"), arguments, options_.gnuplot);
  std::vector<studies::Drawing> drawings;
  for (const PanelSpec& panel : spec.panels) {
    if (!panel.of.empty() && std::ranges::find(runs, panel.of) == runs.end()) continue;
    const std::string name = spec.id + "-" + panel.suffix;
    drawings.push_back({.markup = drawn_panel(name, panel),
                        .narrow = panel.wide ? drawn_panel(name + kNarrow, panel) : "",
                        .wide = panel.wide});
  }
  return drawings;
}

void FigureDrawer::fail(Figure& figure, const std::string& problem) {
  figure.drawings = {{.problem = "Not drawn: " + problem}};
  ++result_.missing;
  if (result_.first_problem.empty())
    result_.first_problem = fmt::format("{}: {}", figure.label, problem);
}

Figure FigureDrawer::figure(const FigureSpec& spec, Figured what) {
  Figure figure{.id = spec.id,
                .label = spec.label,
                .title = spec.title,
                .claims = spec.claims,
                .paper = spec.paper,
                .note = spec.note};
  try {
    const FigureRuns runs = runs_to_draw(out_, spec, what);
    if (spec.remark != nullptr) append_sentence(figure.note, spec.remark(out_, runs.all()));
    append_sentence(figure.note, runs.note);
    add_provenance(figure, runs.all());
    append_sentence(figure.note, seeds_text(out_, runs.main, what, spec.with_further_seeds));
    if (figure.label.starts_with("Figure") && only_beginning(out_, runs.main))
      figure.label += kBeginning;
    figure.ours = spec.ours(out_);
    figure.drawings = draw(spec, runs.all());
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
    append_sentence(figure.note, seeds_text(out_, {"fig01"}, Figured::anything));
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
      .claims = table1_claims(),
      .drawings = {{.markup = html_of(table), .narrow = tables_by_set(table), .wide = true}},
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
  add_provenance(figure, runs_of_table1(out_));
  append_sentence(figure.note, seeds_of_table1(table));
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
    if (left_out(out_, spec)) continue;
    section.figures.push_back(figure(spec, Figured::trainings));
    short_runs = short_runs || section.figures.back().label.ends_with(kBeginning);
  }
  if (auto table = errors()) section.figures.push_back(*std::move(table));
  if (short_runs)
    section.lead += " Short runs show how the paper’s curves set out, not where they end.";
  return section;
}

}  // namespace glorot2010
