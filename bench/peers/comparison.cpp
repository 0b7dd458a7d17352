#include "bench/peers/comparison.h"

#include <fmt/core.h>

#include <algorithm>
#include <stdexcept>

#include "bench/peers/disturbance.h"
#include "studies/support/processes.h"

namespace peers {
namespace {

double seconds_of(const std::string& work) {
  if (work == "step") return 0.6;
  return work == "elementwise" ? 0.15 : 0.2;
}

// Of what it wrote to standard error.
std::string last_line(const std::string& text) {
  const std::size_t end = text.find_last_not_of('\n');
  if (end == std::string::npos) return "it said nothing";
  const std::size_t before = text.find_last_of('\n', end);
  const std::size_t begin = before == std::string::npos ? 0 : before + 1;
  return text.substr(begin, end + 1 - begin);
}

}  // namespace

Comparison::Comparison(std::vector<Implementation> implementations, const std::vector<Case>& cases,
                       const Schedule& schedule)
    : implementations_(std::move(implementations)), schedule_(schedule) {
  for (const Case& one : cases) {
    CaseResult result{one, {}};
    for (const Implementation& implementation : implementations_) {
      const auto& works = implementation.works;
      if (std::find(works.begin(), works.end(), one.work) == works.end()) continue;
      Entry& entry = result.entries.emplace_back();
      entry.implementation = implementation.name;
      entry.installed = !implementation.program.empty();
    }
    results_.push_back(std::move(result));
  }
}

void Comparison::run(const std::function<void(const std::string&)>& progress) {
  for (int round = 1; round <= schedule_.rounds; ++round)
    for (CaseResult& result : results_) {
      const Case& one = result.what;
      progress(fmt::format("round {} of {}: {} {}, {} thread{}", round, schedule_.rounds, one.work,
                           one.shape, one.threads, one.threads == 1 ? "" : "s"));
      ours_.clear();
      for (Entry& entry : result.entries)
        if (entry.installed && entry.refused.empty()) run_once(one, entry);
    }
  prefer_fewer_threads(results_);
}

void Comparison::run_once(const Case& one, Entry& entry) {
  const Implementation& implementation =
      *std::find_if(implementations_.begin(), implementations_.end(),
                    [&](const Implementation& any) { return any.name == entry.implementation; });
  try {
    const Line line = parse_line(line_of(one, implementation));
    if (implementation.name == implementations_.front().name) ours_ = line.check;
    if (ours_.empty()) throw std::runtime_error("there is no result of ours to compare with");
    if (const auto problem = disagreement(ours_, line.check)) throw std::runtime_error(*problem);
    entry.seconds.push_back(line.seconds);
    entry.memory = std::max(entry.memory, line.memory);
    entry.note = line.note;
    versions_[entry.implementation] = line.version;
  } catch (const std::runtime_error& error) {
    entry.refused = error.what();
  }
}

// Tries once more when something else was running.
std::string Comparison::line_of(const Case& one, const Implementation& implementation) {
  std::string line;
  for (const bool may_repeat : {true, false}) {
    const Disturbance disturbance;
    const studies::Job job{implementation.name,
                           command_of(implementation, one.work, one.shape, one.threads,
                                      seconds_of(one.work) * schedule_.seconds_scale)};
    const studies::JobWatch watch{[&](std::size_t, std::string_view text) { line = text; }, {}, {}};
    const studies::JobResult ended = studies::run_jobs({job}, 1, watch).front();
    if (ended.exit_status != 0)
      throw std::runtime_error(
          fmt::format("ended with exit status {}: {}", ended.exit_status, last_line(ended.errors)));
    if (disturbance.share() < schedule_.bearable) return line;
    if (!may_repeat || schedule_.repetitions_left == 0) break;
    --schedule_.repetitions_left;
  }
  ++disturbed_;
  return line;
}

}  // namespace peers
