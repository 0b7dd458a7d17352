#include "studies/lenet/training.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstdlib>

#include "nn/gradflow.h"
#include "studies/support/answers.h"
#include "studies/support/clock.h"
#include "studies/support/progress.h"

namespace lenet {

namespace {

namespace fs = std::filesystem;
namespace nn = gradflow::nn;
using gradflow::Tensor;

constexpr std::int64_t kJudgedAtOnce = 250;

class Run {
 public:
  Run(nn::Sequential& net, const Examples& training, const Examples& test, const std::string& data,
      const Recipe& recipe, fs::path out)
      : net_(net),
        test_(test),
        recipe_(recipe),
        out_(std::move(out)),
        examples_({training.images, training.labels}),
        loader_(examples_, {.batch_size = recipe.batch_size, .seed = recipe.seed}),
        sgd_(net, {.learning_rate = recipe.learning_rate,
                   .momentum = recipe.momentum,
                   .weight_decay = recipe.weight_decay}),
        rate_(gradflow::optim::cosine_decay(recipe.learning_rate, updates())),
        description_(
            fmt::format("{}, {} epochs of {} in batches of {}, rate {}, momentum {}, decay "
                        "{}, seed {}",
                        data, recipe.epochs, examples_.size(), recipe.batch_size,
                        recipe.learning_rate, recipe.momentum, recipe.weight_decay, recipe.seed)) {
    checkpoint_.add(net_);
    checkpoint_.add(sgd_);
    if (fs::exists(checkpoint_file())) resume();
  }

  bool go(const std::function<bool()>& stop) {
    studies::Progress progress("train", "updates", static_cast<std::uint64_t>(updates()),
                               static_cast<std::uint64_t>(done()));
    double saved = studies::seconds_now();
    while (loader_.epoch() < recipe_.epochs) {
      net_.train();
      update();
      if (loader_.position() == 0) end_epoch();
      progress.update(static_cast<std::uint64_t>(done()), status_);
      const bool stopped = stop();
      if (stopped || loader_.position() == 0 ||
          studies::seconds_now() - saved > recipe_.checkpoint_seconds) {
        save();
        saved = studies::seconds_now();
      }
      if (stopped && loader_.epoch() < recipe_.epochs) return false;
    }
    progress.finish(status_);
    return true;
  }

 private:
  std::int64_t done() const { return loader_.epoch() * loader_.batches() + loader_.position(); }
  std::int64_t updates() const { return recipe_.epochs * loader_.batches(); }
  std::string checkpoint_file() const { return (out_ / "checkpoint.safetensors").string(); }
  fs::path curve_file() const { return out_ / "curve.csv"; }

  void update() {
    sgd_.set_learning_rate(rate_(done()));
    const std::vector<Tensor> batch = loader_.next();
    const gradflow::Variable loss = gradflow::cross_entropy(net_(batch[0]), batch[1]);
    losses_ += loss.value().item();
    sgd_.backward(loss);
  }

  void end_epoch() {
    const double loss = losses_ / static_cast<double>(loader_.batches());
    const std::int64_t wrong =
        studies::wrong_answers(judge(net_, test_.images).classes, test_.labels);
    const double error =
        100.0 * static_cast<double>(wrong) / static_cast<double>(test_.labels.elements());
    curve_.add_row({loader_.epoch(), loss, error});
    losses_ = 0;
    status_ = fmt::format("loss {:.3f}, test error {:.2f} %", loss, error);
    write_csv(curve_file(), curve_);
  }

  void save() {
    checkpoint_.set("run", description_);
    checkpoint_.set("epoch", loader_.epoch());
    checkpoint_.set("position", loader_.position());
    checkpoint_.set("losses", fmt::format("{:a}", losses_));
    checkpoint_.save(checkpoint_file());
  }

  void resume() {
    checkpoint_.load(checkpoint_file());
    gradflow::require<gradflow::FileError>(
        checkpoint_.text("run") == description_,
        "lenet: {} is of another run: {}; this one is: {}. Remove it, or choose another --out",
        checkpoint_file(), checkpoint_.text("run"), description_);
    loader_.seek(checkpoint_.number("epoch"), checkpoint_.number("position"));
    losses_ = std::strtod(checkpoint_.text("losses").c_str(), nullptr);
    if (loader_.epoch() == 0) return;
    curve_ = studies::read_csv(curve_file());
    // The table is written just before the checkpoint.
    curve_.drop_rows_above("epoch", static_cast<double>(loader_.epoch()));
  }

  nn::Sequential& net_;
  const Examples& test_;
  const Recipe& recipe_;
  fs::path out_;
  gradflow::data::TensorDataset examples_;
  gradflow::data::DataLoader loader_;
  gradflow::optim::Sgd sgd_;
  gradflow::optim::Schedule rate_;
  nn::Checkpoint checkpoint_;
  std::string description_, status_;
  double losses_ = 0;  // of the epoch so far
  studies::Table curve_{{"epoch", "training_loss", "test_error"}};
};

}  // namespace

Verdicts judge(nn::Sequential& net, const Tensor& images) {
  const gradflow::NoGrad no_grad;
  net.eval();
  std::vector<Tensor> classes, probabilities;
  for (std::int64_t first = 0; first < images.extent(0); first += kJudgedAtOnce) {
    const std::int64_t end = std::min(images.extent(0), first + kJudgedAtOnce);
    const Tensor chances = gradflow::softmax(net(images.rows(first, end))).value();
    classes.push_back(gradflow::argmax(chances, 1));
    probabilities.push_back(gradflow::max(chances, 1));
  }
  return {gradflow::concatenate(classes, 0), gradflow::concatenate(probabilities, 0)};
}

bool train(nn::Sequential& net, const Examples& training, const Examples& test,
           const std::string& data, const Recipe& recipe, const fs::path& out,
           const std::function<bool()>& stop) {
  return Run(net, training, test, data, recipe, out).go(stop);
}

}  // namespace lenet
