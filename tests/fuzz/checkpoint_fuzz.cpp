// Checkpoints: one that is refused has changed nothing; one that is taken is written again with the
// same state.

#include "nn/checkpoint.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "nn/init/initialiser.h"
#include "nn/linear.h"
#include "nn/optim/adam.h"
#include "nn/sequential.h"
#include "tests/fuzz/target.h"

namespace gradflow::fuzzing {
namespace {

struct Program {
  Program() : rng(1) {
    net.add<nn::Linear>("l1", 2, 3, init::standard_uniform(), rng);
    adam.emplace(net, optim::AdamOptions{});
    checkpoint.add(net);
    checkpoint.add(*adam);
    checkpoint.add("batches", rng);
  }
  std::vector<Tensor> state() {
    std::vector<Tensor> all;
    for (const nn::Parameter* parameter : net.parameters()) all.push_back(parameter->value());
    for (const auto& [path, tensor] : adam->named_state()) all.push_back(*tensor);
    return all;
  }

  Rng rng;
  nn::Sequential net;
  std::optional<optim::Adam> adam;
  nn::Checkpoint checkpoint;
};

bool same(const std::vector<Tensor>& a, const std::vector<Tensor>& b) {
  return std::ranges::equal(a, b, [](const Tensor& x, const Tensor& y) { return identical(x, y); });
}

}  // namespace

void fuzz(Bytes input) {
  const FileInMemory file(input);
  Program program;
  const std::vector<Tensor> before = program.state();
  try {
    program.checkpoint.load(file.path());
  } catch (const Error&) {
    promise(same(program.state(), before), "a checkpoint that is refused changes nothing");
    throw;
  }
  const std::string path = scratch_folder() + "/copy.safetensors";
  program.checkpoint.save(path);
  Program other;
  other.checkpoint.load(path);
  promise(same(program.state(), other.state()), "what was loaded is what is saved");
}

}  // namespace gradflow::fuzzing
