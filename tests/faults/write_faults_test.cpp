// Whatever call fails by which a training or a checkpoint reaches the disk: the error names the
// file and what the system said, what was there before still stands, and once the disk is well
// again the run goes on from it to the bits of one that was never disturbed.

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <map>
#include <string>
#include <system_error>

#include "nn/files/npy.h"
#include "nn/files/safetensors.h"
#include "studies/glorot2010/training/training.h"
#include "studies/support/run_folder.h"
#include "tensor/error.h"
#include "tests/faults/system_calls.h"
#include "tests/studies/scratch_folder.h"

namespace {

using faults::Fault;
using glorot2010::TrainingConfig;
using gradflow::Tensor;

std::string said_by_the_system(int error) { return std::generic_category().message(error); }

class WriteFaults : public ScratchFolder {
 protected:
  WriteFaults() { std::filesystem::create_directory(file("out")); }

  // From its last checkpoint, which it saves as often as it can.
  void train(const std::string& run) const {
    const TrainingConfig config{.learner = {.network = {.depth = 2, .width = 6},
                                            .learning_rate = 0.05,
                                            .data = {.held_out = 10}},
                                .updates = 20,
                                .statistics_examples = 10};
    studies::RunFolder folder(file("out"), run);
    studies::Manifest manifest;
    manifest.run = run;
    manifest.configuration = config.text();
    folder.begin(manifest);
    glorot2010::RunContext context{
        .folder = folder,
        .data_dir = {},
        .watch = false,
        .progress = [](std::uint64_t, std::string_view) { return true; }};
    glorot2010::train(config, context, 0);
    folder.finish();
  }

  std::map<std::string, std::string> tables(const std::string& run) const {
    std::map<std::string, std::string> found;
    for (const auto& entry : std::filesystem::directory_iterator(file("out/" + run)))
      if (entry.path().extension() == ".csv" || entry.path().extension() == ".safetensors")
        found[entry.path().filename().string()] = get(("out/" + run) / entry.path().filename());
    return found;
  }
  bool has_half_written_files() const {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(file("out")))
      if (entry.path().extension() == ".partial") return true;
    return false;
  }

  // Whether the work threw, and then an error as it should be.
  bool is_refused(const std::function<void()>& work, const Fault& fault) const {
    const std::string text = text_of<gradflow::FileError>([&] { faults::calls_of(work, fault); });
    if (text == "no error") return false;
    EXPECT_NE(text.find(file("").string()), std::string::npos) << "names no file: " << text;
    EXPECT_NE(text.find(said_by_the_system(fault.error)), std::string::npos) << text;
    return true;
  }
};

TEST_F(WriteFaults, LeaveATrainingThatGoesOnToTheSameBits) {
  const int calls = faults::calls_of([&] { train("whole"); });
  const auto whole = tables("whole");
  ASSERT_GT(calls, 30);
  for (const int error : {ENOSPC, EIO})
    for (int call = 1; call <= calls; ++call) {
      const std::string run = fmt::format("run-{}-{}", error, call);
      EXPECT_TRUE(is_refused([&] { train(run); }, {.call = call, .error = error}))
          << "call " << call;
      EXPECT_FALSE(has_half_written_files()) << "call " << call;
      train(run);
      EXPECT_EQ(tables(run), whole) << "call " << call;
    }
  RecordProperty("calls", calls);
}

TEST_F(WriteFaults, ThatStayLeaveATrainingThatGoesOnToTheSameBits) {
  const int calls = faults::calls_of([&] { train("whole"); });
  const auto whole = tables("whole");
  for (int call = 1; call <= calls; call += 3) {
    const std::string run = fmt::format("run-{}", call);
    EXPECT_TRUE(is_refused([&] { train(run); }, {.call = call, .error = ENOSPC, .from_then = true}))
        << "call " << call;
    train(run);
    EXPECT_EQ(tables(run), whole) << "call " << call;
  }
}

TEST_F(WriteFaults, OfHalfAWriteAreNone) {
  train("whole");
  faults::calls_of([&] { train("halves"); }, {.halves = true});
  EXPECT_EQ(tables("halves"), tables("whole"));
}

TEST_F(WriteFaults, OfAnInterruptedWriteAreNone) {
  const int calls = faults::calls_of([&] { train("whole"); });
  const auto whole = tables("whole");
  for (int call = 1; call <= calls; ++call) {
    // Only a write is begun again; of the other calls the system says that they are not
    // interrupted.
    const std::string run = fmt::format("run-{}", call);
    is_refused([&] { train(run); }, {.call = call, .error = EINTR});
    train(run);
    EXPECT_EQ(tables(run), whole) << "call " << call;
  }
}

TEST_F(WriteFaults, LeaveTheOldFileOfTensors) {
  const auto save = [&](double value) {
    gradflow::nn::write_safetensors(
        file("a.safetensors").string(),
        {.tensors = {{"w", Tensor::full({3, 5}, value)}}, .metadata = {}});
  };
  const auto write_npy = [&](double value) {
    gradflow::nn::write_npy(file("a.npy").string(), Tensor::full({3, 5}, value));
  };
  save(1);
  write_npy(1);
  const std::string tensors = get("a.safetensors"), npy = get("a.npy");
  const int calls = faults::calls_of([&] { save(1), write_npy(1); });
  ASSERT_GT(calls, 8);
  for (int call = 1; call <= calls; ++call) {
    EXPECT_TRUE(is_refused([&] { save(2), write_npy(2); }, {.call = call, .error = ENOSPC}));
    EXPECT_TRUE(get("a.npy") == npy);
    if (get("a.safetensors") != tensors) save(1);  // the fault was in the file that comes after
  }
}

}  // namespace
