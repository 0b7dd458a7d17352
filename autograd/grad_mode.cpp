#include "autograd/grad_mode.h"

#include <utility>

namespace gradflow {

namespace {

thread_local bool recorded = true;

}  // namespace

bool gradients_recorded() { return recorded; }

NoGrad::NoGrad() : outer_(std::exchange(recorded, false)) {}

NoGrad::~NoGrad() { recorded = outer_; }

}  // namespace gradflow
