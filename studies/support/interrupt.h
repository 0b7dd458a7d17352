#pragma once
// Ctrl-C, termination and a terminal that closes as a question that long work asks itself: the
// first signal asks for a stop at the next safe point, a second one of its kind ends the process at
// once.

#include <csignal>

namespace studies {

// What run_jobs asks the processes that it has started with. It may come after a signal that
// reached them all, and so is noted any number of times.
inline constexpr int kStopJob = SIGUSR1;

// From now on SIGINT, SIGTERM, SIGHUP and kStopJob are noted instead of ending the process; SIGHUP
// not where it is ignored, as under nohup. SIGPIPE is ignored: work does not end because nobody
// reads how far it is, and what writes to a stream sees the error (write_to of progress.h).
void catch_interrupts();
bool interrupted();

// Whether a process with this exit status, as a shell counts, was ended by one of those signals: as
// one that has not come to catch_interrupts() yet is. One that stops because it has noted a signal
// should end with 128 + SIGINT.
bool is_interruption(int exit_status);

}  // namespace studies
