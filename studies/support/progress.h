#pragma once
// How far a long run is, on standard error: a bar with rate and time left where somebody watches, a
// line now and then in a log. One Progress at a time, updated by one thread, never from inside a
// parallel loop. Standard output stays free for results.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <system_error>

namespace studies {

// All of the text straight to a stream, by its descriptor, without buffering; else what was in the
// way: std::errc::broken_pipe where nobody reads any more, if SIGPIPE is ignored (interrupt.h).
std::error_code write_to(int stream, std::string_view text);

// Where and how progress is shown. terminal_display() asks the process's own streams; tests bring
// their own functions.
struct Display {
  bool bar = false;              // a terminal that can redraw its line; else one line now and then
  bool colour = false;           // escape sequences for colour
  bool unicode = false;          // a fine bar of box-drawing letters; else ASCII
  std::function<int()> columns;  // width of the terminal, asked at each drawing
  std::function<double()> seconds;              // a clock that never goes back
  std::function<void(std::string_view)> write;  // straight to the stream, without buffering
};

// Of standard error, or of another stream by its descriptor. A bar if that is a terminal, TERM is
// not dumb and there is no CI variable; with the bar colour, unless NO_COLOR is set to something;
// Unicode if the locale says UTF-8; 80 columns where there is no terminal to ask.
Display terminal_display(int stream = 2);

class Progress {
 public:
  // `title` is what runs ("train tanh"), `unit` what is counted ("updates"), `total` how many there
  // are; `done` of them were made earlier, by an interrupted run.
  Progress(std::string title, std::string unit, std::uint64_t total, std::uint64_t done = 0,
           Display display = terminal_display());

  // Leaves the line as it stands if finish() was not called: something went wrong.
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // Call as often as you like: a bar is drawn at most ten times a second, a line of a log at every
  // tenth of the work and when 30 s have passed without one. `status` is a few words on how it goes
  // ("error 71.3 %"); an empty one keeps the last.
  void update(std::uint64_t done, std::string_view status = {});

  // One last line that stays: the title, how much was done in what time, the last status.
  void finish(std::string_view status = {});

 private:
  void measure_rate(double now);
  std::string bar_line(double now) const;
  std::string log_line() const;
  std::string time_left() const;

  std::string title_, unit_, status_;
  std::uint64_t total_, done_, first_done_;
  Display display_;
  double start_, last_shown_, last_measured_;
  std::uint64_t measured_done_;
  std::uint64_t shown_tenths_;
  double rate_ = 0;  // per second, smoothed; 0 until known
  bool finished_ = false;
};

// "0:07", "12:30", "2:05:00".
std::string clock_text(double seconds);

// 6000 → "6,000".
std::string grouped(std::uint64_t number);

// "1 update", "6,000 updates": of a unit that is given in the plural, which ends on s.
std::string counted(std::uint64_t number, std::string_view units);

}  // namespace studies
