#pragma once
// Whether the machine was doing something else while it measured: the processor time that all of
// it spent, less that of the programs we started and waited for.

namespace peers {

class Disturbance {
 public:
  Disturbance();
  // Processor time of others since then, as a share of the time that has passed: 1 is one processor
  // kept busy. It counts in hundredths of a second, so ask for no less than some tenths. 0 where
  // the system does not say.
  double share() const;

 private:
  double start_, others_;
};

}  // namespace peers
