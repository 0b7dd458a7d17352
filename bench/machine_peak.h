#pragma once
// What this machine can do at most, measured and not looked up: multiply-adds in registers, and
// bytes that pass between memory and the processor.

#include <cstddef>

namespace bench {

// float32 multiply-adds a second, counted as two operations each, of all threads together, with the
// vectors of this build.
double peak_flops(int threads);

enum class Access { read, read_modify_write };

// Bytes a second over a working set of `bytes`, cut into one part for each thread and passed again
// and again: what comes in is counted, and with read_modify_write what goes out as well.
double bandwidth(Access access, std::size_t bytes, int threads);

}  // namespace bench
