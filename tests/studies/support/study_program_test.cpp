#include "studies/support/study_program.h"

#include <cstdio>
#include <cstdlib>
#include <vector>

#include "studies/support/files.h"
#include "tensor/error.h"
#include "tests/studies/scratch_folder.h"

namespace {

using studies::StudyOptions;
using studies::StudyResult;

class StudyProgram : public ScratchFolder {
 protected:
  int run(std::vector<const char*> arguments,
          const std::function<void(const StudyOptions&, StudyResult&)>& body) {
    arguments.insert(arguments.begin(), "sample");
    return studies::run_study(static_cast<int>(arguments.size()), arguments.data(),
                              {.name = "sample", .about = "A sample."}, body);
  }
  std::string out() const { return file("out").string(); }
};

TEST_F(StudyProgram, GivesTheBodyItsOptionsAndWritesItsResult) {
  const std::string folder = out();
  StudyOptions seen;
  const int status = run({"--out", folder.c_str(), "--seed", "7", "--quick", "--data-dir", "d"},
                         [&](const StudyOptions& options, StudyResult& result) {
                           seen = options;
                           result.expect_at_least("value", 2, 1);
                         });
  EXPECT_EQ(status, 0);
  EXPECT_EQ(seen.out, folder);
  EXPECT_EQ(seen.seed, 7U);
  EXPECT_TRUE(seen.quick);
  EXPECT_EQ(seen.data_dir, "d");
  EXPECT_NE(get("out/result.json").find("./run study sample --seed 7 --quick --data-dir d"),
            std::string::npos);
}

TEST_F(StudyProgram, TakesAFolderOfAnyName) {
  for (const char* name : {"two words", "\"quoted\"", "ä&b"}) {
    const std::string folder = file(name).string();
    EXPECT_EQ(run({"--out", folder.c_str()}, [](const StudyOptions&, StudyResult&) {}), 0);
    EXPECT_TRUE(std::filesystem::exists(file(name) / "result.json")) << name;
  }
}

TEST_F(StudyProgram, SaysThatItsOutputCouldNotBeWritten) {
  const std::string folder = out();
  const auto run_on_a_full_disk = [&](std::vector<const char*> arguments) {
    if (std::freopen("/dev/full", "w", stdout) == nullptr) std::exit(3);
    std::exit(run(std::move(arguments), [](const StudyOptions&, StudyResult&) {}));
  };
  const char* said = "^sample: cannot write to standard output: No space left on device\n$";
  EXPECT_EXIT(run_on_a_full_disk({"--help"}), ::testing::ExitedWithCode(1), said);
  EXPECT_EXIT(run_on_a_full_disk({"--out", folder.c_str()}), ::testing::ExitedWithCode(1), said);
}

TEST_F(StudyProgram, ThatIsFixedTakesNoSeedAndWritesNone) {
  const std::string folder = out();
  const auto fixed = [&](const char* option) {
    const std::vector<const char*> arguments = {"sample", "--out", folder.c_str(), option};
    return studies::run_study(
        option == nullptr ? 3 : 4, arguments.data(),
        {.name = "sample", .about = "A sample.", .kind = studies::StudyKind::fixed},
        [](const StudyOptions&, StudyResult&) {});
  };
  ::testing::internal::CaptureStderr();
  EXPECT_EQ(fixed("--seed=7"), 2);
  EXPECT_EQ(fixed("--quick"), 2);
  ::testing::internal::GetCapturedStderr();
  EXPECT_EQ(fixed(nullptr), 0);
  EXPECT_NE(get("out/result.json").find("\"./run study sample\""), std::string::npos);
}

TEST_F(StudyProgram, TakesTheOptionsOfItsOwn) {
  const std::string folder = out();
  const std::vector<const char*> arguments = {"sample", "--out", folder.c_str(), "--steps", "12"};
  StudyOptions seen;
  const int status =
      studies::run_study(static_cast<int>(arguments.size()), arguments.data(),
                         {.name = "sample",
                          .about = "A sample.",
                          .own_options = {{"steps", "N", "how many"}, {"words", "FILE", "which"}}},
                         [&](const StudyOptions& options, StudyResult&) { seen = options; });
  EXPECT_EQ(status, 0);
  EXPECT_EQ(seen.of("steps"), "12");
  EXPECT_EQ(seen.of("words"), "");
  EXPECT_NE(get("out/result.json").find("./run study sample --seed 1 --steps 12\""),
            std::string::npos);
}

TEST_F(StudyProgram, FailsWhenAValueIsNotReached) {
  const std::string folder = out();
  const auto body = [](const StudyOptions&, StudyResult& result) {
    result.expect_at_least("value", 0, 1);
  };
  EXPECT_EQ(run({"--out", folder.c_str()}, body), 1);
  EXPECT_EQ(run({"--out", folder.c_str(), "--quick"}, body), 0);
}

TEST_F(StudyProgram, TellsAnErrorOfItsBody) {
  const std::string folder = out();
  ::testing::internal::CaptureStderr();
  EXPECT_EQ(run({"--out", folder.c_str()},
                [](const StudyOptions&, StudyResult&) { throw gradflow::Error("no such luck"); }),
            1);
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "sample: no such luck\n");
}

TEST_F(StudyProgram, RefusesAWrongCommandLineBeforeAnythingRuns) {
  for (const std::vector<const char*>& wrong : {std::vector<const char*>{"--sed", "1"},
                                                {"--see", "1"},
                                                {"--seed", "-1"},
                                                {"--seed", "many"},
                                                {"word"}}) {
    ::testing::internal::CaptureStderr();
    EXPECT_EQ(run(wrong, [](const StudyOptions&, StudyResult&) { FAIL(); }), 2);
    const std::string text = ::testing::internal::GetCapturedStderr();
    EXPECT_TRUE(text.starts_with("sample: ")) << text;
    EXPECT_TRUE(text.ends_with("; --help lists the options\n")) << text;
  }
}

}  // namespace
