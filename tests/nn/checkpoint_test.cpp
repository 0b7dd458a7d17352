#include "nn/checkpoint.h"

#include <gtest/gtest.h>

#include <bit>
#include <cstdint>
#include <filesystem>
#include <optional>

#include "autograd/backward.h"
#include "autograd/ops.h"
#include "nn/files/safetensors.h"
#include "nn/linear.h"
#include "nn/optim/sgd.h"
#include "nn/sequential.h"
#include "tests/nn/networks.h"
#include "tests/nn/temporary_folder.h"
#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"
#include "tests/support/file_size_limit.h"

namespace gradflow::nn {
namespace {

using gradflow::testing::add_layers;
using gradflow::testing::expect_error;
using gradflow::testing::expect_same;
using gradflow::testing::same_bits;
using gradflow::testing::TemporaryFolder;

// A training run as a program has it; every construction of one is a program started anew.
struct Program {
  explicit Program(std::uint64_t seed) : rng(seed) {
    add_layers(net, {6, 8, 5, 3}, rng);
    sgd.emplace(net, optim::SgdOptions{.learning_rate = 0.1, .momentum = 0.9});
    checkpoint.add(net);
    checkpoint.add(*sgd);
    checkpoint.add("batches", rng);
  }

  void train(int until) {
    for (; step < until; ++step)
      sgd->backward(testing::loss_of(net, testing::random_batch(rng, 4, 6, 3)));
  }
  void save(const std::string& path) {
    checkpoint.set("step", step);
    checkpoint.set("data", "made up");
    checkpoint.save(path);
  }
  void load(const std::string& path) {
    checkpoint.load(path);
    step = static_cast<int>(checkpoint.number("step"));
  }
  std::vector<Tensor> state() {
    std::vector<Tensor> found;
    for (const Parameter* parameter : net.parameters()) found.push_back(parameter->value());
    for (const auto& [path, velocity] : sgd->named_state()) found.push_back(*velocity);
    return found;
  }

