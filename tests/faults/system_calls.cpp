#include "tests/faults/system_calls.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <map>

namespace faults {
namespace {

// One test at a time, from its own thread.
bool armed = false;
Fault plan;
int count = 0;
std::map<int, std::string> opened;  // the paths of descriptors opened since
std::vector<Failure> failed;

bool fails(const char* call, const std::string& path) {
  ++count;
  if (plan.call == 0 || count < plan.call || (count > plan.call && !plan.from_then)) return false;
  failed.push_back({call, path});
  errno = plan.error;
  return true;
}

template <class Function>
Function* next(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

int open_counted(const char* name, const char* path, int flags, mode_t mode) {
  static const auto real = next<int(const char*, int, ...)>(name);
  const bool counts = armed && ((flags & O_ACCMODE) != O_RDONLY || (flags & O_DIRECTORY) != 0);
  if (counts && fails(name, path)) return -1;
  const int descriptor = real(path, flags, mode);
  if (counts && descriptor >= 0) opened[descriptor] = path;
  return descriptor;
}

}  // namespace

int calls_of(const std::function<void()>& work, const Fault& fault) {
  struct Armed {
    explicit Armed(const Fault& fault) {
      plan = fault;
      count = 0;
      opened.clear();
      failed.clear();
      armed = true;
    }
    ~Armed() { armed = false; }
  };
  const Armed while_it_works(fault);
  work();
  return count;
}

const std::vector<Failure>& failures() { return failed; }

}  // namespace faults

using faults::armed;

extern "C" {

int open(const char* path, int flags, ...) {
  std::va_list rest;
  va_start(rest, flags);
  const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return faults::open_counted("open", path, flags, mode);
}

ssize_t write(int descriptor, const void* data, size_t bytes) {
  static const auto real = faults::next<ssize_t(int, const void*, size_t)>("write");
  if (armed && faults::opened.contains(descriptor)) {
    if (faults::fails("write", faults::opened[descriptor])) return -1;
    if (faults::plan.halves) bytes = std::max<size_t>(1, bytes / 2);
  }
  return real(descriptor, data, bytes);
}

// Without the wait for the disk: no test here loses power.
int fsync(int descriptor) {
  const bool counts = armed && faults::opened.contains(descriptor);
  return counts && faults::fails("fsync", faults::opened[descriptor]) ? -1 : 0;
}

// The descriptor is gone, whatever close returns.
int close(int descriptor) {
  static const auto real = faults::next<int(int)>("close");
  const int result = real(descriptor);
  if (!armed) return result;
  const auto counted = faults::opened.extract(descriptor);
  return counted && faults::fails("close", counted.mapped()) ? -1 : result;
}

int rename(const char* from, const char* to) {
  static const auto real = faults::next<int(const char*, const char*)>("rename");
  if (armed && faults::fails("rename", to)) return -1;
  return real(from, to);
}

int mkdir(const char* path, mode_t mode) {
  static const auto real = faults::next<int(const char*, mode_t)>("mkdir");
  if (armed && faults::fails("mkdir", path)) return -1;
  return real(path, mode);
}

}  // extern "C"
