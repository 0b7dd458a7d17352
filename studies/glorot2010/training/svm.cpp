#include "studies/glorot2010/training/svm.h"

#include <fmt/format.h>

#include <filesystem>
#include <limits>
#include <optional>
#include <string_view>

#include "studies/glorot2010/model/learner.h"
#include "studies/glorot2010/training/rbf_machine.h"
#include "studies/support/csv.h"
#include "studies/support/shapeset.h"
#include "tensor/error.h"

namespace glorot2010 {

std::uint64_t SvmConfig::machines() const { return penalties.size() * gammas.size() + 1; }

std::string SvmConfig::text() const {
  return fmt::format(
      "svm, C in {} and gamma in {} by the error of {} examples on {}; then {} examples; Shapeset "
      "in [-1, 1], validation and test error on {} examples of seeds {} and {}",
      fmt::join(penalties, " "), fmt::join(gammas, " "), search_examples, search_validation,
      examples, held_out, kValidationSeed, kTestSeed);
}

namespace {

using studies::Examples;
using studies::shapeset::Shapeset;

constexpr std::string_view kMachines = "svm.csv";
constexpr std::int64_t kAnswersPerSign = 100;

Examples first_of(std::uint64_t seed, std::int64_t count) {
  const auto batch = Shapeset(seed).batch(0, count);
  return {batch.images, batch.labels};
}

class Machines {
 public:
  Machines(const SvmConfig& config, RunContext& context)
      : config_(config),
        context_(context),
        rows_({"examples", "C", "gamma", "validation_error", "test_error"}) {
    if (std::filesystem::exists(context.folder.file(kMachines)))
      rows_ = studies::read_csv(context.folder.file(kMachines));
  }

  bool run() {
    for (std::size_t i = rows_.rows(); i + 1 < config_.machines(); ++i) {
      const double penalty = config_.penalties[i / config_.gammas.size()];
      const double gamma = config_.gammas[i % config_.gammas.size()];
      if (!add_machine(config_.search_examples, penalty, gamma, config_.search_validation, 0))
        return false;
    }
    if (rows_.rows() < config_.machines()) {
      const std::size_t best = best_row();
      if (!add_machine(config_.examples, rows_.at(best, "C"), rows_.at(best, "gamma"),
                       config_.held_out, config_.held_out))
        return false;
    }
    context_.progress(rows_.rows(), fmt::format("error {:.1f} %", rows_.last("test_error")));
    return true;
  }

 private:
  bool go_on(std::string_view what) { return context_.progress(rows_.rows(), what); }

  bool add_machine(std::int64_t count, double penalty, double gamma, std::int64_t validation,
                   std::int64_t test) {
    const std::string what = fmt::format("{} examples, C {}, gamma {}", count, penalty, gamma);
    if (!go_on(what)) return false;
    const RbfMachine machine(first_of(example_seed(context_.seed), count), penalty, gamma);
    const auto validation_error = error(machine, kValidationSeed, validation, what);
    if (!validation_error) return false;
    const auto test_error = error(machine, kTestSeed, test, what);
    if (!test_error) return false;
    rows_.add_row({count, penalty, gamma, *validation_error, *test_error});
    context_.folder.write_csv(kMachines, rows_);
    context_.folder.record_time();
    return true;
  }

  // Per cent of the first `count` examples of that seed, NaN of none; nothing when asked to stop.
  std::optional<double> error(const RbfMachine& machine, std::uint64_t seed, std::int64_t count,
                              std::string_view what) {
    if (count == 0) return std::numeric_limits<double>::quiet_NaN();
    const Examples examples = first_of(seed, count);
    const auto labels = examples.labels.values<std::int32_t>();
    std::int64_t wrong = 0;
    for (std::int64_t i = 0; i < count; ++i) {
      if (i % kAnswersPerSign == 0 && !go_on(what)) return std::nullopt;
      wrong += machine.answer(examples, i) != labels[static_cast<std::size_t>(i)];
    }
    return 100.0 * static_cast<double>(wrong) / static_cast<double>(count);
  }

  // The first of those with the lowest validation error.
  std::size_t best_row() const {
    std::size_t best = 0;
    for (std::size_t i = 1; i < rows_.rows(); ++i)
      if (rows_.at(i, "validation_error") < rows_.at(best, "validation_error")) best = i;
    return best;
  }

  const SvmConfig& config_;
  RunContext& context_;
  studies::Table rows_;
};

}  // namespace

bool record_svm(const SvmConfig& config, RunContext& context) {
  return Machines(config, context).run();
}

}  // namespace glorot2010
