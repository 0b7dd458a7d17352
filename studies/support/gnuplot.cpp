#include "studies/support/gnuplot.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string_view>
#include <system_error>

#include "studies/support/files.h"
#include "studies/support/processes.h"
#include "tensor/error.h"

extern char** environ;

namespace studies {
namespace {

std::string message_of(int error) { return std::generic_category().message(error); }

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> list;
  for (std::string& text : texts) list.push_back(text.data());
  list.push_back(nullptr);
  return list;
}

std::vector<std::string> environment_with(const std::string& name, const std::string& value) {
  std::vector<std::string> environment;
  for (char** entry = environ; *entry != nullptr; ++entry)
    if (!std::string_view(*entry).starts_with(name + "=")) environment.emplace_back(*entry);
  environment.push_back(name + "=" + value);
  return environment;
}

// Starts the program with its standard error going to `error_pipe`. Returns 0 or an error number.
int start(std::vector<std::string> command, std::vector<std::string> environment, int error_pipe,
          pid_t& process) {
  posix_spawn_file_actions_t actions;
  if (const int error = ::posix_spawn_file_actions_init(&actions)) return error;
  ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  ::posix_spawn_file_actions_adddup2(&actions, error_pipe, STDERR_FILENO);
  const int error = ::posix_spawnp(&process, command.front().c_str(), &actions, nullptr,
                                   pointers(command).data(), pointers(environment).data());
  ::posix_spawn_file_actions_destroy(&actions);
  return error;
}

std::string read_all(int descriptor) {
  std::string text;
  char block[4096];
  while (true) {
    const ssize_t count = ::read(descriptor, block, sizeof block);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return text;
    text.append(block, static_cast<std::size_t>(count));
  }
}

std::string trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == text.npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1));
}

}  // namespace

std::string gnuplot_path(const std::filesystem::path& path) { return absolute_path(path).string(); }

std::string run_gnuplot(const std::filesystem::path& script,
                        const std::vector<std::string>& arguments, const std::string& program) {
  std::vector<std::string> command = {program, "-c", script.string()};
  command.insert(command.end(), arguments.begin(), arguments.end());
  const std::string name = script.filename().string();

  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0)
    throw gradflow::Error(
        fmt::format("gnuplot {}: cannot make a pipe: {}", name, message_of(errno)));
  expect_ends();
  pid_t process = 0;
  const int error =
      start(std::move(command),
            environment_with("GNUPLOT_LIB", script.parent_path().string() + ":" GRADFLOW_FIGURES),
            ends[1], process);
  ::close(ends[1]);
  const std::string messages = error == 0 ? trimmed(read_all(ends[0])) : "";
  ::close(ends[0]);
  if (error != 0)
    throw gradflow::Error(fmt::format(
        "gnuplot {}: cannot start '{}': {}; install gnuplot (Debian: gnuplot-nox) and draw again",
        name, program, message_of(error)));

  const int status = wait_for(process);
  if (WIFSIGNALED(status))
    throw gradflow::Error(
        fmt::format("gnuplot {}: ended by signal {}: {}", name, WTERMSIG(status), messages));
  if (WEXITSTATUS(status) != 0)
    throw gradflow::Error(
        fmt::format("gnuplot {}: exit status {}: {}", name, WEXITSTATUS(status), messages));
  return messages;
}

}  // namespace studies
