#include "bench/peers/disturbance.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <string>

#include "bench/peers/timing.h"

namespace peers {
namespace {

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

double seconds_of(int whom) {
  rusage usage{};
  ::getrusage(whom, &usage);
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

// The first line of /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal, in ticks.
double seconds_of_others() {
  std::ifstream stat("/proc/stat");
  std::string name;
  double user = 0, nice = 0, system = 0, idle = 0, waiting = 0, irq = 0, softirq = 0, stolen = 0;
  if (!(stat >> name >> user >> nice >> system >> idle >> waiting >> irq >> softirq >> stolen))
    return 0;
  const double busy = user + nice + system + irq + softirq + stolen;
  return busy / static_cast<double>(::sysconf(_SC_CLK_TCK)) - seconds_of(RUSAGE_CHILDREN) -
         seconds_of(RUSAGE_SELF);
}

}  // namespace

Disturbance::Disturbance() : start_(now()), others_(seconds_of_others()) {}

double Disturbance::share() const {
  return std::max(0.0, seconds_of_others() - others_) / (now() - start_);
}

}  // namespace peers
