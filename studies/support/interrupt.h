#pragma once
// Ctrl-C and termination as a question that long work asks itself: the first signal asks for a stop
// at the next safe point, a second one ends the process at once.

namespace studies {

// From now on SIGINT and SIGTERM are noted instead of ending the process.
void catch_interrupts();
bool interrupted();

}  // namespace studies
