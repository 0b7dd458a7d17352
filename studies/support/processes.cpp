#include "studies/support/processes.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <system_error>

#include "studies/support/interrupt.h"
#include "tensor/error.h"

extern char** environ;

namespace studies {
namespace {

struct Pipe {
  int read_end = -1, write_end = -1;

  void open() {
    int ends[2];
    const bool made = ::pipe2(ends, O_CLOEXEC) == 0;
    gradflow::require<gradflow::Error>(made, "run_jobs: cannot make a pipe: {}",
                                       std::generic_category().message(errno));
    read_end = ends[0];
    write_end = ends[1];
  }
  static void close(int& end) {
    if (end >= 0) ::close(end);
    end = -1;
  }
};

struct Running {
  std::size_t job = 0;
  pid_t process = 0;
  Pipe out, err;
  std::string partial_line;
  JobResult result;
};

void start(const Job& job, Running& running) {
  running.out.open();
  running.err.open();
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, running.out.write_end, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, running.err.write_end, STDERR_FILENO);
  std::vector<std::string> command = job.command;
  std::vector<char*> arguments;
  for (std::string& argument : command) arguments.push_back(argument.data());
  arguments.push_back(nullptr);
  const int error = posix_spawnp(&running.process, arguments.front(), &actions, nullptr,
                                 arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  Pipe::close(running.out.write_end);
  Pipe::close(running.err.write_end);
  if (error == 0) return;
  Pipe::close(running.out.read_end);
  Pipe::close(running.err.read_end);
  throw gradflow::Error(fmt::format("run_jobs: cannot start {} for {}: {}", job.command.front(),
                                    job.name, std::generic_category().message(error)));
}

// Reads what is there; closes the end when there will be no more.
void drain(int& end, std::string& into) {
  std::array<char, 4096> buffer;
  const ssize_t count = ::read(end, buffer.data(), buffer.size());
  if (count > 0) {
    into.append(buffer.data(), static_cast<std::size_t>(count));
  } else if (count == 0 || errno != EINTR) {
    Pipe::close(end);
  }
}

void pass_lines(Running& running, const JobWatch& watch) {
  std::size_t end = 0;
  while ((end = running.partial_line.find('\n')) != std::string::npos) {
    if (watch.line) watch.line(running.job, std::string_view(running.partial_line).substr(0, end));
    running.partial_line.erase(0, end + 1);
  }
}

int exit_status_of(pid_t process) {
  const int status = wait_for(process);
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

// Waits up to a tenth of a second for output of any of them, and reads it.
void read_output(std::vector<Running>& all, const JobWatch& watch) {
  std::vector<pollfd> waiting;
  for (const Running& running : all)
    for (const int end : {running.out.read_end, running.err.read_end})
      waiting.push_back({end, POLLIN, 0});  // a closed end is -1, which poll passes over
  if (::poll(waiting.data(), waiting.size(), 100) <= 0) return;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (waiting[2 * i].revents != 0) drain(all[i].out.read_end, all[i].partial_line);
    if (waiting[2 * i + 1].revents != 0) drain(all[i].err.read_end, all[i].result.errors);
    pass_lines(all[i], watch);
  }
}

}  // namespace

std::vector<JobResult> run_jobs(const std::vector<Job>& jobs, int at_once, const JobWatch& watch) {
  expect_ends();
  std::vector<JobResult> results(jobs.size(), JobResult{-1, ""});
  std::vector<Running> running;
  std::exception_ptr problem;
  std::size_t next = 0;
  bool stopping = false;
  while (true) {
    if (!stopping && (problem || (watch.stop && watch.stop()))) {
      stopping = true;
      for (const Running& one : running) ::kill(one.process, kStopJob);
    }
    while (!stopping && !problem && next < jobs.size() &&
           running.size() < static_cast<std::size_t>(at_once)) {
      try {
        Running one;
        one.job = next;
        start(jobs[next++], one);
        running.push_back(std::move(one));
      } catch (...) {
        problem = std::current_exception();
      }
    }
    if (running.empty()) break;
    read_output(running, watch);
    for (std::size_t i = running.size(); i-- > 0;) {
      Running& one = running[i];
      if (one.out.read_end >= 0 || one.err.read_end >= 0) continue;
      try {
        one.result.exit_status = exit_status_of(one.process);
        if (watch.ended) watch.ended(one.job, one.result);
      } catch (...) {
        problem = std::current_exception();
      }
      results[one.job] = std::move(one.result);
      running.erase(running.begin() + static_cast<std::ptrdiff_t>(i));
    }
  }
  if (problem) std::rethrow_exception(problem);
  return results;
}

void expect_ends() { std::signal(SIGCHLD, SIG_DFL); }

int wait_for(pid_t process) {
  int status = 0;
  while (::waitpid(process, &status, 0) < 0)
    gradflow::require<gradflow::Error>(errno == EINTR, "cannot wait for process {}: {}", process,
                                       std::generic_category().message(errno));
  return status;
}

std::string this_program() { return std::filesystem::read_symlink("/proc/self/exe").string(); }

}  // namespace studies
