#include "studies/support/interrupt.h"

#include <csignal>

namespace studies {
namespace {

volatile std::sig_atomic_t signals_seen = 0;

extern "C" void note_signal(int signal) {
  signals_seen = signals_seen + 1;
  std::signal(signal, SIG_DFL);
}

}  // namespace

void catch_interrupts() {
  std::signal(SIGINT, note_signal);
  std::signal(SIGTERM, note_signal);
  if (std::signal(SIGHUP, note_signal) == SIG_IGN) std::signal(SIGHUP, SIG_IGN);
  std::signal(SIGPIPE, SIG_IGN);
}

bool interrupted() { return signals_seen != 0; }

}  // namespace studies
