// The clock of the wall, for a program that is started with this before the C library: 1970 and
// 2099, by turns. The clock that measures how long things take is left alone.

#include <sys/time.h>

#include <ctime>

namespace {

std::time_t jumps() {
  static bool late = false;
  late = !late;
  return late ? 4'070'908'800 : 86'400;
}

}  // namespace

extern "C" {

std::time_t time(std::time_t* into) noexcept {
  const std::time_t now = jumps();
  if (into != nullptr) *into = now;
  return now;
}

int gettimeofday(timeval* now, void*) noexcept {
  *now = {jumps(), 0};
  return 0;
}

}  // extern "C"
