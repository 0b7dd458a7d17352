#pragma once
// The calls by which a program changes what is on the disk, made to fail when a test wants it:
// open for writing, write, fsync, close of what was opened so, rename, mkdir. This program's own
// functions of these names stand before those of the C library, for every library in it.

#include <functional>

namespace faults {

struct Fault {
  int call = 0;            // that fails, counted from 1; none for 0
  int error = 0;           // errno of it
  bool from_then = false;  // and all that come after it: a disk that stays full
  bool halves = false;     // no call fails, but each write takes half of what it is given
};

// Calls it with the fault; returns how many calls there were, also if it throws.
int calls_of(const std::function<void()>& work, const Fault& fault = {});

}  // namespace faults
