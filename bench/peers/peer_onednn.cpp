// oneDNN: dnnl_sgemm, whose kernels are compiled for the processor at run time.

#include <dnnl.h>

#include <stdexcept>

#include "bench/peers/hand_gemm.h"

namespace {

void gemm(const peers::Product& p, const float* a, const float* b, float* c) {
  const dnnl_status_t status =
      dnnl_sgemm(p.transpose_a ? 'T' : 'N', p.transpose_b ? 'T' : 'N', p.rows, p.columns, p.inner,
                 p.alpha, a, p.transpose_a ? p.rows : p.inner, b,
                 p.transpose_b ? p.inner : p.columns, p.beta, c, p.columns);
  if (status != dnnl_success) throw std::runtime_error("dnnl_sgemm failed");
}

}  // namespace

int main(int argc, char** argv) {
  const dnnl_version_t* v = dnnl_version();
  return peers::serve(
      argc, argv,
      std::to_string(v->major) + "." + std::to_string(v->minor) + "." + std::to_string(v->patch),
      [](const peers::Request& request) { return peers::measure_over(gemm, request); });
}
