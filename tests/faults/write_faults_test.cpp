// Whatever call fails by which a training or a file of tensors reaches the disk: the error names
// the file and what the system said, what was there before still stands, and once the disk is well
// again the run goes on from its last checkpoint to the bits of one that was never disturbed.

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "nn/files/npy.h"
#include "nn/files/safetensors.h"
#include "tensor/error.h"
#include "tests/faults/system_calls.h"
#include "tests/studies/glorot2010/tiny_training.h"

namespace {

using faults::Failure;
using faults::Fault;
using gradflow::Tensor;

std::string said_by_the_system(int error) { return std::generic_category().message(error); }

// That for which the writer has another name until it is whole.
std::string file_meant(std::string path) {
  constexpr std::string_view kSuffix = ".partial";
  if (path.ends_with(kSuffix)) path.resize(path.size() - kSuffix.size());
  return path;
}

// No error: a write that was interrupted, which is begun again (of the other calls the system says
// that they are not), and what happens to the folder after the file is in its place.
bool is_borne(const Failure& failure, int error) {
  return (error == EINTR && failure.call == "write") || std::filesystem::is_directory(failure.path);
}

bool has_half_written_files(const std::filesystem::path& folder) {
  if (std::filesystem::exists(folder))
    for (const auto& entry : std::filesystem::directory_iterator(folder))
      if (entry.path().extension() == ".partial") return true;
  return false;
}

class WriteFaults : public glorot2010::TinyTraining {
 protected:
  struct Save {
    std::uint64_t update;
    std::string checkpoint;  // the bytes of the file
  };

  std::string checkpoint_of(const std::string& run) const {
    return get(run + "/checkpoint.safetensors");
  }

  // From its last checkpoint. It saves at each report, and the checkpoint before the tables.
  void train(const std::string& run) {
    glorot2010::TrainingConfig config = tiny();
    config.updates = 20;
    reports_.clear();
    const auto report = [&](std::uint64_t done) {
      if (!reports_.empty()) reports_.back().checkpoint = checkpoint_of(run);
      reports_.push_back({done, ""});
      return true;
    };
    ++trainings_;
    start(run, config, report, 0);
    reports_.back().checkpoint = checkpoint_of(run);
  }

  // Nothing if the work came to its end; else the file of the call that it could not bear, after an
  // error as it should be.
  std::optional<std::string> refused_at(const std::function<void()>& work, const Fault& fault) {
    ++faults_;
    const std::string text = text_of<gradflow::FileError>([&] { faults::calls_of(work, fault); });
    const auto& failures = faults::failures();
    EXPECT_FALSE(failures.empty());
    const auto failure = std::ranges::find_if(
        failures, [&](const Failure& each) { return !is_borne(each, fault.error); });
    if (failure == failures.end()) {
      EXPECT_EQ(text, "no error");
      return std::nullopt;
    }
    const std::string file = file_meant(failure->path);
    EXPECT_NE(text.find(file), std::string::npos)
        << failure->call << " of " << file << ": " << text;
    EXPECT_NE(text.find(said_by_the_system(fault.error)), std::string::npos) << text;
    return file;
  }

  // Every call of a training made to fail like this, each in a run of its own.
  void expect_that_it_goes_on(Fault fault) {
    const int calls = faults::calls_of([&] { train("whole"); });
    const auto whole = tables("whole");
    const std::vector<Save> saves = reports_;
    ASSERT_GT(calls, 100);
    ASSERT_EQ(saves.size(), 3U);
    for (fault.call = 1; fault.call <= calls; ++fault.call) {
      const std::string run = fmt::format("run-{}", fault.call);
      SCOPED_TRACE(run);
      const auto refused = refused_at([&] { train(run); }, fault);
      EXPECT_FALSE(has_half_written_files(file(run)));
      const bool in_checkpoint = refused && refused->ends_with("/checkpoint.safetensors");
      const std::size_t saved = reports_.size() - (in_checkpoint ? 1 : 0);
      EXPECT_TRUE(refused || saved == saves.size());
      EXPECT_TRUE(checkpoint_of(run) == (saved == 0 ? "" : saves[saved - 1].checkpoint));
      train(run);
      EXPECT_EQ(reports_.front().update, saved == 0 ? 0 : saves[saved - 1].update);
      EXPECT_EQ(tables(run), whole);
      EXPECT_TRUE(checkpoint_of(run) == saves.back().checkpoint);
      std::filesystem::remove_all(file(run));
    }
    std::filesystem::remove_all(file("whole"));
  }

  void TearDown() override { fmt::print("{} faults, {} trainings\n", faults_, trainings_); }

  std::vector<Save> reports_;  // of the last start; one that was refused did not get to the last
  int faults_ = 0, trainings_ = 0;
};

TEST_F(WriteFaults, LeaveATrainingThatGoesOnToTheSameBits) {
  for (const int error : {ENOSPC, EIO}) expect_that_it_goes_on({.error = error});
}

TEST_F(WriteFaults, ThatStayLeaveATrainingThatGoesOnToTheSameBits) {
  expect_that_it_goes_on({.error = ENOSPC, .from_then = true});
}

TEST_F(WriteFaults, OfAnInterruptedWriteAreNone) { expect_that_it_goes_on({.error = EINTR}); }

TEST_F(WriteFaults, OfHalfAWriteAreNone) {
  const int whole = faults::calls_of([&] { train("whole"); });
  faults_ = faults::calls_of([&] { train("halves"); }, {.halves = true}) - whole;
  EXPECT_GT(faults_, 100);
  EXPECT_EQ(tables("halves"), tables("whole"));
  EXPECT_TRUE(checkpoint_of("halves") == checkpoint_of("whole"));
}

TEST_F(WriteFaults, LeaveTheOldFileOfTensors) {
  const auto save = [](const std::string& path, double value) {
    const Tensor tensor = Tensor::full({3, 5}, value);
    if (path.ends_with(".npy")) return gradflow::nn::write_npy(path, tensor);
    gradflow::nn::write_safetensors(path, {.tensors = {{"w", tensor}}, .metadata = {}});
  };
  for (const std::string name : {"a.safetensors", "a.npy"}) {
    const std::string path = file(name).string();
    const int calls = faults::calls_of([&] { save(path, 2); });
    const std::string after = get(name);
    save(path, 1);
    const std::string before = get(name);
    ASSERT_NE(before, after);
    ASSERT_GT(calls, 8);
    for (const bool from_then : {false, true})
      for (int call = 1; call <= calls; ++call) {
        SCOPED_TRACE(fmt::format("{}: call {}", name, call));
        const auto refused = refused_at([&] { save(path, 2); },
                                        {.call = call, .error = ENOSPC, .from_then = from_then});
        EXPECT_TRUE(get(name) == (refused ? before : after));
        EXPECT_FALSE(has_half_written_files(file("")));
        save(path, 1);
      }
  }
}

}  // namespace
