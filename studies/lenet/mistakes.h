#pragma once
// A sheet of the test images that the network gets wrong, as SVG: a row for each true class, the
// mistakes it is surest of first, each with the class it was taken for.

#include <string>

#include "studies/lenet/training.h"
#include "studies/support/mnist.h"

namespace lenet {

std::string draw_mistakes(const studies::Mnist& data, const Verdicts& verdicts);

}  // namespace lenet
