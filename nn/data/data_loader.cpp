#include "nn/data/data_loader.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <limits>
#include <mutex>
#include <thread>
#include <utility>

#include "tensor/error.h"

namespace gradflow::data {

namespace {

// An epoch has two streams of the 2^64 of a generator. Counting on from the last one, and from what
// is made ahead, stays in range.
constexpr std::int64_t kEpochs = std::int64_t{1} << 62;

}  // namespace

// Makes the batches; used by one thread at a time.
class DataLoader::Batches {
 public:
  Batches(const Dataset& dataset, const DataLoaderOptions& options)
      : dataset_(dataset), options_(options), size_(dataset.size()) {}

  std::vector<Tensor> make(std::int64_t epoch, std::int64_t position) {
    require(dataset_.size() == size_,
            "DataLoader: the data had {} examples when the loader was made, and have {} now; make "
            "another loader",
            size_, dataset_.size());
    if (epoch != epoch_) begin(epoch);
    const std::int64_t first = position * options_.batch_size;
    const std::int64_t last = std::min(first + options_.batch_size, size_);
    const std::span<const std::int32_t> order = order_.values<std::int32_t>();
    const std::vector<std::int64_t> indices(order.begin() + first, order.begin() + last);
    return dataset_.batch(indices, streams_);
  }

 private:
  // One stream of each epoch shuffles, another one is split among the examples.
  void begin(std::int64_t epoch) {
    const Rng seed(options_.seed);
    const auto number = static_cast<std::uint64_t>(epoch);
    const auto size = static_cast<std::int32_t>(size_);
    order_ = options_.shuffle ? seed.at(2 * number).permutation(size)
                              : Tensor::arange(size, DType::int32);
    streams_ = seed.at(2 * number + 1);
    epoch_ = epoch;
  }

  const Dataset& dataset_;
  const DataLoaderOptions& options_;
  const std::int64_t size_;
  std::int64_t epoch_ = -1;
  Tensor order_;
  Rng streams_{0};
};

// A thread that makes batches from a position on, and the few that wait to be taken. Tensors pass
// between the threads under the lock, so what one wrote the other sees; those that were used go
// back, since the memory pool of the thread that makes the next ones can use them again.
class DataLoader::Prefetch {
 public:
  Prefetch(Batches& source, const DataLoader& loader)
      : source_(source),
        ahead_(static_cast<std::size_t>(loader.options_.prefetch)),
        batches_(loader.batches_) {
    thread_ = std::thread(
        [this, epoch = loader.epoch_, position = loader.position_] { run(epoch, position); });
  }
  Prefetch(const Prefetch&) = delete;
  Prefetch& operator=(const Prefetch&) = delete;
  ~Prefetch() {
    {
      const std::lock_guard lock(mutex_);
      stop_ = true;
    }
    room_.notify_one();
    thread_.join();
  }

  std::vector<Tensor> take(std::vector<Tensor> used) {
    std::unique_lock lock(mutex_);
    used_.push_back(std::move(used));
    ready_.wait(lock, [&] { return !made_.empty() || error_ != nullptr; });
    if (made_.empty()) std::rethrow_exception(error_);
    std::vector<Tensor> batch = std::move(made_.front());
    made_.pop_front();
    room_.notify_one();
    return batch;
  }

 private:
  void run(std::int64_t epoch, std::int64_t position) noexcept {
    try {
      while (wait_for_room()) {
        std::vector<Tensor> batch = source_.make(epoch, position);
        if (++position == batches_) ++epoch, position = 0;
        const std::lock_guard lock(mutex_);
        made_.push_back(std::move(batch));
        ready_.notify_one();
      }
    } catch (...) {
      const std::lock_guard lock(mutex_);
      error_ = std::current_exception();
      ready_.notify_one();
    }
  }

  // False when it is time to stop.
  bool wait_for_room() {
    std::vector<std::vector<Tensor>> used;  // released after the lock
    std::unique_lock lock(mutex_);
    room_.wait(lock, [&] { return stop_ || made_.size() < ahead_; });
    used.swap(used_);
    return !stop_;
  }

  Batches& source_;
  const std::size_t ahead_;
  const std::int64_t batches_;
  std::mutex mutex_;
  std::condition_variable room_, ready_;
  std::deque<std::vector<Tensor>> made_;
  std::vector<std::vector<Tensor>> used_;
  std::exception_ptr error_;
  bool stop_ = false;
  std::thread thread_;
};

DataLoader::DataLoader(const Dataset& dataset, const DataLoaderOptions& options)
    : options_(options), source_(std::make_unique<Batches>(dataset, options_)) {
  const std::int64_t size = dataset.size(), batch_size = options.batch_size;
  require(batch_size > 0, "DataLoader: the batch size is {}; expected at least 1", batch_size);
  require(options.prefetch >= 0, "DataLoader: {} batches to prefetch; expected none or more",
          options.prefetch);
  require(size > 0 && size <= std::numeric_limits<std::int32_t>::max(),
          "DataLoader: the data have {} examples; expected 1 to 2^31 - 1", size);
  batches_ = options.drop_last ? size / batch_size : (size - 1) / batch_size + 1;
  require(batches_ > 0,
          "DataLoader: {} examples are less than a batch of {}, and drop_last leaves it out", size,
          batch_size);
}

DataLoader::~DataLoader() = default;

void DataLoader::seek(std::int64_t epoch, std::int64_t position) {
  require(epoch >= 0 && position >= 0 && position < batches_,
          "DataLoader: there is no batch {} of epoch {}; an epoch has batches 0 to {}", position,
          epoch, batches_ - 1);
  require(epoch < kEpochs, "DataLoader: there is no epoch {}; the last one is {}", epoch,
          kEpochs - 1);
  prefetch_.reset();
  epoch_ = epoch;
  position_ = position;
}

std::vector<Tensor> DataLoader::next() {
  std::vector<Tensor> batch;
  if (options_.prefetch == 0) {
    batch = source_->make(epoch_, position_);
  } else {
    if (prefetch_ == nullptr) prefetch_ = std::make_unique<Prefetch>(*source_, *this);
    try {
      batch = prefetch_->take(std::exchange(given_, {}));
    } catch (...) {
      prefetch_.reset();  // so that the next call tries again
      throw;
    }
    given_ = batch;
  }
  if (++position_ == batches_) {
    ++epoch_;
    position_ = 0;
  }
  return batch;
}

}  // namespace gradflow::data
