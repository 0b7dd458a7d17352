#pragma once
// A support vector machine with the kernel exp(-γ |x - y|²) for several classes, one against one,
// over libsvm, which a build may be without.

#include <memory>
#include <string>

#include "studies/support/image_data.h"

namespace glorot2010 {

// Whether this build has libsvm.
bool svm_available();
// "libsvm 3.25"; empty without it.
std::string svm_library();

class RbfMachine {
 public:
  // Trains at once, on all examples. gradflow::Error, naming the package, without libsvm.
  RbfMachine(const studies::Examples& examples, double penalty, double gamma);
  ~RbfMachine();
  RbfMachine(const RbfMachine&) = delete;
  RbfMachine& operator=(const RbfMachine&) = delete;

  // Of example i of a set, the class that most of the pairs vote for.
  int answer(const studies::Examples& examples, std::int64_t i) const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace glorot2010
