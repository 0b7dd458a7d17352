#pragma once
// Runs every case in every implementation, in turn and in rounds, so that a slow minute of the
// machine slows all of them alike.

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "bench/peers/implementations.h"
#include "bench/peers/results.h"

namespace peers {

struct Schedule {
  int rounds = 3;
  double seconds_scale = 1;   // of how long each run measures
  double bearable = 0.05;     // share of a processor that something else may take during a run
  int repetitions_left = 30;  // of runs that took place beside something else
};

class Comparison {
 public:
  // Ours stands first among the implementations.
  Comparison(std::vector<Implementation> implementations, const std::vector<Case>& cases,
             const Schedule& schedule);

  void run(const std::function<void(const std::string&)>& progress);

  const std::vector<CaseResult>& results() const { return results_; }
  // By name of the implementation, of those that ran.
  const std::map<std::string, std::string>& versions() const { return versions_; }
  // Runs that count although the machine was busy with something else.
  int disturbed() const { return disturbed_; }

 private:
  void run_once(const Case& one, Entry& entry);
  std::string line_of(const Case& one, const Implementation& implementation);

  std::vector<Implementation> implementations_;
  Schedule schedule_;
  std::vector<CaseResult> results_;
  std::vector<double> ours_;  // the numbers to check, of the case that runs
  std::map<std::string, std::string> versions_;
  int disturbed_ = 0;
};

}  // namespace peers
