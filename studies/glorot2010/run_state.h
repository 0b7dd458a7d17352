#pragma once
// What a folder of results holds of a run, for whoever wants it with these options. To look changes
// nothing there.

#include <cstdint>
#include <filesystem>
#include <string>

#include "studies/glorot2010/command_line.h"
#include "studies/glorot2010/experiment.h"

namespace glorot2010 {

// Everything the run's numbers depend on but the machine: what its folder remembers it by.
std::string configuration_of(const Run& run, const Options& options);

// Where the runs of the wanted seed lie.
std::filesystem::path runs_folder(const Options& options);

struct RecordedState {
  enum Kind {
    kNew,
    kUnfinished,
    kFinished,
    kShorter,  // the beginning of this run, with the checkpoint from which it goes on
    kLonger,   // of a run that this one is the beginning of, finished or not: nothing is to be done
    kOther,    // of another configuration
  } kind = kNew;
  std::uint64_t done = 0, work = 0;  // of a longer one

  // Whether it is to be left as it is: finished, or longer.
  bool is_kept() const { return kind == kFinished || kind == kLonger; }
};

// gradflow::FileError when what is there cannot be understood.
RecordedState recorded_state(const Run& run, const Options& options);

// Of a run that has finished, unless it can be lengthened. One that cannot be removed does no harm.
void remove_checkpoints(const Run& run, const Options& options);

}  // namespace glorot2010
