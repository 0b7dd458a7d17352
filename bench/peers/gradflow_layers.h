#pragma once
// One layer of Gradflow, forward and backward.

#include "bench/peers/protocol.h"

namespace peers {

Measurement measure_gradflow_layer(const Request& request);

}  // namespace peers
