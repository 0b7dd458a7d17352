#pragma once
// The data sets of the paper (section 2), each as mini-batches to train on and two sets to judge
// by. Shapeset is drawn as it is needed: update k sees examples 10 k … 10 k + 9 of the training
// seed, and no example comes twice. The others are finite: each epoch is a new order of their
// training set, a function of (seed, epoch), and the last examples that do not fill a mini-batch
// are left out of it. A fixed set of Shapeset's examples (section 5) is a finite one.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "studies/support/image_data.h"

namespace glorot2010 {

enum class DataSet { shapeset, mnist, cifar10, imagenet, fashion };

// "shapeset", "mnist" …: in the names of runs.
std::string_view name(DataSet set);
// "Shapeset-3×2", "MNIST", …; of a stand-in, what it is and that it stands in.
std::string_view title(DataSet set);
// Numbers that an image has, and classes.
std::int64_t inputs(DataSet set);
std::int64_t classes(DataSet set);

// Shapeset's sets, which no training stream meets whatever the run's seed: rates are chosen on the
// one, errors are reported on the other.
inline constexpr std::uint64_t kTestSeed = 2010;
inline constexpr std::uint64_t kValidationSeed = 2011;

// Of these in all trainings but the quick profile's, and in the searches for their rates: as many
// as the paper's test set has.
inline constexpr std::int64_t kHeldOutExamples = 10000;

class Data {
 public:
  virtual ~Data() = default;

  // The examples of update k = 0, 1, …, asked for in any order.
  virtual studies::Examples batch(std::int64_t update) = 0;

  const studies::Examples& validation() const { return validation_; }
  const studies::Examples& test() const { return test_; }
  // What the numbers depend on beside the seed: the set, its scale, its split.
  const std::string& text() const { return text_; }

 protected:
  Data(std::string text, studies::Examples validation, studies::Examples test)
      : text_(std::move(text)), validation_(std::move(validation)), test_(std::move(test)) {}

 private:
  std::string text_;
  studies::Examples validation_, test_;
};

struct DataOptions {
  DataSet set = DataSet::shapeset;
  std::int64_t batch = 10;       // examples of an update
  std::int64_t held_out = 1000;  // of Shapeset's validation and test sets, each
  // When above 0, Shapeset is a finite set of that many examples: the first of the training stream.
  std::int64_t fixed = 0;
};

// `seed` is that of the training stream. gradflow::FileError when the files of a finite set are not
// there or damaged.
std::unique_ptr<Data> open_data(const DataOptions& options, std::uint64_t seed,
                                const std::filesystem::path& data_dir);

// Of a finite set that is in memory.
std::unique_ptr<Data> finite_data(studies::ImageData data, const DataOptions& options,
                                  std::uint64_t seed);

// What there is on this machine of each set that comes as files, and where a user gets the rest.
std::string data_report(const std::filesystem::path& data_dir);

}  // namespace glorot2010
