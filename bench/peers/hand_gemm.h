#pragma once
// The matrix products over the same function: random operands, the weight taken in turn from
// several copies where the work says so.

#include <vector>

#include "bench/peers/hand_step.h"
#include "bench/peers/measure.h"

namespace peers {

inline Measurement measure_gemm(Gemm gemm, const std::string& shape, double seconds) {
  const Product p = product_of(shape);
  const auto size = [](int rows, int columns) {
    return static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns);
  };
  const bool into_weight = p.beta != 0;
  const auto copies = static_cast<std::size_t>(p.copies);
  const Buffer a = uniform_buffer(size(p.rows, p.inner), 11);
  std::vector<Buffer> b, c;
  for (std::size_t i = 0; i < (into_weight ? 1 : copies); ++i)
    b.push_back(uniform_buffer(size(p.inner, p.columns), 12));
  for (std::size_t i = 0; i < (into_weight ? copies : 1); ++i)
    c.push_back(uniform_buffer(size(p.rows, p.columns), 13));

  std::size_t turn = 0;
  const auto once = [&] {
    gemm(p, a.data(), b[turn % b.size()].data(), c[turn % c.size()].data());
    turn = turn + 1 == copies ? 0 : turn + 1;
  };
  once();
  Measurement measured;
  measured.check = spread(c[0].data(), size(p.rows, p.columns));
  measured.median = time_iterations(seconds, once);
  return measured;
}

// What every library of matrix products is asked: step, gemm and the small step.
inline Measurement measure_over(Gemm gemm, const Request& request) {
  using Loss = HandStep::Loss;
  if (request.work == "step")
    return measure_step(request.seconds, [&] {
      return HandStep(paper_network(request.shape), gemm, Loss::cross_entropy);
    });
  if (request.work == "gemm") return measure_gemm(gemm, request.shape, request.seconds);
  if (request.work == "tiny_step")
    return measure_step(request.seconds,
                        [&] { return HandStep(tiny_network(), gemm, Loss::squared_error); });
  refuse(request);
}

}  // namespace peers
