// Files go from Python to here and back: those that tests/reference/make_files.py made, committed
// in tests/nn/files and made afresh, are read here, and Python reads what is written here.

#include <gtest/gtest.h>

#include <cstdlib>
#include <map>

#include "nn/files/npy.h"
#include "nn/files/safetensors.h"
#include "nn/linear.h"
#include "nn/sequential.h"
#include "nn/state.h"
#include "tests/nn/temporary_folder.h"
#include "tests/support/expect_tensor.h"

namespace gradflow::nn {
namespace {

using gradflow::testing::same_bits;
using gradflow::testing::TemporaryFolder;
using NamedTensors = std::map<std::string, Tensor>;

const std::string kFixtures = std::string(GRADFLOW_SOURCE_DIR) + "/tests/nn/files";
const std::string kScript = std::string(GRADFLOW_SOURCE_DIR) + "/tests/reference/make_files.py";

// What both sides write; the script has the same values.
NamedTensors written_by_both() {
  return {{"float32", Tensor::from({2, 3}, {-1, -0.5, 0, 0.5, 1, 1.5})},
          {"float64", Tensor::from({3}, {0.1, -1e300, 5e-324}, DType::float64)},
          {"int32", Tensor::from({1, 2}, {-2147483648.0, 2147483647}, DType::int32)},
          {"scalar", Tensor::scalar(2.5)},
          {"empty", Tensor::zeros({0, 3})}};
}

NamedTensors written_by_python() {
  NamedTensors tensors = written_by_both();
  tensors["int64"] = Tensor::from({2}, {-3, 2147483647}, DType::int32);
  tensors["bool"] = Tensor::from({3}, {1, 0, 1}, DType::int32);
  tensors["uint8"] = Tensor::from({3}, {0, 127, 255}, DType::int32);
  tensors["big_endian"] = Tensor::from({2}, {1.5, -2}, DType::float64);
  tensors["fortran"] = Tensor::arange(24).reshape({2, 3, 4});
  return tensors;
}

NamedTensors state() {
  NamedTensors tensors = written_by_both();
  return {{"h1.weight", tensors["float32"]},
          {"h1.bias", Tensor::from({2}, {0.25, -4})},
          {"moments", tensors["float64"]},
          {"labels", tensors["int32"]}};
}

void expect_files_of_python(const std::string& folder) {
  for (const auto& [name, expected] : written_by_python())
    EXPECT_TRUE(same_bits(read_npy(folder + "/" + name + ".npy"), expected)) << name;
  const Safetensors content = read_safetensors(folder + "/state.safetensors");
  NamedTensors found(content.tensors.begin(), content.tensors.end());
  ASSERT_EQ(found.size(), state().size());
  for (const auto& [name, expected] : state())
    EXPECT_TRUE(same_bits(found[name], expected)) << name;
  EXPECT_EQ(content.metadata, (decltype(content.metadata){{"made by", "Python"}}));
}

// A python3 that has NumPy, or "".
const std::string& python() {
  static const std::string found = [] {
    for (const char* candidate : {"python3", "/usr/bin/python3"})
      if (std::system((std::string(candidate) + " -c 'import numpy' 2>/dev/null").c_str()) == 0)
        return candidate;
    return "";
  }();
  return found;
}

void expect_success(const std::string& mode, const std::string& folder) {
  const std::string command = python() + " '" + kScript + "' " + mode + " '" + folder + "'";
  EXPECT_EQ(std::system(command.c_str()), 0) << command;
}

constexpr std::string_view kNoPython = "python3 with NumPy is not installed";

TEST(Interchange, ReadsTheCommittedFilesOfPython) { expect_files_of_python(kFixtures); }

TEST(Interchange, ReadsFilesThatPythonMakesNow) {
  if (python().empty()) GTEST_SKIP() << kNoPython;
  const TemporaryFolder folder;
  expect_success("make", folder.file(""));
  expect_files_of_python(folder.file(""));
}

TEST(Interchange, PythonReadsWhatIsWrittenHere) {
  if (python().empty()) GTEST_SKIP() << kNoPython;
  const TemporaryFolder folder;
  for (const auto& [name, tensor] : written_by_both())
    write_npy(folder.file(name + ".npy"), tensor);
  Safetensors content{{}, {{"made by", "Gradflow"}}};
  for (const auto& entry : state()) content.tensors.emplace_back(entry);
  write_safetensors(folder.file("state.safetensors"), content);
  expect_success("check", folder.file(""));
}

TEST(Interchange, AModuleTakesItsParametersFromAFileOfPython) {
  Rng rng(1);
  Sequential net;
  net.add<Linear>("h1", 3, 2, init::glorot_uniform(), rng);
  EXPECT_EQ(load_state(net, kFixtures + "/state.safetensors", Strict::no),
            (std::vector<std::string>{"unexpected: \"labels\" [1, 2] int32",
                                      "unexpected: \"moments\" [3] float64"}));
  EXPECT_TRUE(same_bits(net.parameters()[0]->value(), state()["h1.weight"]));
  EXPECT_TRUE(same_bits(net.parameters()[1]->value(), state()["h1.bias"]));
}

}  // namespace
}  // namespace gradflow::nn
