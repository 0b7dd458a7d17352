#include "bench/peers/implementations.h"

#include <fmt/core.h>

#include <filesystem>

namespace peers {
namespace {

bool has_avx512() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512dq") != 0 &&
         __builtin_cpu_supports("avx512bw") != 0 && __builtin_cpu_supports("avx512vl") != 0;
#else
  return false;
#endif
}

// With this every large block stays with the process, on huge pages, in place of being mapped
// and touched anew in every step.
const std::vector<std::string> kKeepMemory = {
    "MALLOC_MMAP_THRESHOLD_=1073741824", "MALLOC_TRIM_THRESHOLD_=4294967296",
    "MALLOC_TOP_PAD_=268435456", "GLIBC_TUNABLES=glibc.malloc.hugetlb=1"};

const std::vector<std::string> kVariablesThatSteer = {"OPENBLAS_CORETYPE",
                                                      "OPENBLAS_L2_SIZE",
                                                      "OPENBLAS_NUM_THREADS",
                                                      "GOTO_NUM_THREADS",
                                                      "BLIS_ARCH_TYPE",
                                                      "BLIS_NUM_THREADS",
                                                      "BLIS_JC_NT",
                                                      "BLIS_IC_NT",
                                                      "BLIS_JR_NT",
                                                      "BLIS_IR_NT",
                                                      "OMP_PROC_BIND",
                                                      "OMP_PLACES",
                                                      "OMP_WAIT_POLICY",
                                                      "OMP_DYNAMIC",
                                                      "GOMP_SPINCOUNT",
                                                      "GOMP_CPU_AFFINITY",
                                                      "GLIBC_TUNABLES",
                                                      "MALLOC_ARENA_MAX",
                                                      "MALLOC_MMAP_THRESHOLD_",
                                                      "MALLOC_TRIM_THRESHOLD_",
                                                      "MALLOC_TOP_PAD_",
                                                      "ATEN_CPU_CAPABILITY",
                                                      "DNNL_MAX_CPU_ISA",
                                                      "ONEDNN_MAX_CPU_ISA",
                                                      "LD_PRELOAD"};

// peer_onednn for oneDNN.
std::string program_of(const std::string& name, const std::string& folder) {
  std::string file = "peer_";
  for (const char letter : name)
    file += static_cast<char>(letter >= 'A' && letter <= 'Z' ? letter - 'A' + 'a' : letter);
  const std::filesystem::path path = std::filesystem::path(folder) / file;
  return std::filesystem::exists(path) ? path.string() : "";
}

}  // namespace

std::vector<Implementation> implementations(const std::string& folder) {
  std::vector<Implementation> all = {
      {"gradflow",
       "",
       {"step", "gemm", "chain", "tiny_step", "elementwise", "layer", "optimizer"},
       {},
       "its public API"},
      {"libtorch",
       "libtorch-dev",
       {"step", "chain", "tiny_step", "elementwise", "layer", "optimizer"},
       kKeepMemory,
       "autograd, gradients dropped; openmp OpenBLAS; the faster of out-variant and new tensor"},
      {"oneDNN",
       "libdnnl-dev",
       {"step", "gemm", "tiny_step"},
       {},
       "dnnl_sgemm in a hand-written step, update by the product itself"},
      {"OpenBLAS",
       "libopenblas-openmp-dev",
       {"step", "gemm", "tiny_step"},
       {},
       "sgemm in the same step; openmp variant"},
      {"BLIS", "libblis-dev", {"step", "gemm", "tiny_step"}, {}, "sgemm in the same step"},
      {"Eigen",
       "libeigen3-dev",
       {"step", "gemm", "tiny_step", "elementwise"},
       {},
       "its products in the same step; array expressions"},
  };
  if (has_avx512()) {
    all[1].environment.emplace_back("OPENBLAS_CORETYPE=SkylakeX");
    all[3].environment.emplace_back("OPENBLAS_CORETYPE=SkylakeX");
    all[4].environment.emplace_back("BLIS_ARCH_TYPE=0");  // skx
  }
  for (Implementation& one : all) one.program = program_of(one.name, folder);
  return all;
}

std::vector<std::string> command_of(const Implementation& implementation, const std::string& work,
                                    const std::string& shape, int threads, double seconds) {
  std::vector<std::string> command = {"env"};
  for (const std::string& name : kVariablesThatSteer) command.insert(command.end(), {"-u", name});
  command.push_back(fmt::format("OMP_NUM_THREADS={}", threads));
  command.insert(command.end(), implementation.environment.begin(),
                 implementation.environment.end());
  command.insert(command.end(), {implementation.program, work, shape, std::to_string(threads),
                                 fmt::format("{}", seconds)});
  return command;
}

}  // namespace peers