  Rng rng;
  Sequential net;
  std::optional<optim::Sgd> sgd;
  Checkpoint checkpoint;
  int step = 0;
};

struct CheckpointFile : ::testing::Test {
  TemporaryFolder folder;
  std::string path = folder.file("run.safetensors");
};

TEST_F(CheckpointFile, LetsARunGoOnWithTheBitsOfOneLeftAlone) {
  Program alone(1);
  alone.train(20);
  {
    Program interrupted(1);
    interrupted.train(7);
    interrupted.save(path);
    interrupted.train(9);  // lost with the program
  }
  Program resumed(2);
  resumed.load(path);
  EXPECT_EQ(resumed.step, 7);
  EXPECT_EQ(resumed.checkpoint.text("data"), "made up");
  resumed.train(20);
  expect_same(resumed.state(), alone.state());
  EXPECT_EQ(resumed.rng, alone.rng);
  for (const Parameter* parameter : resumed.net.parameters())
    EXPECT_EQ(parameter->fresh_copies(), 0);
}

TEST_F(CheckpointFile, NamesItsTensorsByTheirPaths) {
  Program(1).save(path);
  std::vector<std::string> names;
  const Safetensors content = read_safetensors(path);
  for (const auto& [name, tensor] : content.tensors) names.push_back(name);
  EXPECT_EQ(names, (std::vector<std::string>{
                       "h1.weight", "h1.bias", "h2.weight", "h2.bias", "out.weight", "out.bias",
                       "optimizer/h1.weight/velocity", "optimizer/h1.bias/velocity",
                       "optimizer/h2.weight/velocity", "optimizer/h2.bias/velocity",
                       "optimizer/out.weight/velocity", "optimizer/out.bias/velocity"}));
  EXPECT_EQ(content.metadata.at(0).second, "made up");
}

struct Counter : Layer<Variable(Variable)> {
  void visit(Visitor& visitor) override { visitor.buffer("calls", calls); }
  Variable forward(const Variable& x) override {
    calls = calls + 1.0;
    return x;
  }
  Tensor calls = Tensor::zeros({});
};

TEST_F(CheckpointFile, HoldsBuffers) {
  Counter counter;
  counter(Tensor::ones({1}));
  Checkpoint checkpoint;
  checkpoint.add(counter);
  checkpoint.save(path);
  counter(Tensor::ones({1}));
  EXPECT_EQ(counter.calls.item(), 2);
  checkpoint.load(path);
  EXPECT_EQ(counter.calls.item(), 1);
}

TEST_F(CheckpointFile, LeavesAValueThatSomebodyHoldsAsItWas) {
  Program run(1);
  run.save(path);
  run.train(3);
  const Tensor held = run.net.parameters()[0]->value();
  const Tensor bits = held.clone();
  run.load(path);
  EXPECT_TRUE(same_bits(held, bits));
  EXPECT_FALSE(same_bits(run.net.parameters()[0]->value(), bits));
}

TEST_F(CheckpointFile, TellsAllDifferencesAndLoadsNothing) {
  Rng rng(1);
  Sequential saved;
  saved.add<Linear>("h1", 3, 4, init::glorot_uniform(), rng);
  saved.add<Linear>("extra", 4, 1, init::glorot_uniform(), rng);
  Checkpoint writer;
  writer.add(saved);
  writer.add("old", rng);
  writer.save(path);

  Sequential wanted;
  wanted.add<Linear>("h1", 3, 5, init::glorot_uniform(), rng,
                     LinearOptions{.dtype = DType::float64});
  wanted.add<Linear>("out", 4, 2, init::glorot_uniform(), rng);
  const Tensor weight = wanted.parameters()[0]->value();
  Checkpoint reader;
  reader.add(wanted);
  reader.add("new", rng);
  reader.set("step", 5);
  const Rng before = rng;
  expect_error<FileError>(
      [&] { reader.load(path); },
      fmt::format(
          "load: \"{}\" differs from what was added to the checkpoint; nothing was loaded "
          "(load_state takes a part of a file):\n"
          "  missing: \"out.bias\" [2] float32\n"
          "  missing: \"out.weight\" [2, 4] float32\n"
          "  missing: generator \"new\"\n"
          "  unexpected: \"extra.bias\" [1] float32\n"
          "  unexpected: \"extra.weight\" [1, 4] float32\n"
          "  unexpected: generator \"old\"\n"
          "  wrong shape: \"h1.bias\" is [4] float32 in the file; expected [5] float64\n"
          "  wrong shape: \"h1.weight\" is [4, 3] float32 in the file; expected [5, 3] float64",
          path));
  EXPECT_TRUE(same_bits(wanted.parameters()[0]->value(), weight));
  EXPECT_EQ(rng, before);
  EXPECT_EQ(reader.number("step"), 5);
}

TEST_F(CheckpointFile, CapsTheListOfDifferences) {
  Checkpoint empty;
  empty.save(path);
  Rng rng(1);
  Sequential deep;
  for (int i = 0; i < 12; ++i)
    deep.add<Linear>(fmt::format("h{}", i), 1, 1, init::constant(1), rng);
  Checkpoint reader;
  reader.add(deep);
  try {
    reader.load(path);
    FAIL();
  } catch (const FileError& error) {
    EXPECT_TRUE(std::string_view(error.what())
                    .ends_with("\n  missing: \"h7.weight\" [1, 1] float32\n  and 4 more"))
        << error.what();
  }
}

TEST_F(CheckpointFile, CutShortIsRefusedAndChangesNothing) {
  Program run(1);
  run.train(2);
  run.save(path);
  std::filesystem::resize_file(path, std::filesystem::file_size(path) - 1);
  Program other(2);
  const std::vector<Tensor> before = other.state();
  EXPECT_THROW(other.load(path), FileError);
  expect_same(other.state(), before);
  EXPECT_EQ(other.step, 0);
}

TEST_F(CheckpointFile, SurvivesAFullDisk) {
  Program run(1);
  run.train(2);
  run.save(path);
  run.train(4);
  {
    const testing::FileSizeLimit full(100);
    expect_error<FileError>(
        [&] { run.save(path); },
        fmt::format("write_safetensors: cannot write \"{}\": File too large", path));
  }
  run.load(path);
  EXPECT_EQ(run.step, 2);
}

TEST_F(CheckpointFile, RefusesAGeneratorOfAnotherKind) {
  Rng rng(1);
  Checkpoint checkpoint;
  checkpoint.add("rng", rng);
  for (const std::string_view text : {"mt19937 3 4", "philox4x32-10 3", "philox4x32-10 3 4 5",
                                      "philox4x32-10 -3 4", "philox4x32-10 3 ", ""}) {
    write_safetensors(path, {{}, {{"generator/rng", std::string(text)}}});
    expect_error<FileError>(
        [&] { checkpoint.load(path); },
        fmt::format("load: \"{}\": generator \"rng\" is \"{}\"; expected \"philox4x32-10 <key> "
                    "<position>\"",
                    path, text));
  }
  EXPECT_EQ(rng, Rng(1));
}

TEST(Checkpoint, KeepsNumbersAndTexts) {
  Checkpoint checkpoint;
  checkpoint.set("step", 12);
  checkpoint.set("step", -13);
  checkpoint.set("note", "ä");
  EXPECT_EQ(checkpoint.number("step"), -13);
  EXPECT_EQ(checkpoint.text("step"), "-13");
  EXPECT_EQ(checkpoint.text("note"), "ä");
  EXPECT_TRUE(checkpoint.has("note"));
  EXPECT_FALSE(checkpoint.has("epoch"));
}

TEST(Checkpoint, KeepsRealNumbersToTheBit) {
  Checkpoint checkpoint;
  for (const double number : {0.5, 0.1 + 0.2, -0.0, 1e30, 5e-324, 1e308, 12.0}) {
    checkpoint.set("rate", number);
    EXPECT_EQ(std::bit_cast<std::uint64_t>(checkpoint.real_number("rate")),
              std::bit_cast<std::uint64_t>(number))
        << number;
  }
  checkpoint.set("step", 3);
  EXPECT_EQ(checkpoint.real_number("step"), 3);
}

TEST(Checkpoint, RefusesNamesAndValuesThatDoNotFit) {
  Rng rng(1);
  Sequential net;
  add_layers(net, {2, 2}, rng);
  optim::Sgd sgd(net);
  Checkpoint checkpoint;
  checkpoint.add("rng", rng);
  checkpoint.add(sgd);
  checkpoint.set("note", "12x");
  expect_error<ArgumentError>([&] { checkpoint.add("rng", rng); },
                              "Checkpoint: there is already a generator \"rng\"");
  expect_error<ArgumentError>([&] { checkpoint.add(sgd); },
                              "Checkpoint: there is already an optimizer \"optimizer\"");
  expect_error<ArgumentError>(
      [&] { checkpoint.set("a/b", 1); },
      "Checkpoint: a value cannot be called \"a/b\"; expected a name without a slash");
  expect_error<ArgumentError>([&] { checkpoint.number("note"); },
                              "Checkpoint: \"note\" is \"12x\", not a whole number");
  expect_error<ArgumentError>([&] { checkpoint.real_number("note"); },
                              "Checkpoint: \"note\" is \"12x\", not a number");
  expect_error<ArgumentError>([&] { checkpoint.set("crc32", 1); },
                              "Checkpoint: a value cannot be called \"crc32\", which the file has");
  expect_error<ArgumentError>([&] { checkpoint.text("epoch"); },
                              "Checkpoint: no value is called \"epoch\"");
  checkpoint.add(net);
  checkpoint.add(net);
  expect_error<ArgumentError>(
      [&] { checkpoint.save("/nowhere"); },
      "Checkpoint: two tensors are called \"out.weight\"; give the modules names with set_name");
}

}  // namespace
}  // namespace gradflow::nn
