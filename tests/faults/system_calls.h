#pragma once
// The calls by which a program changes what is on the disk, made to fail when a test wants it:
// open for writing and of a folder, write, fsync, close of what was opened so, rename, mkdir. This
// program's functions of these names stand before the C library's, for every library in it.

#include <functional>
#include <string>
#include <vector>

namespace faults {

struct Fault {
  int call = 0;            // that fails, counted from 1; none for 0
  int error = 0;           // errno of it
  bool from_then = false;  // and all that come after it: a disk that stays full
  bool halves = false;     // no call fails, but each write takes half of what it is given
};

// Calls it with the fault; returns how many calls there were.
int calls_of(const std::function<void()>& work, const Fault& fault = {});

struct Failure {
  std::string call;  // its name: "write"
  std::string path;  // of what it was about; of a rename the new one
};

// The calls that were made to fail since calls_of began, in their order.
const std::vector<Failure>& failures();

}  // namespace faults
