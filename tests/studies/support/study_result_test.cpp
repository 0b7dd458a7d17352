// result.json of a study: what it holds, and when a study has passed.

#include "studies/support/study_result.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "tensor/error.h"
#include "tests/studies/scratch_folder.h"

namespace studies {
namespace {

class StudyResultFile : public ScratchFolder {};

TEST_F(StudyResultFile, HoldsWhatWasMeasuredAndRequired) {
  StudyResult result("moons", 7, "./run study moons --seed 7");
  result.expect_at_least("accuracy", 0.98, 0.97);
  result.expect_at_most("loss", 0.25, 0.5);
  result.note("steps", 100);
  result.write(file("new/out"));
  EXPECT_EQ(get("new/out/result.json"), R"({
  "name": "moons",
  "seed": 7,
  "command": "./run study moons --seed 7",
  "pass": true,
  "measured": [
    {
      "what": "accuracy",
      "value": 0.98,
      "required": "at least 0.97",
      "pass": true
    },
    {
      "what": "loss",
      "value": 0.25,
      "required": "at most 0.5",
      "pass": true
    },
    {
      "what": "steps",
      "value": 100.0,
      "required": null,
      "pass": true
    }
  ]
}
)");
}

TEST(StudyResult, PassesOnItsBoundsAndFailsBeyondThem) {
  StudyResult result("moons", 1, "moons");
  EXPECT_TRUE(result.passed());
  result.expect_at_least("accuracy", 0.97, 0.97);
  result.expect_at_most("loss", 0.5, 0.5);
  EXPECT_TRUE(result.passed());
  result.expect_at_least("accuracy again", 0.969, 0.97);
  EXPECT_FALSE(result.passed());
}

TEST(StudyResult, FailsWithANaNAndWritesItAsText) {
  for (const bool above : {false, true}) {
    StudyResult result("moons", 1, "moons");
    above ? result.expect_at_least("loss", std::nan(""), 0)
          : result.expect_at_most("loss", std::nan(""), 0);
    EXPECT_FALSE(result.passed());
    const auto json = nlohmann::json::parse(result.json());
    EXPECT_EQ(json.at("measured").at(0).at("value"), "nan");
    EXPECT_EQ(json.at("pass"), false);
  }
}

TEST(StudyResult, TellsEachValueInALine) {
  StudyResult result("moons", 1, "moons");
  result.expect_at_least("accuracy", 0.9, 0.97);
  result.expect_at_most("loss", 0.25, 0.5);
  result.note("steps", 100);
  EXPECT_EQ(result.text(),
            "FAIL  accuracy: 0.9 (at least 0.97)\n"
            "pass  loss: 0.25 (at most 0.5)\n"
            "      steps: 100\n");
}

TEST(StudyResult, RefusesABoundThatIsNotANumber) {
  StudyResult result("moons", 1, "moons");
  EXPECT_EQ(
      text_of<gradflow::ArgumentError>([&] { result.expect_at_most("loss", 1, std::nan("")); }),
      "StudyResult: the bound of \"loss\" is not a number");
}

}  // namespace
}  // namespace studies
