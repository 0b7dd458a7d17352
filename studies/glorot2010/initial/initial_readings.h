#pragma once
// What Figures 6, 7 and 8 look at in a network before its first update, on images that the caller
// brings: activations, back-propagated gradients, gradients of the weights. One reading or number
// for each hidden layer. Watched through hooks and `gradients`; the model knows nothing of it.

#include <cstdint>
#include <vector>

#include "studies/glorot2010/model/network.h"
#include "studies/support/image_data.h"
#include "studies/support/probe.h"
#include "studies/support/statistics.h"

namespace glorot2010 {

// Figure 6: z.
std::vector<studies::Reading> read_activations(Network& network, const studies::Examples& images);

// Figure 7: ∂C/∂s, C being the loss of one image: the gradient of the mean loss times the number of
// images.
std::vector<studies::Reading> read_back_propagated(Network& network,
                                                   const studies::Examples& images);

// Figure 8: ∂C/∂W, C being the mean loss of images first … first + count - 1.
std::vector<gradflow::Tensor> weight_gradients(Network& network, const studies::Examples& images,
                                               std::int64_t first, std::int64_t count);

// Moments of the weight gradients of each layer, over batches of `size` that begin at every
// `stride`th image; `see` gets each layer's gradient of each batch, too.
template <class See>
std::vector<studies::Moments> pooled(Network& network, const studies::Examples& images,
                                     std::int64_t size, std::int64_t stride, See&& see) {
  std::vector<studies::Moments> moments(static_cast<std::size_t>(network.config().depth));
  for (std::int64_t first = 0; first + size <= images.size(); first += stride) {
    const std::vector<gradflow::Tensor> gradients = weight_gradients(network, images, first, size);
    for (std::size_t layer = 0; layer < gradients.size(); ++layer)
      moments[layer].add(gradients[layer].values<float>());
    see(gradients);
  }
  return moments;
}

std::vector<double> deviations(const std::vector<studies::Reading>& readings);
std::vector<double> root_mean_squares(const std::vector<studies::Moments>& moments);

}  // namespace glorot2010
