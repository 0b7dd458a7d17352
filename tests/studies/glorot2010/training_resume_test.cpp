// A training that goes on: to the same bits wherever it was stopped or killed, and from nothing
// that is not its own.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>

#include "nn/files/safetensors.h"
#include "studies/glorot2010/training/training.h"
#include "tests/studies/glorot2010/tiny_training.h"

namespace glorot2010 {
namespace {

class ResumedTraining : public TinyTraining {};

TEST_F(ResumedTraining, StoppedAnywhereAndResumedEndsWithTheSameBits) {
  ASSERT_TRUE(start("whole", tiny()));
  for (const std::uint64_t stop : {0, 10, 30, 50}) {
    const std::string name = "stopped" + std::to_string(stop);
    EXPECT_FALSE(start(
        name, tiny(), [&](std::uint64_t done) { return done < stop; }, 1e9));
    EXPECT_TRUE(std::filesystem::exists(file(name + "/checkpoint.safetensors")));
    std::uint64_t resumed_at = 1000;
    EXPECT_TRUE(start(name, tiny(), [&](std::uint64_t done) {
      resumed_at = std::min(resumed_at, done);
      return true;
    }));
    EXPECT_EQ(resumed_at, stop);
    EXPECT_EQ(tables(name), tables("whole")) << stop;
  }
}

// A kill: no checkpoint is made at that moment, only those before it count. Rows that were recorded
// after the last of them are recorded again, and not twice.
TEST_F(ResumedTraining, KilledAndResumedEndsWithTheSameBits) {
  struct Kill {};
  ASSERT_TRUE(start("whole", tiny()));
  for (const double checkpoint_seconds : {0.0, 1e9}) {
    for (int starts = 0; starts < 2; ++starts)  // killed twice
      EXPECT_THROW(start(
                       "killed", tiny(),
                       [&](std::uint64_t done) {
                         if (done == 20u + 20u * static_cast<unsigned>(starts)) throw Kill();
                         return true;
                       },
                       checkpoint_seconds),
                   Kill);
    EXPECT_TRUE(start("killed", tiny()));
    EXPECT_EQ(tables("killed"), tables("whole"));
    std::filesystem::remove_all(file("killed"));
  }
}

// The rows of the shorter one stay; those that only the longer one would have had are not there.
TEST_F(ResumedTraining, GoesOnFromTheEndOfAShorterOneWithTheSameBits) {
  TrainingConfig shorter = tiny();
  shorter.updates = 40;
  ASSERT_TRUE(start("whole", tiny()));
  ASSERT_TRUE(start("lengthened", shorter));
  EXPECT_TRUE(std::filesystem::exists(file("lengthened/histograms.csv")));
  ASSERT_TRUE(start("lengthened", tiny()));
  EXPECT_EQ(tables("lengthened"), tables("whole"));
}

TEST_F(ResumedTraining, LeavesTheHistogramsOfWhereItWasStopped) {
  TrainingConfig shorter = tiny();
  shorter.updates = 30;
  ASSERT_TRUE(start("shorter", shorter));
  EXPECT_FALSE(start("stopped", tiny(), [](std::uint64_t done) { return done < 30; }));
  EXPECT_EQ(tables("stopped").at("histograms.csv"), tables("shorter").at("histograms.csv"));
}

TEST_F(ResumedTraining, ResumesWithoutItsTables) {
  ASSERT_TRUE(start("whole", tiny()));
  EXPECT_FALSE(start("run", tiny(), [](std::uint64_t done) { return done < 30; }));
  for (const auto& [name, text] : tables("run")) std::filesystem::remove(file("run/" + name));
  EXPECT_TRUE(start("run", tiny()));
  EXPECT_EQ(tables("run"), tables("whole"));
}

TEST_F(ResumedTraining, ThatIsRefusedLeavesWhatItsTablesCameFrom) {
  stop_in_the_middle("run");
  const std::string data = get("run/data.txt");
  std::filesystem::remove(file("run/manifest.json"));
  TrainingConfig other = tiny();
  other.learner.data.held_out = 50;
  const std::string text = refusal("run", other);
  EXPECT_TRUE(text.starts_with("train: " + file("run/checkpoint.safetensors").string() +
                               " was begun on \"Shapeset in [-1, 1]; validation and test: 40 "))
      << text;
  EXPECT_EQ(get("run/data.txt"), data);
}

TEST_F(ResumedTraining, GoesOnFromNoCheckpointOfAnotherSeedOrConfiguration) {
  stop_in_the_middle("run");
  const std::string checkpoint = get("run/checkpoint.safetensors");
  const std::string path = file("other/checkpoint.safetensors").string();
  put("other/checkpoint.safetensors", checkpoint);
  seed_ = 2;
  EXPECT_EQ(refusal("other", tiny()),
            "train: " + path +
                " is of seed 1, and this run is of seed 2; delete that file, and the run begins "
                "anew");
  seed_ = 1;
  TrainingConfig other = tiny();
  other.learner.learning_rate = 0.1;
  std::filesystem::remove(file("other/manifest.json"));
  const std::string text = refusal("other", other);
  EXPECT_TRUE(text.starts_with("train: " + path + " is of the run \"network 1024-12x2-9 tanh"))
      << text;
  EXPECT_NE(text.find("learning rate 0.05"), std::string::npos) << text;
  EXPECT_NE(text.find("learning rate 0.1"), std::string::npos) << text;
}

// Trainings of days were begun by builds that kept only the data.
TEST_F(ResumedTraining, GoesOnFromACheckpointThatSaysNeitherSeedNorConfiguration) {
  ASSERT_TRUE(start("whole", tiny()));
  stop_in_the_middle("run");
  const std::string path = file("run/checkpoint.safetensors").string();
  gradflow::nn::Safetensors content = gradflow::nn::read_safetensors(path);
  EXPECT_EQ(std::erase_if(content.metadata,
                          [](const auto& entry) {
                            return entry.first == "seed" || entry.first == "configuration";
                          }),
            2U);
  gradflow::nn::write_safetensors(path, content);
  ASSERT_TRUE(start("run", tiny()));
  EXPECT_EQ(tables("run"), tables("whole"));
}

TEST_F(ResumedTraining, SaysWhatToDoAboutADamagedCheckpoint) {
  put("run/checkpoint.safetensors", "no tensors");
  const std::string text = refusal("run", tiny());
  EXPECT_NE(text.find(file("run/checkpoint.safetensors").string()), std::string::npos) << text;
  EXPECT_TRUE(text.ends_with("; if that file is damaged, delete it, and the run begins anew"))
      << text;
}

TEST_F(ResumedTraining, SaysThatItBeginsAnewWhereItHasTablesButNoCheckpoint) {
  stop_in_the_middle("run");
  testing::internal::CaptureStderr();
  stop_in_the_middle("run");
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  std::filesystem::remove(file("run/checkpoint.safetensors"));
  testing::internal::CaptureStderr();
  EXPECT_TRUE(start("run", tiny()));
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            "run: has errors.csv but no checkpoint.safetensors, and begins anew\n");
}

TEST_F(ResumedTraining, CountsTheUpdatesThatItHasRecorded) {
  EXPECT_EQ(updates_recorded(file("run")), 0U);
  stop_in_the_middle("run");
  EXPECT_EQ(updates_recorded(file("run")), 30U);
}

}  // namespace
}  // namespace glorot2010
