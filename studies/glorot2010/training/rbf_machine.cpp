#include "studies/glorot2010/training/rbf_machine.h"

#ifdef GLOROT2010_LIBSVM
#if __has_include(<libsvm/svm.h>)
#include <libsvm/svm.h>
#else
#include <svm.h>
#endif
#endif

#include <fmt/core.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "tensor/error.h"

namespace glorot2010 {

#ifdef GLOROT2010_LIBSVM

namespace {

constexpr int kEnd = -1;  // index that ends a list of nodes
constexpr double kCacheMegabytes = 1000;
constexpr double kTolerance = 1e-3;  // libsvm's own default

// libsvm's sparse form; every element is written, since hardly a pixel is 0.
void append_nodes(std::span<const float> image, std::vector<svm_node>& nodes) {
  for (std::size_t i = 0; i < image.size(); ++i)
    nodes.push_back({static_cast<int>(i) + 1, static_cast<double>(image[i])});
  nodes.push_back({kEnd, 0});
}

std::span<const float> image_of(const studies::Examples& examples, std::int64_t i) {
  const auto size = static_cast<std::size_t>(examples.images.extent(1));
  return examples.images.values<float>().subspan(static_cast<std::size_t>(i) * size, size);
}

}  // namespace

bool svm_available() { return true; }

std::string svm_library() {
  return fmt::format("libsvm {}.{}", LIBSVM_VERSION / 100, LIBSVM_VERSION % 100);
}

// The model points into the nodes.
struct RbfMachine::Parts {
  struct Drop {
    void operator()(svm_model* trained) const { svm_free_and_destroy_model(&trained); }
  };
  std::vector<svm_node> nodes;
  std::unique_ptr<svm_model, Drop> model;
};

RbfMachine::RbfMachine(const studies::Examples& examples, double penalty, double gamma)
    : parts_(std::make_unique<Parts>()) {
  svm_set_print_string_function([](const char*) {});
  const std::int64_t count = examples.size(), size = examples.images.extent(1) + 1;
  parts_->nodes.reserve(static_cast<std::size_t>(count * size));
  std::vector<double> labels;
  std::vector<svm_node*> first;
  for (std::int64_t i = 0; i < count; ++i) {
    append_nodes(image_of(examples, i), parts_->nodes);
    first.push_back(parts_->nodes.data() + i * size);
    labels.push_back(examples.labels.values<std::int32_t>()[static_cast<std::size_t>(i)]);
  }
  const svm_problem problem{static_cast<int>(count), labels.data(), first.data()};
  svm_parameter parameter{};
  parameter.svm_type = C_SVC;
  parameter.kernel_type = RBF;
  parameter.gamma = gamma;
  parameter.C = penalty;
  parameter.cache_size = kCacheMegabytes;
  parameter.eps = kTolerance;
  parameter.shrinking = 1;
  parts_->model.reset(svm_train(&problem, &parameter));
}

RbfMachine::~RbfMachine() = default;

int RbfMachine::answer(const studies::Examples& examples, std::int64_t i) const {
  std::vector<svm_node> nodes;
  append_nodes(image_of(examples, i), nodes);
  return static_cast<int>(svm_predict(parts_->model.get(), nodes.data()));
}

#else

bool svm_available() { return false; }

std::string svm_library() { return ""; }

struct RbfMachine::Parts {};

RbfMachine::RbfMachine(const studies::Examples&, double, double) {
  throw gradflow::Error(
      "left out, because this program was built without libsvm: install it (Debian and Ubuntu: "
      "libsvm-dev) and build again");
}

RbfMachine::~RbfMachine() = default;

int RbfMachine::answer(const studies::Examples&, std::int64_t) const { return 0; }

#endif

}  // namespace glorot2010
