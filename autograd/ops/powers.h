#pragma once
// What several ops do to an element.

#include <cmath>

namespace gradflow::detail {

struct Square {
  template <class T>
  T operator()(T x) const {
    return x * x;
  }
};

struct SquareRoot {
  template <class T>
  T operator()(T x) const {
    return std::sqrt(x);
  }
};

}  // namespace gradflow::detail
