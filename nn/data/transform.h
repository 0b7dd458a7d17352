#pragma once
// What is done to an example before a model sees it: functions of one field, and a data set whose
// examples have gone through them. Images are (rows, columns) or (channels, rows, columns).
//
//   data::Transformed train(images);
//   train.add(0, data::scale(1 / 255.0));
//   train.add(0, data::random_crop(28, 28, 2));
//
// Random ones draw from a generator that is a function of (seed, epoch, example), so an example of
// an epoch is the same however it is batched, prefetched or resumed.

#include <utility>
#include <vector>

#include "nn/callable.h"
#include "nn/data/dataset.h"

namespace gradflow::data {

using Transform = nn::Callable<Tensor(const Tensor& field, Rng& rng)>;

// factor · x + offset, float32 for integers. ArgumentError for numbers that are not finite, or not
// so in the type of the elements.
Transform scale(double factor, double offset = 0);

// (x - mean) / deviation, with one of each for all elements or for each channel (position of the
// leading axis); float32 for integers. ArgumentError unless there are as many of both and each
// deviation is above 0, and for 1 / deviation or mean / deviation beyond the type of the elements;
// ShapeError for an image with another number of channels.
Transform normalise(std::vector<double> means, std::vector<double> deviations);

// The last axis in reverse order, left becoming right, with this probability. ArgumentError unless
// it is from 0 to 1; ShapeError for a scalar.
Transform random_flip(double probability = 0.5);

// A window of rows × columns at a random place of the image, which first gets `padding` zeros on
// each of its four sides. ArgumentError for an empty window or a negative padding; ShapeError when
// the window is larger than the padded image or the field is none.
Transform random_crop(std::int64_t rows, std::int64_t columns, std::int64_t padding = 0);

// A label, a scalar of int32, becomes a vector of `classes` elements: 1 at the label, else 0.
// ArgumentError for no classes or a label out of range; TypeError or ShapeError for another field.
Transform one_hot(std::int64_t classes, DType dtype = DType::float32);

class Transformed final : public Dataset {
 public:
  // `dataset` must outlive this.
  explicit Transformed(const Dataset& dataset) : dataset_(dataset) {}

  // Transforms field `field` of each example after those added before. Before the first example: a
  // loader that makes batches ahead reads the list meanwhile. ArgumentError for an empty
  // function or a negative field; an example that has no such field is refused when it is asked
  // for.
  void add(int field, Transform transform);

  std::int64_t size() const override { return dataset_.size(); }
  std::vector<Tensor> example(std::int64_t index, Rng& rng) const override;

 private:
  const Dataset& dataset_;
  std::vector<std::pair<std::size_t, Transform>> transforms_;
};

}  // namespace gradflow::data
