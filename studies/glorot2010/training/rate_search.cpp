#include "studies/glorot2010/training/rate_search.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <span>
#include <utility>

#include "studies/glorot2010/training/origin.h"
#include "studies/support/files.h"
#include "tensor/error.h"

namespace glorot2010 {

namespace {

using studies::Table;

constexpr std::string_view kFile = "rates.csv";
constexpr std::int64_t kUpdatesPerSearchReport = 100;
constexpr double kFarFromGuessing = 5;  // points of validation error
constexpr double kTie = 0.001;          // nats

// Per cent of wrong answers of whoever always says the commonest class.
double guess_error(const studies::Examples& examples) {
  std::vector<std::int64_t> counts;
  for (const std::int32_t label : examples.labels.values<std::int32_t>()) {
    counts.resize(std::max(counts.size(), static_cast<std::size_t>(label) + 1));
    ++counts[static_cast<std::size_t>(label)];
  }
  const double most = static_cast<double>(*std::ranges::max_element(counts));
  return 100 * (1 - most / static_cast<double>(examples.size()));
}

class Search {
 public:
  Search(const RateSearchConfig& config, RunContext& context)
      : config_(config),
        context_(context),
        data_(open_data(config.learner.data, example_seed(context.seed), context.data_dir)),
        table_({"learning_rate", "updates", "validation_loss", "validation_error", "guess_error"}) {
    if (std::filesystem::exists(context.folder.file(kFile))) load();
    context.folder.write(kDataFile, data_->text() + "\n");
  }

  bool run() {
    const double guess = guess_error(data_->validation());
    for (std::size_t i = static_cast<std::size_t>(table_.rows()); i < config_.rates.size(); ++i) {
      LearnerConfig learner_config = config_.learner;
      learner_config.learning_rate = config_.rates[i];
      Learner learner(learner_config, context_.seed, *data_);
      std::int64_t update = 0;
      try {
        for (; update < config_.updates; ++update) {
          if (update % kUpdatesPerSearchReport == 0 && !report(i, update)) return false;
          learner.step(update);
        }
      } catch (const Diverged&) {  // which is an answer
      }
      Score reached{100, std::numeric_limits<double>::quiet_NaN()};
      if (update == config_.updates) reached = score(learner.network(), data_->validation());
      table_.add_row({config_.rates[i], update, reached.loss, reached.error, guess});
      context_.folder.write_csv(kFile, table_);
    }
    context_.progress(done(config_.rates.size(), 0), fmt::format("rate {}", chosen_rate(table_)));
    return true;
  }

 private:
  void load() {
    const std::filesystem::path rows = context_.folder.file(kFile),
                                data = context_.folder.file(kDataFile);
    if (std::filesystem::exists(data)) {
      std::string begun_on = studies::read_file(data);
      if (begun_on.ends_with('\n')) begun_on.pop_back();
      require_same_data(begun_on, data_->text(), rows, "rate search");
    }
    table_ = studies::read_csv(rows);
  }

  std::uint64_t done(std::size_t rate, std::int64_t update) const {
    return rate * static_cast<std::uint64_t>(config_.updates) + static_cast<std::uint64_t>(update);
  }
  bool report(std::size_t rate, std::int64_t update) const {
    return context_.progress(done(rate, update), fmt::format("rate {}", config_.rates[rate]));
  }

  const RateSearchConfig& config_;
  RunContext& context_;
  std::unique_ptr<Data> data_;
  Table table_;
};

}  // namespace

std::string RateSearchConfig::text() const {
  return fmt::format("learning rates {}, {} updates each; network and data of: {}",
                     fmt::join(rates, ", "), updates, learner.text());
}

bool search_rates(const RateSearchConfig& config, RunContext& context) {
  return Search(config, context).run();
}

Run rate_search_run(std::string id, std::string item, std::string about,
                    const RateSearchConfig& config, double seconds_an_update) {
  const std::uint64_t updates = config.rates.size() * static_cast<std::uint64_t>(config.updates);
  return {.id = std::move(id),
          .item = std::move(item),
          .about = std::move(about),
          .unit = "updates",
          .work = updates,
          .configuration = config.text(),
          .run = [config](RunContext& context) { return search_rates(config, context); },
          .seconds = seconds_an_update * static_cast<double>(updates),
          .resumes = true};
}

bool near_guessing(const Table& rates) {
  const std::vector<double> error = rates.column("validation_error");
  return *std::ranges::min_element(error) >= rates.at(0, "guess_error") - kFarFromGuessing;
}

double chosen_rate(const Table& rates) {
  const bool guessing = near_guessing(rates);
  const std::vector<double> loss = rates.column("validation_loss");
  const std::vector<double> value = guessing ? loss : rates.column("validation_error");
  double best = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < value.size(); ++i)
    if (std::isfinite(loss[i])) best = std::min(best, value[i]);
  gradflow::require(std::isfinite(best), "chosen_rate: no rate kept the loss finite");
  double chosen = 0;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (!std::isfinite(loss[i])) continue;
    const double rate = rates.at(i, "learning_rate");
    if (guessing ? value[i] < best + kTie && rate > chosen : value[i] == best && chosen == 0)
      chosen = rate;
  }
  return chosen;
}

}  // namespace glorot2010
