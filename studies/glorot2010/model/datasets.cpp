#include "studies/glorot2010/model/datasets.h"

#include <fmt/core.h>

#include <array>
#include <iterator>
#include <utility>
#include <vector>

#include "nn/data/data_loader.h"
#include "nn/data/tensor_dataset.h"
#include "studies/support/shapeset.h"
#include "tensor/error.h"

namespace glorot2010 {

namespace {

using gradflow::data::DataLoader;
using gradflow::data::TensorDataset;
using studies::Examples;
using studies::shapeset::Shapeset;

struct Facts {
  DataSet set;
  std::string_view name, title;
  std::int64_t inputs, classes;
  studies::FileSet files;  // of a finite one
};

constexpr std::array<Facts, 5> kFacts = {{
    {DataSet::shapeset, "shapeset", "Shapeset-3×2", 1024, 9, {}},
    {DataSet::mnist, "mnist", "MNIST", 784, 10, studies::FileSet::mnist},
    {DataSet::cifar10, "cifar10", "CIFAR-10", 3072, 10, studies::FileSet::cifar10},
    {DataSet::imagenet, "imagenet", "ten classes of Tiny ImageNet (in place of Small-ImageNet)",
     1369, 10, studies::FileSet::tiny_imagenet_10},
    {DataSet::fashion, "fashion", "Fashion-MNIST (not in the paper)", 784, 10,
     studies::FileSet::fashion_mnist},
}};

const Facts& facts(DataSet set) { return kFacts[static_cast<std::size_t>(set)]; }

Examples drawn(const Shapeset& stream, std::int64_t first, std::int64_t count) {
  const auto batch = stream.batch(first, count);
  return {batch.images, batch.labels};
}

std::string shapeset_text(const DataOptions& options) {
  return fmt::format("Shapeset in [-1, 1]; validation and test: {} examples of seeds {} and {}",
                     options.held_out, kValidationSeed, kTestSeed);
}

studies::ImageData fixed_shapeset(const DataOptions& options, std::uint64_t seed) {
  return {fmt::format("{}; trained on a fixed set of {}", shapeset_text(options), options.fixed),
          drawn(Shapeset(seed), 0, options.fixed),
          drawn(Shapeset(kValidationSeed), 0, options.held_out),
          drawn(Shapeset(kTestSeed), 0, options.held_out)};
}

class EndlessData final : public Data {
 public:
  EndlessData(const DataOptions& options, std::uint64_t seed)
      : Data(shapeset_text(options), drawn(Shapeset(kValidationSeed), 0, options.held_out),
             drawn(Shapeset(kTestSeed), 0, options.held_out)),
        stream_(seed),
        batch_(options.batch) {}

  Examples batch(std::int64_t update) override { return drawn(stream_, batch_ * update, batch_); }

 private:
  Shapeset stream_;
  std::int64_t batch_;
};

class FiniteData final : public Data {
 public:
  FiniteData(studies::ImageData data, const DataOptions& options, std::uint64_t seed)
      : Data(std::move(data.text), std::move(data.validation), std::move(data.test)),
        train_({std::move(data.train.images), std::move(data.train.labels)}),
        loader_(train_,
                {.batch_size = options.batch, .drop_last = true, .seed = seed, .prefetch = 0}) {}

  Examples batch(std::int64_t update) override {
    const std::int64_t epoch = update / loader_.batches(), position = update % loader_.batches();
    if (epoch != loader_.epoch() || position != loader_.position()) loader_.seek(epoch, position);
    std::vector<gradflow::Tensor> fields = loader_.next();
    return {std::move(fields[0]), std::move(fields[1])};
  }

 private:
  TensorDataset train_;
  DataLoader loader_;
};

}  // namespace

std::string_view name(DataSet set) { return facts(set).name; }
std::string_view title(DataSet set) { return facts(set).title; }
std::int64_t inputs(DataSet set) { return facts(set).inputs; }
std::int64_t classes(DataSet set) { return facts(set).classes; }

std::unique_ptr<Data> open_data(const DataOptions& options, std::uint64_t seed,
                                const std::filesystem::path& data_dir) {
  if (options.set == DataSet::shapeset && options.fixed > 0)
    return finite_data(fixed_shapeset(options, seed), options, seed);
  if (options.set == DataSet::shapeset) return std::make_unique<EndlessData>(options, seed);
  studies::ImageData data = studies::read_image_data(facts(options.set).files, data_dir);
  gradflow::require<gradflow::FileError>(data.train.images.extent(1) == inputs(options.set),
                                         "{}: an image has {} numbers; expected {}",
                                         title(options.set), data.train.images.extent(1),
                                         inputs(options.set));
  return finite_data(std::move(data), options, seed);
}

std::unique_ptr<Data> finite_data(studies::ImageData data, const DataOptions& options,
                                  std::uint64_t seed) {
  return std::make_unique<FiniteData>(std::move(data), options, seed);
}

std::string data_report(const std::filesystem::path& data_dir) {
  std::string text;
  for (const Facts& set : kFacts) {
    if (set.set == DataSet::shapeset) continue;
    const studies::KnownFiles& known = studies::known_files(set.files);
    std::string state;
    try {
      const auto files = studies::checked_files(set.files, data_dir);
      state = fmt::format("in {}, checksums right", files.front().parent_path().string());
      if (set.set == DataSet::cifar10)
        state += files.size() > known.files.size()
                     ? "; test_batch.bin unchecked, since no checksum of it is known"
                     : "; test_batch.bin is missing: tested on half of batch 5";
    } catch (const gradflow::FileError& error) {
      const bool is_there = studies::find_files(set.files, data_dir).missing.size() <= 1;
      state = is_there ? error.what() : fmt::format("not here. {}", known.source);
    }
    fmt::format_to(std::back_inserter(text), "{}\n    {}\n", set.title, state);
  }
  return text + fmt::format("{}\n    drawn as it is needed; no file\n", title(DataSet::shapeset));
}

}  // namespace glorot2010
