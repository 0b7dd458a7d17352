// The live view of a training: what it shows, when, and that it changes nothing.

#include "studies/glorot2010/training/live_view.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "studies/glorot2010/model/learner.h"
#include "tests/support/expect_tensor.h"

namespace glorot2010 {
namespace {

LiveState example_state() {
  return {.title = "train-tanh",
          .update = 12340,
          .updates = 500000,
          .per_second = 312,
          .training_loss = 1.25,
          .layers = {{0.5, 0.75, 1e-3}, {0.25, 0.5, 1e-6}},
          .test_error = {80, 40, 20}};
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines(1);
  for (const char letter : text)
    if (letter == '\n')
      lines.emplace_back();
    else
      lines.back() += letter;
  EXPECT_EQ(lines.back(), "");
  lines.pop_back();
  return lines;
}

TEST(LiveText, ShowsTheTopLayerFirstAndTheErrorToScale) {
  const std::vector<std::string> lines = lines_of(live_text(example_state(), 80, false));
  ASSERT_EQ(lines.size(), 13U);
  EXPECT_EQ(lines[0], "train-tanh  update 12,340 of 500,000  312/s  26:03 left");
  EXPECT_EQ(lines[3],
            "    2  ######.....|..........  0.250 0.500   ......................  1.0e-06");
  EXPECT_EQ(lines[4],
            "    1  ###########.....|.....  0.500 0.750   ###########...........  1.0e-03");
  EXPECT_EQ(lines[6], "training loss 1.250, test error 20.0 %");
  EXPECT_EQ(lines[7], "  80.0 #  ");
  EXPECT_EQ(lines[10], "       ## ");
  EXPECT_EQ(lines[12], "   0.0 ###");
}

TEST(LiveText, KeepsToTheWidthOfTheTerminal) {
  LiveState state = example_state();
  state.test_error.assign(1000, 50);
  for (int columns = 1; columns <= 140; ++columns)
    for (const std::string& line : lines_of(live_text(state, columns, false)))
      EXPECT_LE(line.size(), static_cast<std::size_t>(columns)) << line;
  for (int columns = 1; columns <= 140; ++columns)
    for (const std::string& line : lines_of(live_text(state, columns, true)))
      EXPECT_LE(std::ranges::count_if(line, [](char byte) { return (byte & 0xC0) != 0x80; }),
                columns)
          << line;
}

TEST(LiveText, HasShorterBarsWhereItIsNarrowAndThenNoGradients) {
  EXPECT_EQ(lines_of(live_text(example_state(), 56, false))[3],
            "    2  ###..|....  0.250 0.500   ..........  1.0e-06");
  const std::vector<std::string> narrow = lines_of(live_text(example_state(), 40, false));
  EXPECT_EQ(narrow[2], "layer  activations, 0 to 1     std   p98");
  EXPECT_EQ(narrow[3], "    2  #####.....|.........  0.250 0.500");
}

class FakeTerminal {
 public:
  studies::Display display() {
    return {.bar = true,
            .unicode = false,
            .columns = [] { return 80; },
            .seconds = [this] { return now; },
            .write = [this](std::string_view text) { written += text; }};
  }
  double now = 0;
  std::string written;
};

TEST(LiveView, LooksFourTimesASecondAndDrawsOverTheLastPicture) {
  FakeTerminal terminal;
  Learner learner({.network = {.depth = 2, .width = 12}, .data = {.held_out = 10}}, 1, "");
  LiveView view(learner.network(), "run", 100, terminal.display());
  EXPECT_TRUE(view.due());
  view.begin();
  view.show(0, learner.step(0), {85});
  EXPECT_EQ(terminal.written.find("\x1b["), terminal.written.find("\x1b[K"));
  EXPECT_NE(terminal.written.find("update 0 of 100"), std::string::npos);
  EXPECT_FALSE(view.due());
  terminal.now = 0.25;
  EXPECT_TRUE(view.due());
  terminal.written.clear();
  view.begin();
  view.show(20, learner.step(1), {85, 84});
  EXPECT_TRUE(terminal.written.starts_with("\x1b[13A"));
  EXPECT_NE(terminal.written.find("80/s"), std::string::npos);
}

TEST(LiveView, ChangesNoBitOfTheTraining) {
  const LearnerConfig config{.network = {.depth = 2, .width = 12}, .data = {.held_out = 10}};
  Learner alone(config, 1, ""), watched(config, 1, "");
  FakeTerminal terminal;
  LiveView view(watched.network(), "run", 100, terminal.display());
  for (std::int64_t update = 0; update < 20; ++update) {
    alone.step(update);
    view.begin();
    view.show(update, watched.step(update), {});
    terminal.now += 0.1;
  }
  const auto expected = alone.network().parameters(), actual = watched.network().parameters();
  for (std::size_t i = 0; i < expected.size(); ++i)
    EXPECT_TRUE(gradflow::testing::same_bits(actual[i]->value(), expected[i]->value())) << i;
}

}  // namespace
}  // namespace glorot2010
