#include "studies/lenet/network.h"

#include "nn/gradflow.h"

namespace lenet {

void build(gradflow::nn::Sequential& net, gradflow::Rng& rng) {
  namespace nn = gradflow::nn;
  const gradflow::init::Initialiser he = gradflow::init::he_normal();
  net.add<nn::Conv2d>("c1", 1, 16, 5, he, rng, nn::ConvOptions{.padding = 2, .biased = false});
  net.add<nn::BatchNorm>("n1", 16);
  net.add("r1", gradflow::relu);
  net.add<nn::MaxPool2d>("p1", 2);  // (16, 14, 14)
  net.add<nn::Conv2d>("c2", 16, 32, 5, he, rng, nn::ConvOptions{.biased = false});
  net.add<nn::BatchNorm>("n2", 32);
  net.add("r2", gradflow::relu);
  net.add<nn::MaxPool2d>("p2", 2);  // (32, 5, 5)
  net.add("flat", nn::flatten);
  net.add<nn::Linear>("h", 32 * 5 * 5, 128, he, rng);
  net.add("r3", gradflow::relu);
  net.add<nn::Linear>("output", 128, 10, gradflow::init::glorot_uniform(), rng);
}

}  // namespace lenet
