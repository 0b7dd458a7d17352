#include "studies/glorot2010/training/training.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <optional>
#include <vector>

#include "nn/checkpoint.h"
#include "studies/glorot2010/training/live_view.h"
#include "studies/glorot2010/training/origin.h"
#include "studies/glorot2010/training/running_mean.h"
#include "studies/glorot2010/training/telemetry.h"
#include "studies/support/clock.h"
#include "studies/support/files.h"

namespace glorot2010 {

namespace {

constexpr std::int64_t kUpdatesPerReport = 10;

// The two parts of a configuration's text around the number of updates.
std::string text_before_updates(const TrainingConfig& config) {
  return config.learner.text() + "; ";
}
std::string text_after_updates(const TrainingConfig& config) {
  return fmt::format(" updates, statistics on the first {} test examples",
                     config.statistics_examples);
}
std::string text_for_any_length(const TrainingConfig& config) {
  return text_before_updates(config) + "any number of" + text_after_updates(config);
}

class Training {
 public:
  Training(const TrainingConfig& config, RunContext& context, Learner& learner)
      : config_(config),
        context_(context),
        learner_(learner),
        telemetry_(learner_.network(), learner_.data(), config.statistics_examples),
        to_record_(updates_to_record(config.updates)),
        path_(context.folder.file(kCheckpointFile)) {
    checkpoint_.add(learner_.network());
    checkpoint_.add(learner_.optimizer());
    if (context.watch) view_.emplace(learner_.network(), context.folder.run(), config.updates);
  }

  // The loop. False when it was asked to stop.
  bool run(double checkpoint_seconds) {
    if (std::filesystem::exists(path_)) load();
    tell_if_begun_anew(path_, context_.folder.file(kErrorsFile), context_.folder.run());
    context_.folder.write(kDataFile, learner_.data().text() + "\n");
    double saved = studies::seconds_now();
    for (;; ++update_) {
      if (std::ranges::binary_search(to_record_, update_) && !telemetry_.recorded(update_))
        record();
      if (update_ == config_.updates) break;
      if (update_ % kUpdatesPerReport == 0) {
        const bool go_on = context_.progress(static_cast<std::uint64_t>(update_), status());
        if (!go_on || studies::seconds_now() - saved >= checkpoint_seconds) {
          save();
          saved = studies::seconds_now();
        }
        if (!go_on) return false;
      }
      step();
    }
    context_.progress(static_cast<std::uint64_t>(update_), status());
    save();
    return true;
  }

 private:
  void step() {
    const bool look = view_ && view_->due();
    if (look) view_->begin();
    const double loss = learner_.step(update_);
    if (look) view_->show(update_, loss, telemetry_.test_errors());
    loss_.add(loss);
  }

  // The loss is the mean over the mini-batches since the last row, each before its update; in the
  // first row it is that of the first mini-batch.
  void record() {
    if (loss_.empty()) loss_.add(learner_.loss_before(update_));
    telemetry_.record(update_, update_ * config_.learner.data.batch, loss_.take());
  }

  Origin origin() const {
    return {learner_.data().text(), text_for_any_length(config_), context_.seed};
  }

  std::string status() const { return fmt::format("error {:.1f} %", telemetry_.test_error()); }

  void save() {
    set_origin(checkpoint_, origin());
    checkpoint_.set("update", update_);
    loss_.save(checkpoint_, "losses", "loss_sum_bits");
    telemetry_.save(checkpoint_);
    checkpoint_.save(path_.string());
    telemetry_.write(context_.folder);
    context_.folder.record_time();
  }

  void load() {
    load_same(checkpoint_, path_, origin(), "train");
    update_ = checkpoint_.number("update");
    loss_.load(checkpoint_, "losses", "loss_sum_bits");
    telemetry_.load(checkpoint_);
  }

  const TrainingConfig& config_;
  RunContext& context_;
  Learner& learner_;
  Telemetry telemetry_;
  std::optional<LiveView> view_;
  std::vector<std::int64_t> to_record_;
  std::filesystem::path path_;
  gradflow::nn::Checkpoint checkpoint_;
  std::int64_t update_ = 0;  // made so far
  RunningMean loss_;         // of the mini-batches since the last row
};

}  // namespace

std::string TrainingConfig::text() const {
  return fmt::format("{}{}{}", text_before_updates(*this), updates, text_after_updates(*this));
}

std::optional<std::uint64_t> TrainingConfig::updates_in(std::string_view text) const {
  const std::string before = text_before_updates(*this), after = text_after_updates(*this);
  if (!text.starts_with(before) || !text.ends_with(after)) return std::nullopt;
  text.remove_prefix(before.size());
  if (text.size() < after.size()) return std::nullopt;
  text.remove_suffix(after.size());
  std::uint64_t of_text = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), of_text);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return of_text;
}

std::uint64_t updates_recorded(const std::filesystem::path& run_folder) {
  const std::filesystem::path errors = run_folder / kErrorsFile;
  if (!studies::is_there(errors)) return 0;
  const studies::Table table = studies::read_csv(errors);
  return table.rows() == 0 ? 0 : studies::count_of(table.last("update"));
}

bool train(const TrainingConfig& config, RunContext& context, double checkpoint_seconds) {
  Learner learner(config.learner, context.seed, context.data_dir);
  return train(config, context, learner, checkpoint_seconds);
}

bool train(const TrainingConfig& config, RunContext& context, Learner& learner,
           double checkpoint_seconds) {
  return Training(config, context, learner).run(checkpoint_seconds);
}

}  // namespace glorot2010
