#include "bench/peers/watching.h"

#include "bench/peers/gradflow_step.h"
#include "bench/peers/timing.h"
#include "studies/support/probe.h"

namespace peers {
namespace {

struct Watcher {
  std::string shape;
  int steps;          // of a block
  int watched_steps;  // of these, the first ones
  std::function<void()> begin, pause, end;
};

double seconds_per_step(GradflowStep& step, const Watcher& watcher, bool watched) {
  const double begin = now();
  if (watched) watcher.begin();
  for (int i = 0; i < watcher.steps; ++i) {
    if (watched && i == watcher.watched_steps) watcher.pause();
    step();
  }
  if (watched) watcher.end();
  return (now() - begin) / watcher.steps;
}

Watched measure(GradflowStep& step, const Watcher& watcher, int pairs) {
  std::vector<double> plain, watched;
  seconds_per_step(step, watcher, true);
  for (int pair = 0; pair < pairs; ++pair)
    for (const bool first : {true, false}) {
      const bool on = first == (pair % 2 == 0);
      (on ? watched : plain).push_back(seconds_per_step(step, watcher, on));
    }
  return {watcher.shape, median(plain), median(watched), paired_ratio(plain, watched)};
}

}  // namespace

std::vector<Watched> measure_watching(int threads, int pairs,
                                      const std::function<void(const std::string&)>& progress) {
  gradflow::set_threads(threads);
  GradflowStep step(paper_network("batch10"), GradflowStep::Loss::cross_entropy);

  std::vector<gradflow::HookHandle> hooks;
  const auto hook_layers = [&] {
    for (const auto& [path, module] : step.network().named_modules())
      hooks.push_back(module->on_backward([](const auto&, auto, auto) {}));
  };
  std::vector<studies::Probe> probes;
  const auto probe = [&] {
    probes.push_back(studies::watch_outputs(step.network(), "z*"));
    probes.push_back(studies::watch_output_gradients(step.network(), "h*"));
    probes.push_back(studies::watch_gradients(step.network(), "h*.weight"));
  };
  const auto pause = [&] {
    for (studies::Probe& one : probes) one.pause();
  };

  std::vector<Watched> all;
  for (const Watcher& watcher :
       {Watcher{"hook_per_layer", 100, 100, hook_layers, [] {}, [&] { hooks.clear(); }},
        Watcher{"probe_every_step", 50, 50, probe, pause, [&] { probes.clear(); }},
        Watcher{"probe_every_1000th", 1000, 1, probe, pause, [&] { probes.clear(); }}}) {
    progress(watcher.shape);
    all.push_back(measure(step, watcher, pairs));
  }
  gradflow::set_threads(0);
  return all;
}

}  // namespace peers
