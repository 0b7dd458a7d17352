#pragma once
// One layer of libtorch, forward and backward.

#include "bench/peers/protocol.h"

namespace peers {

Measurement measure_libtorch_layer(const Request& request);

}  // namespace peers
