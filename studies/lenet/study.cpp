#include "studies/lenet/study.h"

#include <algorithm>
#include <cmath>

#include "nn/gradflow.h"
#include "studies/lenet/mistakes.h"
#include "studies/lenet/network.h"
#include "studies/lenet/training.h"
#include "studies/support/answers.h"
#include "studies/support/figure.h"
#include "studies/support/files.h"
#include "studies/support/interrupt.h"
#include "studies/support/mnist.h"

namespace lenet {

namespace {

using gradflow::Tensor;

constexpr std::int64_t kQuickExamples = 512;

// Mean 0 and deviation 1 over all pixels of the training images.
struct Scaling {
  double mean, deviation;
  explicit Scaling(const Tensor& images) : mean(gradflow::mean(images).item()) {
    const Tensor difference = images - mean;
    deviation = std::sqrt(gradflow::mean(difference * difference).item());
    if (deviation == 0) deviation = 1;  // of images that are all one grey
  }
  Tensor operator()(const Tensor& images) const {
    return ((images - mean) / deviation).reshape({images.extent(0), 1, 28, 28});
  }
};

studies::LabelledImages first(const studies::LabelledImages& all, std::int64_t count) {
  const std::int64_t end = std::min(count, all.labels.elements());
  return {all.images.rows(0, end), all.labels.rows(0, end)};
}

void note_accuracy(double reached, studies::MnistKind kind, studies::StudyResult& result) {
  const std::string what = "accuracy on the test images of " + name_of(kind);
  switch (kind) {
    case studies::MnistKind::kMnist:
      return result.expect_at_least(what, reached, 0.99);
    case studies::MnistKind::kFashion:
      return result.expect_at_least(what, reached, 0.90);
    case studies::MnistKind::kUnknown:
      return result.note(what, reached);
  }
}

}  // namespace

void run(const studies::StudyOptions& options, studies::StudyResult& result) {
  studies::Mnist data = studies::read_mnist(options.data_dir.empty() ? studies::kFashionMnistFolder
                                                                     : options.data_dir);
  Recipe recipe{.seed = options.seed};
  if (options.quick) {
    data.train = first(data.train, kQuickExamples);
    data.test = first(data.test, kQuickExamples);
    recipe.epochs = 2;
  }
  const Scaling scaled(data.train.images);
  const Examples training{scaled(data.train.images), data.train.labels};
  data.train.images = Tensor();  // a copy of some size that nothing needs any more
  const Examples test{scaled(data.test.images), data.test.labels};

  gradflow::Rng rng(options.seed);
  gradflow::nn::Sequential net;
  build(net, rng);
  studies::catch_interrupts();
  const std::string name = name_of(data.kind);
  gradflow::require<gradflow::Error>(
      train(net, training, test, name, recipe, options.out, studies::interrupted),
      "interrupted; the same command goes on from {}",
      (options.out / "checkpoint.safetensors").string());

  const Verdicts verdicts = judge(net, test.images);
  const auto count = static_cast<double>(data.test.labels.elements());
  const auto wrong =
      static_cast<double>(studies::wrong_answers(verdicts.classes, data.test.labels));
  note_accuracy((count - wrong) / count, data.kind, result);
  studies::write_file(options.out / "mistakes.svg", draw_mistakes(data, verdicts));
  studies::draw_figure(
      LENET_FIGURE, options.out, "curve",
      "Loss on the training images and error on the test images of " + name + ", epoch by epoch");
}

}  // namespace lenet
