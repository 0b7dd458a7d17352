#pragma once
// What one program of this folder says to the one that compares them. Each implementation is a
// program of its own, since libraries that all export sgemm_ cannot share a process:
//
//   peer_onednn WORK SHAPE THREADS SECONDS
//
// prints one line of JSON: the median time of an iteration in seconds, numbers that have to agree
// with those of every other implementation, and what there is to say about the settings.

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace peers {

struct Request {
  std::string work, shape;  // as in works.h
  int threads = 1;
  double seconds = 0;  // how long to measure, after warming up
};

struct Measurement {
  double median = 0;          // seconds an iteration
  std::vector<double> check;  // of a training step the losses of the first ten
  std::string note;           // empty, or which of several ways was the fastest
  std::size_t memory = 0;     // bytes that a training step takes at its worst; else 0
};

// The main function of a peer: reads the request, calls `measure`, prints the line. Exit status 2
// for a wrong call, 1 when `measure` throws, with the text on standard error.
int serve(int argc, char** argv, const std::string& version,
          const std::function<Measurement(const Request&)>& measure);

// What `measure` throws for a work or a shape that it does not know.
[[noreturn]] void refuse(const Request& request);

}  // namespace peers
