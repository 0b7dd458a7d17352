#include "studies/support/interrupt.h"

#include <algorithm>
#include <array>
#include <csignal>

namespace studies {
namespace {

constexpr std::array<int, 3> kInterrupts = {SIGINT, SIGTERM, SIGHUP};

volatile std::sig_atomic_t signals_seen = 0;

extern "C" void note_signal(int signal) {
  signals_seen = signals_seen + 1;
  if (signal != kStopJob) std::signal(signal, SIG_DFL);
}

}  // namespace

void catch_interrupts() {
  for (const int signal : kInterrupts)
    if (std::signal(signal, note_signal) == SIG_IGN) std::signal(signal, SIG_IGN);
  std::signal(kStopJob, note_signal);
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);  // a write beyond a limit of the shell's is an error, too
}

bool interrupted() { return signals_seen != 0; }

bool is_interruption(int exit_status) {
  const int signal = exit_status - 128;
  return signal == kStopJob || std::ranges::find(kInterrupts, signal) != kInterrupts.end();
}

}  // namespace studies
