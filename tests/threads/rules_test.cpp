// What threads of one process may share: the rules of nn/README.md, a test for each; that of
// inference is in inference_test.cpp.

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <limits>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "nn/gradflow.h"
#include "tests/support/expect_tensor.h"
#include "tests/support/pool_capacity.h"
#include "tests/support/sanitizer.h"
#include "tests/support/thread_count.h"
#include "tests/threads/at_once.h"
#include "tests/threads/trainings.h"

namespace gradflow::teams {
namespace {

using gradflow::testing::expect_same;
using gradflow::testing::PoolCapacity;
using gradflow::testing::ThreadCount;

// Parameters after so many steps on what the generator draws.
std::vector<Tensor> train_small(nn::Sequential& net, Rng& rng, int steps) {
  optim::Adam adam(net, {.learning_rate = 0.01});
  for (int step = 0; step < steps; ++step) {
    const Tensor inputs = rng.normal({8, 20}, 0, 1);
    adam.backward(cross_entropy(net(inputs), rng.integers({8}, 0, 2)));
  }
  std::vector<Tensor> found;
  for (const nn::Parameter* parameter : net.parameters()) found.push_back(parameter->value());
  return found;
}

struct SmallModel {
  explicit SmallModel(std::uint64_t seed) : rng(seed) {
    net.add<nn::Linear>("h1", 20, 30, init::glorot_uniform(), rng);
    net.add("z1", tanh);
    net.add<nn::Dropout>("d", 0.2, rng);
    net.add<nn::Linear>("output", 30, 3, init::glorot_uniform(), rng);
  }
  Rng rng;
  nn::Sequential net;
};

TEST(Threads, TrainModelsOfTheirOwnToTheBitsOfOneAfterTheOther) {
  const ThreadCount two(2);  // each of the threads forms teams of two
  for (const Training& training : trainings()) {
    std::vector<Result> in_turn(kThreads), together(kThreads);
    for (std::size_t i = 0; i < kThreads; ++i) in_turn[i] = training.run(i + 1);
    at_once([&](std::size_t i) { together[i] = training.run(i + 1); });
    for (std::size_t i = 0; i < kThreads; ++i) {
      EXPECT_EQ(together[i].bits, in_turn[i].bits) << training.name << " on thread " << i;
      EXPECT_EQ(together[i].largest_team, 2) << training.name << " on thread " << i;
      EXPECT_TRUE(i == 0 || in_turn[i].bits != in_turn[0].bits);
    }
  }
}

TEST(Threads, TrainModelsOfDifferentKindsAtOnce) {
  std::vector<Result> in_turn, together(trainings().size());
  for (const Training& training : trainings()) in_turn.push_back(training.run(7));
  at_once([&](std::size_t i) { together[i] = trainings()[i].run(7); }, trainings().size());
  EXPECT_EQ(together, in_turn);
}

TEST(Threads, ShareTensorsThatNobodyWrites) {
  Rng rng(1);
  Tensor data = rng.normal({64, 20}, 0, 1);
  const Tensor expected = matmul(data, data, Transpose::yes);
  std::atomic<int> right{0};
  at_once([&](std::size_t) {
    for (int i = 0; i < 200; ++i) {
      const Tensor mine = data, some = mine.rows(0, 64);
      if (identical(matmul(some, mine, Transpose::yes), expected)) ++right;
    }
  });
  EXPECT_EQ(right, 200 * static_cast<int>(kThreads));
  EXPECT_TRUE(data.sole_owner());
}

TEST(Threads, CannotEditATensorThatAnotherOneHolds) {
  Tensor data = Tensor::zeros({4});
  std::thread([&, held = data] { EXPECT_THROW(data.edit<float>(), SharedError); }).join();
  data.edit<float>()[0] = 1;  // the thread and its share are gone
}

TEST(Threads, HandAModelAndWhatTrainsItToOneAnother) {
  SmallModel wandering(5), at_home(5);
  const std::vector<Tensor> expected = train_small(at_home.net, at_home.rng, 12);
  optim::Adam adam(wandering.net, {.learning_rate = 0.01});
  for (int leg = 0; leg < 4; ++leg)
    std::thread([&] {
      for (int step = 0; step < 3; ++step) {
        const Tensor inputs = wandering.rng.normal({8, 20}, 0, 1);
        adam.backward(cross_entropy(wandering.net(inputs), wandering.rng.integers({8}, 0, 2)));
      }
    }).join();
  std::vector<Tensor> found;
  for (const nn::Parameter* parameter : wandering.net.parameters())
    found.push_back(parameter->value());
  expect_same(found, expected);
}

TEST(Threads, TakeTurnsWithAModelUnderALock) {
  SmallModel model(6);
  optim::Sgd sgd(model.net);
  std::mutex mutex;
  const Tensor inputs = model.rng.normal({8, 20}, 0, 1), labels = model.rng.integers({8}, 0, 2);
  const double before = cross_entropy(model.net(inputs), labels).value().item();
  at_once([&](std::size_t) {
    for (int step = 0; step < 25; ++step) {
      const std::lock_guard lock(mutex);  // until the graph of the step is gone
      sgd.backward(cross_entropy(model.net(inputs), labels));
    }
  });
  EXPECT_LT(cross_entropy(model.net(inputs), labels).value().item(), before);
  for (const nn::Parameter* parameter : model.net.parameters())
    EXPECT_EQ(parameter->fresh_copies(), 0);
}

TEST(Threads, DrawFromGeneratorsThatWereSplitBefore) {
  Rng rng(8);
  std::vector<Rng> of_thread;
  for (std::size_t i = 0; i < kThreads; ++i) of_thread.push_back(rng.split());
  std::vector<Rng> copies = of_thread;
  std::vector<Tensor> drawn(kThreads), in_turn;
  at_once([&](std::size_t i) { drawn[i] = of_thread[i].normal({100}, 0, 1); });
  for (Rng& copy : copies) in_turn.push_back(copy.normal({100}, 0, 1));
  expect_same(drawn, in_turn);
}

TEST(Threads, HaveScopesAndCountsOfTheirOwn) {
  const Variable w(Tensor::scalar(2), RequiresGradient::yes);
  const NoGrad scope;
  const DetectAnomaly watching;
  const std::int64_t nodes = live_nodes();
  std::thread([] {
    EXPECT_TRUE(gradients_recorded());
    EXPECT_EQ(live_nodes(), 0);
    const Variable infinite =
        log(Variable(Tensor::scalar(0), RequiresGradient::yes));  // nobody looks here
    EXPECT_EQ(infinite.value().item(), -std::numeric_limits<double>::infinity());
    EXPECT_EQ(live_nodes(), 2);
  }).join();
  EXPECT_FALSE(gradients_recorded());
  EXPECT_EQ(live_nodes(), nodes);
  EXPECT_THROW(log(Variable(Tensor::scalar(0))), AnomalyError);
}

TEST(Threads, OfAProcessHaveOneNumberOfThreadsAndEachItsLastTeam) {
  testing::forget_last_team();
  const ThreadCount three(3);
  std::thread([] {
    EXPECT_EQ(gradflow::threads(), 3);
    for_pieces(6, [](std::int64_t) noexcept {});
    EXPECT_EQ(last_team_size(), 3);
  }).join();
  EXPECT_EQ(last_team_size(), 1);
}

TEST(Threads, LabelTheSameAtOnce) {
  std::vector<std::vector<Label>> found(kThreads);
  at_once([&](std::size_t i) {
    for (int k = 0; k < 200; ++k) found[i].emplace_back("threads" + std::to_string(k));
  });
  for (std::size_t i = 0; i < kThreads; ++i)
    for (std::size_t k = 0; k < 200; ++k)
      EXPECT_EQ(&found[i][k].text(), &found[0][k].text());  // kept once
}

TEST(Threads, FireHooksOnTheThreadOfThePass) {
  SmallModel model(9);
  std::thread::id seen;
  const HookHandle hook = model.net.at("z1").on_backward(
      [&](const nn::Module&, auto, auto) { seen = std::this_thread::get_id(); });
  std::thread::id of_pass;
  std::thread([&] {
    of_pass = std::this_thread::get_id();
    backward(sum(model.net(Tensor::ones({1, 20}))));
  }).join();
  EXPECT_EQ(seen, of_pass);
}

// Each thread's blocks lie in lists of its own; the limit is everybody's.
TEST(Threads, HaveFreeListsOfTheirOwnUnderOneCapacity) {
  if (testing::kAddressSanitizer) GTEST_SKIP() << "the address sanitizer replaces the free lists";
  trim_pool();
  const auto fill_list = [] {
    { const Tensor dropped = Tensor::zeros({1 << 12}); }
    return pool_bytes();
  };
  const std::size_t others = pool_bytes();
  std::size_t kept = 0, kept_without_room = 0, left_behind = 0;
  std::thread([&] { kept = fill_list(); }).join();
  EXPECT_EQ(pool_bytes(), others);
  {
    const PoolCapacity none(0);
    std::thread([&] { kept_without_room = fill_list(); }).join();
  }
  std::thread([&] { left_behind = pool_bytes(); }).join();
  EXPECT_GE(kept, (1U << 12) * sizeof(float));
  EXPECT_EQ(kept_without_room, 0U);
  EXPECT_EQ(left_behind, 0U);
}

// Tensors are made and dropped while another thread moves the limit up and down.
TEST(Threads, MayMoveThePoolsCapacityWhileOthersAllocate) {
  const PoolCapacity restored(pool_capacity());
  std::atomic<bool> done{false};
  std::thread mover([&] {
    for (std::size_t i = 0; !done; ++i) set_pool_capacity(i % 2 == 0 ? 0 : std::size_t{1} << 20);
  });
  std::vector<std::vector<Tensor>> together(kThreads), in_turn(kThreads);
  const auto train = [](std::size_t i) {
    SmallModel model(i + 1);
    return train_small(model.net, model.rng, 20);
  };
  at_once([&](std::size_t i) { together[i] = train(i); });
  done = true;
  mover.join();
  for (std::size_t i = 0; i < kThreads; ++i) expect_same(together[i], train(i));
}

// The team that sums in a process that is forked now; 0 if it finds another sum.
int team_of_a_forked_process(const Tensor& many, const Tensor& total) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::alarm(60);  // by which it ends if it waits for a team
    const bool same = gradflow::testing::same_bits(sum(many), total);
    ::_exit(same ? last_team_size() : 0);
  }
  int status = -1;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(Threads, AForkedProcessWorksAloneToTheSameBits) {
  if (gradflow::testing::kThreadSanitizer) GTEST_SKIP() << "it ends a process that forks";
  const ThreadCount two(2);
  const Tensor many = Rng(1).normal({1 << 20}, 0, 1);
  const Tensor total = sum(many);
  ASSERT_EQ(last_team_size(), 2);
  EXPECT_EQ(team_of_a_forked_process(many, total), 1);
  EXPECT_TRUE(gradflow::testing::same_bits(sum(many), total));
  EXPECT_EQ(last_team_size(), 2);
}

// A team that is not ours would be waited for as well. Run alone, as ctest does, this process has
// none of its own before.
TEST(Threads, AProcessThatIsForkedBesideAnyThreadWorksAloneAndOneBesideNoneDoesNot) {
  if (gradflow::testing::kThreadSanitizer) GTEST_SKIP() << "it ends a process that forks";
  const Tensor many = Rng(1).normal({1 << 20}, 0, 1);
  Tensor total;
  {
    const ThreadCount one(1);
    total = sum(many);
  }
  const ThreadCount two(2);
  if (std::filesystem::hard_link_count("/proc/self/task") == 2 + 1) {
    EXPECT_EQ(team_of_a_forked_process(many, total), 2);
  }
  std::atomic<bool> done{false};
  std::thread other([&] { done.wait(false); });
  EXPECT_EQ(team_of_a_forked_process(many, total), 1);
  done = true;
  done.notify_one();
  other.join();
}

}  // namespace
}  // namespace gradflow::teams
