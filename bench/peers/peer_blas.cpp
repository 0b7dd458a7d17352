// OpenBLAS or BLIS, whichever this program is linked with: the Fortran interface is the one that
// both have and no header is needed for.

#include "bench/peers/hand_gemm.h"

extern "C" {
void sgemm_(const char* transpose_a, const char* transpose_b, const int* m, const int* n,
            const int* k, const float* alpha, const float* a, const int* lda, const float* b,
            const int* ldb, const float* beta, float* c, const int* ldc);
#if defined(PEER_OPENBLAS)
char* openblas_get_config();
char* openblas_get_corename();
#else
void bli_init();
char* bli_info_get_version_str();
int bli_arch_query_id();
char* bli_arch_string(int id);
#endif
}

namespace {

// A row-major product is the column-major product of the transposes in the other order.
void gemm(const peers::Product& p, const float* a, const float* b, float* c) {
  const int lda = p.transpose_a ? p.rows : p.inner, ldb = p.transpose_b ? p.inner : p.columns;
  sgemm_(p.transpose_b ? "T" : "N", p.transpose_a ? "T" : "N", &p.columns, &p.rows, &p.inner,
         &p.alpha, b, &ldb, a, &lda, &p.beta, c, &p.columns);
}

std::string version() {
#if defined(PEER_OPENBLAS)
  const std::string config = openblas_get_config();  // "OpenBLAS 0.3.21 DYNAMIC_ARCH …"
  const std::size_t begin = config.find(' ') + 1;
  return config.substr(begin, config.find(' ', begin) - begin) + ", " + openblas_get_corename() +
         " kernels";
#else
  bli_init();  // or it knows no processor yet
  return std::string(bli_info_get_version_str()) + ", " + bli_arch_string(bli_arch_query_id()) +
         " kernels";
#endif
}

}  // namespace

int main(int argc, char** argv) {
  return peers::serve(argc, argv, version(), [](const peers::Request& request) {
    return peers::measure_over(gemm, request);
  });
}
