#pragma once
// Ctrl-C, termination and a terminal that closes as a question that long work asks itself: the
// first signal asks for a stop at the next safe point, a second one of its kind ends the process at
// once.

namespace studies {

// From now on SIGINT, SIGTERM and SIGHUP are noted instead of ending the process; SIGHUP not where
// it is ignored, as under nohup. SIGPIPE is ignored: work does not end because nobody reads how far
// it is, and what writes to a stream sees the error (write_to of progress.h).
void catch_interrupts();
bool interrupted();

}  // namespace studies
