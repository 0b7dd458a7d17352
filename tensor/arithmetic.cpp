#include "tensor/arithmetic.h"

#include "tensor/elementwise.h"
#include "tensor/scaled_sum.h"

namespace gradflow {

namespace {

struct Plus {
  template <class T>
  T operator()(T a, T b) const {
    return a + b;
  }
};
struct Minus {
  template <class T>
  T operator()(T a, T b) const {
    return a - b;
  }
};
struct Times {
  template <class T>
  T operator()(T a, T b) const {
    return a * b;
  }
};
struct Over {
  template <class T>
  T operator()(T a, T b) const {
    return a / b;
  }
};
struct Negated {
  template <class T>
  T operator()(T a) const {
    return -a;
  }
};
struct Scaled {
  double alpha;
  template <class T>
  T operator()(T, T x) const {
    return static_cast<T>(alpha) * x;
  }
};
struct AddScaled {
  double alpha, beta;
  template <class T>
  T operator()(T target, T x) const {
    return multiply_add(static_cast<T>(alpha), x, static_cast<T>(beta) * target);
  }
};
struct AddScaledNearOne {
  ScaledSum sum;
  template <class T>
  T operator()(T target, T x) const {
    const T inner = multiply_add(static_cast<T>(sum.within), target, static_cast<T>(sum.share) * x);
    return multiply_add(static_cast<T>(sum.alpha), inner, target);
  }
};

// zip refuses an int32 beside it, and knows the operation that the caller meant.
Tensor number(double value, const Tensor& beside) {
  return Tensor::scalar(is_floating(beside.dtype()) ? value : 0.0, beside.dtype());
}

}  // namespace

Tensor operator+(const Tensor& a, const Tensor& b) { return zip(a, b, Plus{}, "add"); }
Tensor operator-(const Tensor& a, const Tensor& b) { return zip(a, b, Minus{}, "subtract"); }
Tensor operator*(const Tensor& a, const Tensor& b) { return zip(a, b, Times{}, "multiply"); }
Tensor operator/(const Tensor& a, const Tensor& b) { return zip(a, b, Over{}, "divide"); }
Tensor operator-(const Tensor& a) { return map(a, Negated{}, "negate"); }

Tensor operator+(const Tensor& a, double b) { return a + number(b, a); }
Tensor operator-(const Tensor& a, double b) { return a - number(b, a); }
Tensor operator*(const Tensor& a, double b) { return a * number(b, a); }
Tensor operator/(const Tensor& a, double b) { return a / number(b, a); }
Tensor operator-(double a, const Tensor& b) { return number(a, b) - b; }
Tensor operator/(double a, const Tensor& b) { return number(a, b) / b; }

void add_scaled(Tensor& target, const Tensor& x, double alpha, double beta) {
  const ScaledSum sum(alpha, beta);
  if (sum.within != 0) {
    zip_into(target, x, AddScaledNearOne{sum}, "add_scaled");
  } else if (sum.beta == 0) {
    zip_into(target, x, Scaled{sum.alpha}, "add_scaled");
  } else {
    zip_into(target, x, AddScaled{sum.alpha, sum.beta}, "add_scaled");
  }
}

}  // namespace gradflow
