#include "studies/glorot2010/training/live_view.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <string_view>
#include <utility>

namespace glorot2010 {

namespace {

constexpr double kInterval = 0.25;  // seconds between two pictures
constexpr int kCurveRows = 6;
constexpr int kColumnsOfBoth = 52;  // where bars of 8 letters leave room for both quantities
constexpr double kSmallest = 1e-6, kLargest = 1;  // of the gradients' scale, by powers of ten

constexpr std::array<std::string_view, 9> kBlocks = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
constexpr std::array<std::string_view, 9> kAscii = {" ", " ", ".", ".", ":", ":", "#", "#", "#"};

double within(double x) { return std::isnan(x) ? 0 : std::clamp(x, 0.0, 1.0); }

// A bar of `length` letters, filled to `share`, with a mark at `mark` unless that is negative.
std::string bar(double share, double mark, int length, bool unicode) {
  const int full = static_cast<int>(std::lround(within(share) * length));
  const int at = mark < 0 ? -1 : std::min(length - 1, static_cast<int>(within(mark) * length));
  std::string text;
  for (int i = 0; i < length; ++i)
    text += i == at    ? (unicode ? "┃" : "|")
            : i < full ? (unicode ? "█" : "#")
                       : (unicode ? "·" : ".");
  return text;
}

double on_log_scale(double x) {
  return x > 0 ? (std::log10(x) - std::log10(kSmallest)) /
                     (std::log10(kLargest) - std::log10(kSmallest))
               : 0;
}

// The curve as columns of blocks, the last value at the right end.
std::string curve(const std::vector<double>& values, int columns, bool unicode) {
  if (values.empty() || columns < 1) return "";
  const auto& blocks = unicode ? kBlocks : kAscii;
  const int count = std::min(columns, static_cast<int>(values.size()));
  const double top = std::max(1.0, *std::ranges::max_element(values));
  std::string text;
  for (int row = kCurveRows - 1; row >= 0; --row) {
    text += row == kCurveRows - 1 ? fmt::format("{:6.1f} ", top) : row == 0 ? "   0.0 " : "       ";
    for (int i = 0; i < count; ++i) {
      const auto last = static_cast<double>(values.size() - 1);
      const double place = count == 1 ? last : last * i / (count - 1);
      const double height =
          within(values[static_cast<std::size_t>(place)] / top) * kCurveRows - row;
      text += blocks[static_cast<std::size_t>(std::lround(std::clamp(height, 0.0, 1.0) * 8))];
    }
    text += '\n';
  }
  return text;
}

// A heading over a bar: with its scale, without it, or cut.
std::string bar_heading(std::string_view title, std::string_view scale, int length) {
  const auto room = static_cast<std::size_t>(length);
  std::string text(title.substr(0, room));
  if (title.size() + scale.size() <= room) text += scale;
  text.resize(room, ' ');
  return text;
}

// The layers, the last one on top. A narrow terminal has shorter bars, one narrower still no
// gradients.
std::string layer_lines(const std::vector<LiveLayer>& layers, int columns, bool unicode) {
  const bool both = columns >= kColumnsOfBoth;
  const int length = both ? std::min((columns - 36) / 2, 40) : std::clamp(columns - 20, 1, 40);
  std::string text = fmt::format("layer  {}  {:>5} {:>5}",
                                 bar_heading("activations", ", 0 to 1", length), "std", "p98");
  if (both)
    text += fmt::format("   {}  {:>7}", bar_heading("gradients", ", 1e-6 to 1", length), "std");
  for (std::size_t i = layers.size(); i-- > 0;) {
    const LiveLayer& layer = layers[i];
    text += fmt::format("\n{:>5}  {}  {:5.3f} {:5.3f}", i + 1,
                        bar(layer.spread, layer.p98, length, unicode), layer.spread, layer.p98);
    if (both)
      text += fmt::format("   {}  {:7.1e}", bar(on_log_scale(layer.gradient), -1, length, unicode),
                          layer.gradient);
  }
  return text + "\n";
}

// Each line without what is beyond `columns` letters.
std::string cut(std::string_view text, int columns) {
  std::string kept;
  int column = 0;
  for (const char letter : text) {
    const bool begins_a_letter = (static_cast<unsigned char>(letter) & 0xC0) != 0x80;
    column = letter == '\n' ? 0 : column + begins_a_letter;
    if (column <= columns) kept += letter;
  }
  return kept;
}

}  // namespace

std::string live_text(const LiveState& state, int columns, bool unicode) {
  const auto count = [](std::int64_t n) { return studies::grouped(static_cast<std::uint64_t>(n)); };
  std::string text =
      fmt::format("{}  update {} of {}", state.title, count(state.update), count(state.updates));
  if (state.per_second > 0) {
    const double left = static_cast<double>(state.updates - state.update) / state.per_second;
    fmt::format_to(std::back_inserter(text), "  {:.0f}/s  {} left", state.per_second,
                   studies::clock_text(left));
  }
  fmt::format_to(std::back_inserter(text), "\n\n{}\ntraining loss {:.3f}, test error {:.1f} %\n",
                 layer_lines(state.layers, columns, unicode), state.training_loss,
                 state.test_error.empty() ? 100 : state.test_error.back());
  return cut(text + curve(state.test_error, columns - 8, unicode), columns);
}

LiveView::LiveView(Network& network, std::string title, std::int64_t updates,
                   studies::Display display)
    : display_(std::move(display)),
      activations_(studies::watch_outputs(network, "z*")),
      gradients_(studies::watch_output_gradients(network, "h*")),
      last_shown_(display_.seconds() - kInterval) {
  activations_.pause();
  gradients_.pause();
  state_.title = std::move(title);
  state_.updates = updates;
}

bool LiveView::due() const { return display_.seconds() - last_shown_ >= kInterval; }

void LiveView::begin() {
  activations_.resume();
  gradients_.resume();
}

void LiveView::show(std::int64_t update, double training_loss,
                    const std::vector<double>& test_error) {
  activations_.pause();
  gradients_.pause();
  const double now = display_.seconds();
  if (last_update_ >= 0)
    state_.per_second = static_cast<double>(update - last_update_) / (now - last_shown_);
  last_shown_ = now;
  last_update_ = update;
  state_.update = update;
  state_.training_loss = training_loss;
  state_.test_error = test_error;
  state_.layers.clear();
  const std::vector<studies::Reading> z = activations_.readings(), ds = gradients_.readings();
  for (std::size_t i = 0; i < z.size(); ++i)
    state_.layers.push_back(
        {z[i].deviation(), z[i].percentile_of_magnitude(98), ds[i].deviation()});
  std::string text = lines_ > 0 ? fmt::format("\x1b[{}A", lines_) : "";
  const std::string picture = live_text(state_, display_.columns(), display_.unicode);
  for (const char letter : picture) {
    if (letter == '\n') text += "\x1b[K";  // what an earlier, longer line left
    text += letter;
  }
  lines_ = static_cast<int>(std::ranges::count(picture, '\n'));
  display_.write(text);
}

}  // namespace glorot2010
