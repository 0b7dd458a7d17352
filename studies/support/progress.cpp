#include "studies/support/progress.h"

#include <fmt/core.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstdlib>

namespace studies {
namespace {

constexpr double kBarInterval = 0.1;   // s between two drawings of a bar
constexpr double kLogInterval = 30.0;  // s after which a log gets a line in any case
constexpr double kRateMemory = 3.0;    // s over which the rate is smoothed
constexpr int kLongestBar = 32;        // letters

bool is_set(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr && *value != '\0';
}

bool locale_is_utf8() {
  for (const char* variable : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    if (!is_set(variable)) continue;
    const std::string_view value = std::getenv(variable);
    return value.find("UTF-8") != value.npos || value.find("utf8") != value.npos;
  }
  return false;
}

int columns_of(int stream) {
  winsize size{};
  return ::ioctl(stream, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

std::string rate_text(double rate) {
  if (rate >= 100) return grouped(static_cast<std::uint64_t>(std::llround(rate)));
  return fmt::format("{:.{}f}", rate, rate >= 10 ? 1 : 2);
}

// A text whose width on the screen is known: escape sequences and UTF-8 do not count by the byte.
struct Line {
  explicit Line(bool in_colour) : colour(in_colour) {}

  std::string text;
  int width = 0;
  bool colour;

  void add(std::string_view part, std::string_view style = {}) {
    if (part.empty()) return;
    if (colour && !style.empty())
      text += fmt::format("\x1b[{}m{}\x1b[0m", style, part);
    else
      text += part;
    width += static_cast<int>(std::count_if(part.begin(), part.end(), [](char letter) {
      return (static_cast<unsigned char>(letter) & 0xC0) != 0x80;
    }));
  }
};

std::string repeated(std::string_view letter, int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += letter;
  return text;
}

void add_bar(Line& line, double share, int length, bool unicode) {
  const int halves = static_cast<int>(share * 2 * length);
  const int full = halves / 2;
  if (unicode) {
    std::string head = repeated("━", full);
    if (halves % 2 == 1) head += "╸";
    line.add(head, "36");
    line.add(repeated("─", length - full - halves % 2), "2");
  } else {
    line.add("[" + repeated("#", full) + repeated(".", length - full) + "]");
  }
}

}  // namespace

std::error_code write_to(int stream, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::write(stream, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return {count < 0 ? errno : EIO, std::generic_category()};
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return {};
}

Display terminal_display(int stream) {
  const char* terminal = std::getenv("TERM");
  Display display;
  display.bar = ::isatty(stream) == 1 && terminal != nullptr &&
                std::string_view(terminal) != "dumb" && !is_set("CI");
  display.colour = display.bar && !is_set("NO_COLOR");
  display.unicode = locale_is_utf8();
  display.columns = [stream] { return columns_of(stream); };
  display.seconds = [] {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration<double>(now).count();
  };
  // A run does not stop because nobody sees how far it is.
  display.write = [stream](std::string_view text) { write_to(stream, text); };
  return display;
}

std::string clock_text(double seconds) {
  constexpr double kLongest = 1e15;  // of what a damaged file may say
  const auto whole =
      static_cast<std::uint64_t>(std::llround(std::min(kLongest, std::max(0.0, seconds))));
  const std::uint64_t hours = whole / 3600, minutes = whole / 60 % 60;
  if (hours > 0) return fmt::format("{}:{:02}:{:02}", hours, minutes, whole % 60);
  return fmt::format("{}:{:02}", minutes, whole % 60);
}

std::string grouped(std::uint64_t number) {
  std::string digits = fmt::format("{}", number);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

std::string counted(std::uint64_t number, std::string_view units) {
  if (number == 1 && units.ends_with('s')) units.remove_suffix(1);
  return fmt::format("{} {}", grouped(number), units);
}

Progress::Progress(std::string title, std::string unit, std::uint64_t total, std::uint64_t done,
                   Display display)
    : title_(std::move(title)),
      unit_(std::move(unit)),
      total_(std::max<std::uint64_t>(total, 1)),
      done_(done),
      first_done_(done),
      display_(std::move(display)),
      start_(display_.seconds()),
      last_shown_(start_),
      last_measured_(start_),
      measured_done_(done),
      shown_tenths_(10 * done / total_) {
  if (display_.bar) display_.write(bar_line(start_));
}

Progress::~Progress() {
  if (!finished_ && display_.bar) display_.write("\n");
}

void Progress::update(std::uint64_t done, std::string_view status) {
  done_ = std::min(done, total_);
  if (!status.empty()) status_ = status;
  const double now = display_.seconds();
  const double quiet = now - last_shown_;
  const std::uint64_t tenths = 10 * done_ / total_;
  if (display_.bar ? quiet < kBarInterval : tenths == shown_tenths_ && quiet < kLogInterval) return;
  measure_rate(now);
  display_.write(display_.bar ? bar_line(now) : log_line());
  last_shown_ = now;
  shown_tenths_ = tenths;
}

void Progress::finish(std::string_view status) {
  if (finished_) return;
  finished_ = true;
  if (!status.empty()) status_ = status;
  Line line(display_.colour);
  if (display_.bar) line.text = "\r\x1b[K";
  if (display_.unicode) line.add("✓ ", "32");
  line.add(title_, "1");
  line.add(fmt::format("  {} in {}", counted(done_ - first_done_, unit_),
                       clock_text(display_.seconds() - start_)));
  if (!status_.empty()) line.add("  " + status_);
  display_.write(line.text + "\n");
}

// The rate follows what the machine does now: the last seconds count most.
void Progress::measure_rate(double now) {
  const double passed = now - last_measured_;
  if (passed <= 0) return;
  const double current = static_cast<double>(done_ - measured_done_) / passed;
  const double weight = rate_ > 0 ? 1 - std::exp(-passed / kRateMemory) : 1;
  rate_ += weight * (current - rate_);
  last_measured_ = now;
  measured_done_ = done_;
}

std::string Progress::time_left() const {
  return rate_ > 0 ? clock_text(static_cast<double>(total_ - done_) / rate_) + " left" : "";
}

std::string Progress::bar_line(double now) const {
  const int columns = display_.columns();
  const double share = static_cast<double>(done_) / static_cast<double>(total_);
  Line facts(display_.colour);
  facts.add(fmt::format(" {:3.0f} %", std::floor(100 * share)));
  const std::string total = grouped(total_);
  facts.add(fmt::format("  {:>{}}/{} {}", grouped(done_), total.size(), total, unit_), "2");
  if (rate_ > 0) facts.add(fmt::format("  {}/s", rate_text(rate_)), "2");
  facts.add("  " + (rate_ > 0 ? time_left() : clock_text(now - start_)));
  if (!status_.empty()) facts.add("  " + status_, "36");

  // What does not fit goes, the bar first: a line that wraps cannot be drawn over.
  Line line(display_.colour);
  line.text = "\r";
  if (static_cast<int>(title_.size()) + 8 < columns) line.add(title_ + " ", "1");
  const int room = columns - 1 - line.width - facts.width - 2;
  if (room >= 6) add_bar(line, share, std::min(room, kLongestBar), display_.unicode);
  if (line.width + facts.width < columns)
    line.text += facts.text;
  else if (line.width + 6 < columns)
    line.add(fmt::format("{:3.0f} %", std::floor(100 * share)));
  return line.text + "\x1b[K";
}

std::string Progress::log_line() const {
  std::string line = fmt::format("{}: {} % ({}/{} {}", title_, 100 * done_ / total_, grouped(done_),
                                 grouped(total_), unit_);
  if (rate_ > 0) line += fmt::format(", {}/s, {}", rate_text(rate_), time_left());
  line += ")";
  if (!status_.empty()) line += " " + status_;
  return line + "\n";
}

}  // namespace studies
