#pragma once
// Several processes at a time, each with its standard output read line by line and its standard
// error kept. Studies run in parallel so: as executions of the program, never as forks of a process
// that has used OpenMP.

#include <sys/types.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace studies {

struct Job {
  std::string name;
  std::vector<std::string> command;  // program and arguments; no shell
};

struct JobResult {
  int exit_status = 0;  // 128 + the signal's number when one ended it, as a shell counts
  std::string errors;   // what it wrote to standard error
};

struct JobWatch {
  std::function<void(std::size_t job, std::string_view line)> line;  // of standard output
  std::function<void(std::size_t job, const JobResult&)> ended;
  // Asked now and then. When true, no further job starts and running ones get kStopJob
  // (interrupt.h), once.
  std::function<bool()> stop;
};

// Runs the jobs in their order, `at_once` of them at a time, until all have ended. Results stand in
// the order of the jobs; one that never started, because of a stop, has exit status -1. Throws
// gradflow::Error when a process cannot be started or waited for; those that run are waited for
// first.
std::vector<JobResult> run_jobs(const std::vector<Job>& jobs, int at_once, const JobWatch& watch);

// To be called before a process is started that wait_for is to wait for: this program may have been
// started with SIGCHLD ignored, and would be told of no end.
void expect_ends();
// How the process ended, as waitpid has it. Throws gradflow::Error when it cannot be waited for.
int wait_for(pid_t process);

// Where this program's file is, to execute it again.
std::string this_program();

}  // namespace studies
