#include "studies/words/training.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "studies/support/checkpoint_text.h"
#include "studies/support/interrupt.h"
#include "studies/support/progress.h"

namespace words {

using gradflow::Rng;
namespace nn = gradflow::nn;
namespace optim = gradflow::optim;

namespace {

constexpr std::size_t kWatched = 500;  // held-out words of a row of the curve
constexpr std::uint64_t kWeights = 0, kBatches = 1;

}  // namespace

std::string TrainingOptions::text() const {
  return fmt::format(
      "width {}, heads {}, blocks {}, dropout {}; {} steps of {} words, rate {}; seed {}",
      size.width, size.heads, size.blocks, size.dropout, steps, batch, learning_rate, seed);
}

double learning_rate_at(std::int64_t step, const TrainingOptions& options) {
  constexpr double kLast = 0.02;
  const double warm = std::max(1.0, static_cast<double>(options.steps) / 20);
  const auto now = static_cast<double>(step);
  if (now < warm) return options.learning_rate * (now + 1) / (warm + 1);
  const double part = (now - warm) / std::max(1.0, static_cast<double>(options.steps) - warm);
  const double cosine = (1 + std::cos(std::numbers::pi * part)) / 2;
  return options.learning_rate * (kLast + (1 - kLast) * cosine);
}

Training::Training(const TrainingOptions& options, const std::string& fingerprint,
                   const std::filesystem::path& out)
    : options_(options),
      configuration_(fmt::format("{}; words {}", options.text(), fingerprint)),
      out_(out),
      curve_({"step", "train", "held_out"}) {
  build();
  resume();
}

void Training::build() {
  Rng rng = Rng(options_.seed).at(kWeights);
  checkpoint_.reset();
  optimizer_.reset();
  speller_ = std::make_unique<Speller>(options_.size, rng);
  speller_->set_name("");
  optimizer_ = std::make_unique<optim::Sgd>(
      *speller_, optim::SgdOptions{.learning_rate = options_.learning_rate, .momentum = 0.9});
  checkpoint_ = std::make_unique<nn::Checkpoint>();
  checkpoint_->add(*speller_);
  checkpoint_->add(*optimizer_);
  checkpoint_->set("configuration", configuration_);
  step_ = 0;
}

void Training::resume() {
  const std::filesystem::path file = out_ / "speller.safetensors";
  if (!std::filesystem::exists(file) || !std::filesystem::exists(out_ / "curve.csv")) return;
  if (studies::checkpoint_text(file, "configuration") != configuration_) return;  // of another run
  checkpoint_->load(file.string());
  step_ = checkpoint_->number("step");
  curve_ = studies::read_csv(out_ / "curve.csv");
  curve_.drop_rows_above("step", static_cast<double>(step_));
  fmt::print("resuming at step {} of {}\n", step_, options_.steps);
}

// The curve first: rows beyond the checkpoint are dropped when a run goes on, missing ones are
// lost.
void Training::save() {
  studies::write_csv(out_ / "curve.csv", curve_);
  checkpoint_->set("step", step_);
  checkpoint_->save((out_ / "speller.safetensors").string());
}

void Training::run(const Split& words, std::int64_t stop) {
  const std::vector<std::string> watched(
      words.held_out.begin(), words.held_out.begin() + static_cast<std::ptrdiff_t>(std::min(
                                                           kWatched, words.held_out.size())));
  const Rng batches = Rng(options_.seed).at(kBatches);
  studies::Progress progress("train the speller", "steps",
                             static_cast<std::uint64_t>(options_.steps),
                             static_cast<std::uint64_t>(step_));
  double total = 0;  // of the losses since the last row
  while (step_ < options_.steps) {
    const Batch batch =
        draw_batch(words.train, options_.batch, batches.at(static_cast<std::uint64_t>(step_)));
    const gradflow::Variable loss = loss_of(*speller_, batch);
    total += loss.value().item();
    optimizer_->set_learning_rate(learning_rate_at(step_, options_));
    optimizer_->backward(loss);
    ++step_;
    const bool is_row = step_ % options_.report_every == 0 || step_ == options_.steps;
    if (is_row) {
      const std::int64_t since = (step_ - 1) % options_.report_every + 1;
      const double held_out = nats(*speller_, watched);
      curve_.add_row({step_, total / static_cast<double>(since), held_out});
      total = 0;
      save();
      progress.update(static_cast<std::uint64_t>(step_), fmt::format("{:.3f} nats", held_out));
    }
    // Between two rows the losses so far would be lost, and the curve with them.
    gradflow::require<gradflow::Error>(
        !is_row || (!studies::interrupted() && step_ < stop),
        "interrupted at step {} of {}; the same command goes on from there", step_, options_.steps);
  }
  progress.finish();
}

}  // namespace words
