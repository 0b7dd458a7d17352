#pragma once
// Executes runs that are not finished: one after the other in this process, or several at a time as
// executions of this program. Processes that write to one folder, also on several machines that
// share it, take runs from one another's hands: each run is claimed by the lock of its folder, and
// what is claimed elsewhere is left alone. What is interrupted or fails leaves the others' results
// as they are.

#include <filesystem>
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
  int kept = 0;       // were finished before
  int elsewhere = 0;  // another process works on them
  bool interrupted = false;
  std::vector<std::string> problems;  // one sentence per run that failed
};

// Everything the run's numbers depend on but the machine: what its folder remembers it by.
std::string configuration_of(const Run& run, const Options& options);

// Where the runs of the wanted seed lie.
std::filesystem::path runs_folder(const Options& options);

// Whether the folder holds a shorter run with its checkpoint, from which this one goes on.
bool lengthens_recorded(const Run& run, const Options& options);

// Prints one line of standard error about what is kept, and progress as it goes. With --watch a run
// that has a picture draws that instead; one that has none says so in a line.
Outcome execute(const std::vector<const Run*>& runs, const Options& options);

}  // namespace glorot2010
