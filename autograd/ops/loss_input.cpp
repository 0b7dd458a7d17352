#include "autograd/ops/loss_input.h"

namespace gradflow::detail {

void check_pair(const Tensor& prediction, const Tensor& target, std::string_view loss) {
  require<ShapeError>(prediction.shape() == target.shape(),
                      "{}: prediction is {}, target is {}; they must have one shape", loss,
                      prediction.shape(), target.shape());
  require<TypeError>(prediction.dtype() == target.dtype(),
                     "{}: element types differ: prediction is {}, target is {}; convert one with "
                     "to()",
                     loss, prediction.dtype(), target.dtype());
  require<ShapeError>(prediction.elements() > 0, "{}: {} has no elements", loss,
                      prediction.shape());
}

void check_probabilities(const Tensor& target, std::string_view loss) {
  dispatch_floating(target.dtype(), loss, [&]<class T>(T) {
    const std::span<const T> values = target.values<T>();
    for (std::size_t i = 0; i < values.size(); ++i)
      require(values[i] >= T{0} && values[i] <= T{1},
              "{}: target {} at position {} is no probability; expected 0 to 1", loss, values[i],
              i);
  });
}

}  // namespace gradflow::detail
