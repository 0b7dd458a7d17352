#include "studies/glorot2010/run_list.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "studies/glorot2010/run_state.h"
#include "studies/support/folded_text.h"
#include "studies/support/progress.h"
#include "tensor/error.h"

namespace glorot2010 {

namespace {

using Row = std::array<std::string, 4>;

constexpr std::size_t kNarrowest = 20;  // letters of the last column

std::string state_text(const Run& run, const Options& options) {
  try {
    const RecordedState recorded = recorded_state(run, options);
    switch (recorded.kind) {
      case RecordedState::kFinished:
        return "finished";
      case RecordedState::kUnfinished:
        return "unfinished";
      case RecordedState::kShorter:
        return "shorter";
      case RecordedState::kLonger:
        return fmt::format("longer, {} of {}", studies::grouped(recorded.done),
                           studies::grouped(recorded.work));
      case RecordedState::kOther:
        return "other settings";
      case RecordedState::kNew:
        break;
    }
  } catch (const gradflow::Error&) {
    return "damaged";
  }
  return "not run";
}

}  // namespace

std::string run_list(const Options& options, int columns) {
  std::vector<Row> rows = {{"run", "belongs to", "state", "what is done"}};
  for (const Run& run : runs_of(options.profile))
    rows.push_back({run.id, run.item, state_text(run, options), run.about});
  std::array<std::size_t, 3> widths{};
  for (const Row& row : rows)
    for (std::size_t i = 0; i < widths.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  const std::size_t before = widths[0] + widths[1] + widths[2] + 6;
  const bool wide = columns == 0 || before + kNarrowest <= static_cast<std::size_t>(columns);
  std::string text;
  for (const auto& [id, item, state, about] : rows)
    text += wide
                ? studies::folded(fmt::format("{:<{}}  {:<{}}  {:<{}}  ", id, widths[0], item,
                                              widths[1], state, widths[2]),
                                  about, columns)
                : fmt::format("{:<{}}  {}\n{}", id, widths[0], state,
                              studies::folded("    ", fmt::format("{}: {}", item, about), columns));
  return text;
}

}  // namespace glorot2010
