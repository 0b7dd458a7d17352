// usage: soak_steps SECONDS: training steps for so long, with all that may happen beside them:
// hooks that come and go, one that throws, a pass left half-way, a call with the wrong shape, a
// checkpoint saved and loaded, a model built anew, a thread that trains its own. Memory must stay
// what it was after the first tenth of a million steps. A line at the end; exit status 1 if it does
// not.

#include <fmt/core.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>

#include "nn/gradflow.h"
#include "tests/nn/temporary_folder.h"

using namespace gradflow;

namespace {

constexpr std::int64_t kWarm = 100'000;
constexpr std::int64_t kBesideEvery = 500;
constexpr double kMegabyte = 1 << 20;
constexpr double kMayGrow = 1;  // megabytes, in however many steps

// Of the process, in memory now.
double resident_megabytes() {
  std::int64_t total = 0, resident = 0;
  std::ifstream("/proc/self/statm") >> total >> resident;
  return static_cast<double>(resident * sysconf(_SC_PAGESIZE)) / kMegabyte;
}

class Model {
 public:
  explicit Model(std::uint64_t seed) : rng_(seed) {
    net_.add<nn::Linear>("h1", 4, 24, init::glorot_uniform(), rng_);
    net_.add("z1", tanh);
    net_.add<nn::Linear>("output", 24, 3, init::glorot_uniform(), rng_);
    adam_.emplace(net_, optim::AdamOptions{.learning_rate = 0.001});
  }

  Variable loss() {
    const Tensor points = rng_.normal({8, 4}, 0, 1);
    return squared_error(net_(points), Tensor::full({8, 3}, points.at({0, 0})));
  }
  void step() {
    Variable now = loss();
    adam_->backward(now);
  }
  void beside(const std::string& path);

 private:
  Rng rng_;
  nn::Sequential net_;
  std::optional<optim::Adam> adam_;
};

// Whether the call throws; any error will do.
template <class Call>
bool throws(Call&& call) {
  try {
    call();
  } catch (const std::exception&) {
    return true;
  }
  return false;
}

void expect(bool holds, const char* what) {
  if (!holds) throw std::runtime_error(what);
}

void Model::beside(const std::string& path) {
  {
    auto throwing = net_.at("z1").on_backward(
        [](const nn::Module&, auto, auto) { throw std::runtime_error("from a hook"); });
    expect(throws([&] { step(); }), "the error of a hook was lost");
  }
  double seen = 0;
  auto watching =
      net_.at("z1").on_backward([&](const nn::Module&, auto out, auto) { seen = rms(out[0]); });
  step();
  expect(seen > 0, "a hook was not called");
  {
    Variable left = loss();
    BackwardPass pass(left);
    pass.next();
  }
  expect(throws([&] { net_(Tensor::zeros({2, 5})); }), "a wrong shape was accepted");
  nn::Checkpoint checkpoint;
  checkpoint.add(net_);
  checkpoint.add(*adam_);
  checkpoint.add("rng", rng_);
  checkpoint.save(path);
  checkpoint.load(path);
  std::thread([] { Model(7).step(); }).join();
  Model other(2);
  other.step();
}

int run(double seconds, const std::string& path) {
  const auto begin = std::chrono::steady_clock::now();
  const auto elapsed = [&] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  };
  Model model(1);
  const std::int64_t nodes = live_nodes();  // of the parameters
  double warm = 0;
  std::int64_t steps = 0;
  while (steps < 2 * kWarm || elapsed() < seconds) {
    model.step();
    expect(live_nodes() == nodes, "nodes of a graph outlived it");
    if (++steps % kBesideEvery == 0) model.beside(path);
    if (steps == kWarm) warm = resident_megabytes();
  }
  const double end = resident_megabytes();
  const bool flat = end <= warm + kMayGrow;
  fmt::print(
      "steps  {} of them, {} with all that may happen beside: {:.1f} MB after {}, {:.1f} MB "
      "at the end{}\n",
      steps, steps / kBesideEvery, warm, kWarm, end, flat ? "" : ": FOUND something");
  return flat ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace

int main(int argc, char** argv) {
  const double seconds = argc == 2 ? std::atof(argv[1]) : 0;
  if (seconds <= 0) {
    fmt::print(stderr, "usage: soak_steps SECONDS\n");
    return 2;
  }
  try {
    const testing::TemporaryFolder folder;
    return run(seconds, folder.file("checkpoint.safetensors"));
  } catch (const std::exception& problem) {
    fmt::print("steps  FOUND something: {}\n", problem.what());
    return EXIT_FAILURE;
  }
}
