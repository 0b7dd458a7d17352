#pragma once
// Executes runs that are not finished: one after the other in this process, or several at a time as
// executions of this program. Processes that write to one folder, also on several machines that
// share it, take runs from one another's hands: each run is claimed by the lock of its folder, and
// what is claimed elsewhere is left alone. What is interrupted or fails leaves the others' results
// as they are.

#include <string>
#include <vector>

#include "studies/glorot2010/command_line.h"
#include "studies/glorot2010/experiment.h"

namespace glorot2010 {

// Exit status of a program that stopped because it was asked to: 128 + SIGINT, as a shell counts.
inline constexpr int kInterrupted = 130;
// Of one that was told to do a single run on which another process works: EX_TEMPFAIL of
// sysexits.h.
inline constexpr int kElsewhere = 75;

struct Outcome {
  int done = 0;       // finished now
  int kept = 0;       // were finished before, or are the beginning of one that is there
  int elsewhere = 0;  // another process works on them
  bool interrupted = false;
  std::vector<std::string> notes;     // what runs of other processes told that did not fail
  std::vector<std::string> problems;  // one sentence per run that failed
};

// Prints to standard error what is kept, and progress as it goes. With --watch a run that has a
// picture draws that instead; one that has none says so in a line.
Outcome execute(const std::vector<const Run*>& runs, const Options& options);

}  // namespace glorot2010
