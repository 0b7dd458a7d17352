#include "tests/differential/nn/peer_initialisers.h"

#include <torch/nn/init.h>
#include <torch/utils.h>

#include <cmath>
#include <stdexcept>

#include "tests/differential/torch_arrays.h"

namespace gradflow::differential {

namespace {

struct PeerInitialiser {
  std::string_view name;
  torch::Tensor (*fill)(torch::Tensor weight, double a, double b);
};

using torch::Tensor;
namespace torch_init = torch::nn::init;

// A slope of √5 makes the variance 1 / (3 fan_in); libtorch's linear layers draw theirs so.
const double kSlopeOfStandard = std::sqrt(5.0);

const PeerInitialiser kPeerInitialisers[] = {
    {"constant", [](Tensor w, double a, double) { return torch_init::constant_(w, a); }},
    {"uniform", [](Tensor w, double a, double b) { return torch_init::uniform_(w, a, b); }},
    {"normal", [](Tensor w, double a, double b) { return torch_init::normal_(w, a, b); }},
    {"standard_uniform",
     [](Tensor w, double, double) { return torch_init::kaiming_uniform_(w, kSlopeOfStandard); }},
    {"standard_as_normal",
     [](Tensor w, double, double) { return torch_init::kaiming_normal_(w, kSlopeOfStandard); }},
    {"glorot_uniform", [](Tensor w, double, double) { return torch_init::xavier_uniform_(w); }},
    {"glorot_normal", [](Tensor w, double, double) { return torch_init::xavier_normal_(w); }},
    {"he_uniform",
     [](Tensor w, double, double) {
       return torch_init::kaiming_uniform_(w, 0, torch::kFanIn, torch::kReLU);
     }},
    {"he_normal",
     [](Tensor w, double, double) {
       return torch_init::kaiming_normal_(w, 0, torch::kFanIn, torch::kReLU);
     }},
};

}  // namespace

std::vector<std::string> peer_initialisers() {
  std::vector<std::string> names;
  for (const PeerInitialiser& one : kPeerInitialisers) names.emplace_back(one.name);
  return names;
}

std::vector<double> peer_draw(const InitialiserCase& of, const std::vector<std::int64_t>& shape,
                              Precision precision, std::uint64_t seed) {
  torch::set_num_threads(1);
  torch::manual_seed(seed);
  for (const PeerInitialiser& one : kPeerInitialisers)
    if (one.name == of.initialiser)
      return array_of(one.fill(torch::empty(shape, scalar_type(precision)), of.a, of.b)).elements;
  throw std::runtime_error("no counterpart of " + std::string(of.initialiser));
}

}  // namespace gradflow::differential
