#pragma once
// What of a weight decays, in the step of one element.

namespace gradflow::optim {

// 0 without decay: 0 times an infinite weight would be NaN.
template <class T>
T decaying(double decay, T weight) {
  return decay == 0 ? T{0} : weight;
}

}  // namespace gradflow::optim
