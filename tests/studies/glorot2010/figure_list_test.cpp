// Which claims the figures show, and the sentences that their list reads from recorded runs.

#include "studies/glorot2010/report/figure_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <regex>
#include <set>

#include "studies/glorot2010/training/variations.h"
#include "studies/support/files.h"
#include "tests/studies/glorot2010/claim_tables.h"

namespace glorot2010 {
namespace {

using Strings = std::vector<std::string>;

std::filesystem::path figure_scripts() {
  return std::filesystem::path(GRADFLOW_SOURCE_DIR) / "studies/glorot2010/figures";
}

// All figures of the two lists.
std::vector<FigureSpec> all_figures() {
  std::vector<FigureSpec> figures = initialisation_figures();
  std::ranges::copy(training_figures(), std::back_inserter(figures));
  return figures;
}

// Claims by the id of the figure that shows them; Table 1 is "table1".
std::map<std::string, Strings> shown_claims() {
  std::map<std::string, Strings> shown = {{"table1", table1_claims()}};
  for (const FigureSpec& figure : all_figures()) shown[figure.id] = figure.claims;
  return shown;
}

class FigureList : public ClaimTables {
 protected:
  const FigureSpec& figure_of(const std::string& id) const {
    return *std::ranges::find(figures_, id, &FigureSpec::id);
  }

  Ledger ledger_ = evaluate_claims(file("out"));
  std::vector<FigureSpec> figures_ = all_figures();
};

TEST_F(FigureList, HasAScriptForEveryFigure) {
  for (const FigureSpec& figure : figures_)
    EXPECT_TRUE(std::filesystem::exists(figure_scripts() / (figure.id + ".gp"))) << figure.id;
}

TEST_F(FigureList, NamesClaimsOfTheLedgerAndLeavesOutTheseOnly) {
  std::set<std::string> shown;
  for (const auto& [figure, claims] : shown_claims())
    for (const std::string& id : claims) {
      EXPECT_NE(ledger_.find(id), nullptr) << id << " of " << figure;
      shown.insert(id);
    }
  Strings left_out;
  for (const Claim& claim : ledger_.claims())
    if (!shown.contains(claim.id)) left_out.push_back(claim.id);
  // Sampled weights, other data sets at initialisation, gradients in training, and of section 5
  // and 4.1 what has numbers only: the support vector machine, rates by weight, widths, costs.
  EXPECT_EQ(left_out, (Strings{"C1", "C9", "C18", "C27", "C28", "C30", "C32"}));
}

// A claim that says which figure it is of is shown by that figure: "Figures 10, 3", "Table 1".
TEST_F(FigureList, HasEveryClaimWhereItsSourceSaysItIs) {
  const std::map<std::string, Strings> shown = shown_claims();
  const std::regex numbers("Figures? ([0-9]+)(, ([0-9]+))?|(Table) 1");
  int checked = 0;
  for (const Claim& claim : ledger_.claims()) {
    const std::sregex_iterator none;
    for (std::sregex_iterator at(claim.source.begin(), claim.source.end(), numbers); at != none;
         ++at)
      for (const int group : {1, 3, 4}) {
        if (!(*at)[group].matched) continue;
        const std::string id = group == 4 ? "table1" : fmt::format("fig{:0>2}", (*at)[group].str());
        const Strings& claims = shown.at(id);
        EXPECT_NE(std::ranges::find(claims, claim.id), claims.end()) << claim.id << " in " << id;
        ++checked;
      }
  }
  EXPECT_GE(checked, 20);
}

TEST_F(FigureList, TellsWhatCifar10WasTestedOnWhereTheTestBatchIsMissing) {
  const FigureSpec& figure = figure_of("fig12-cifar10");
  record("cifar10-tanh", {{"data.txt", "CIFAR-10 in [0, 1], 40000 / 10000 / 10000 examples\n"}});
  EXPECT_EQ(figure.remark(file("out"), {"cifar10-tanh"}), "");
  record("cifar10-tanh-n", {{"data.txt", "CIFAR-10 in [0, 1], 40000 / 5000 / 5000 examples\n"}});
  EXPECT_EQ(
      figure.remark(file("out"), {"cifar10-tanh", "cifar10-tanh-n"}),
      "The official test batch was missing: the test set is 5,000 images of training batch 5, "
      "whose other images are the validation set.");
}

TEST_F(FigureList, SaysOfTheThirdPanelAtWhichRateItIs) {
  for (const char* id : {"fig03", "fig04"}) {
    const FigureSpec& figure = figure_of(id);
    EXPECT_EQ(figure.remark(file("out"), figure.runs), "") << id;
    EXPECT_TRUE(figure.remark(file("out"), figure.also)
                    .starts_with("The third panel is softsign at 0.03, the second best rate"))
        << id;
  }
  for (const char* script : {"training_panels.gp", "fig04.gp"})
    EXPECT_NE(studies::read_file(figure_scripts() / script)
                  .find(fmt::format("\"Softsign at rate {}\"", kSlowerSoftsignRate)),
              std::string::npos)
        << script;
}

}  // namespace
}  // namespace glorot2010
