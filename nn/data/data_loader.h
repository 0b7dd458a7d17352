#pragma once
// Batches of a data set, in an order that is drawn anew for each epoch, prepared ahead on a thread
// of the loader's own.
//
//   data::DataLoader loader(train, {.batch_size = 64, .seed = 1});
//   while (loader.epoch() < 10)
//     for (const std::vector<Tensor>& batch : loader)  // to the end of the epoch
//       sgd.backward(cross_entropy(net(batch[0]), batch[1]));
//
// NOTE: batches
//  Batch i of an epoch is a function of (seed, epoch, i): its examples, their order and what their
//  transforms draw. So two integers, epoch() and position(), are all that a checkpoint needs to go
//  on in the middle of an epoch, whatever was prepared ahead.

#include <cstdint>
#include <iterator>
#include <memory>
#include <vector>

#include "nn/data/dataset.h"

namespace gradflow::data {

struct DataLoaderOptions {
  std::int64_t batch_size = 32;
  bool shuffle = true;     // else in the order of the data, each epoch
  bool drop_last = false;  // leaves out a last batch that is smaller than the others
  std::uint64_t seed = 0;
  int prefetch = 2;  // batches to prepare ahead; 0 makes each when it is asked for, with no thread
};

class DataLoader {
 public:
  class Iterator;
  struct End {};

  // `dataset` must outlive the loader. ArgumentError for a batch size below 1, a negative prefetch,
  // data without examples or with more than 2^31 - 1, or no batch at all in an epoch.
  DataLoader(const Dataset& dataset, const DataLoaderOptions& options = {});
  DataLoader(const DataLoader&) = delete;
  DataLoader& operator=(const DataLoader&) = delete;
  ~DataLoader();

  std::int64_t batches() const { return batches_; }  // in each epoch

  // The next batch is number position(), 0 … batches()-1, of epoch(). After the last of an epoch
  // comes the first of the next one.
  std::int64_t epoch() const { return epoch_; }
  std::int64_t position() const { return position_; }
  // ArgumentError for a negative epoch, one of 2^62 or more, or a position out of range.
  void seek(std::int64_t epoch, std::int64_t position);

  // The fields of the next batch. What preparing it threw, on whatever thread, is thrown here, and
  // the position stays. The loader keeps a share until the next call, so that the memory goes back
  // to the thread that fills the next batches.
  std::vector<Tensor> next();

  // From position() to the end of epoch(); leaving early leaves the position behind what was given.
  Iterator begin();
  End end() const { return {}; }

 private:
  class Batches;
  class Prefetch;

  const DataLoaderOptions options_;
  std::int64_t batches_ = 0, epoch_ = 0, position_ = 0;
  std::unique_ptr<Batches> source_;
  std::unique_ptr<Prefetch> prefetch_;  // while its thread runs
  std::vector<Tensor> given_;
};

class DataLoader::Iterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = std::vector<Tensor>;
  using difference_type = std::ptrdiff_t;

  explicit Iterator(DataLoader& loader) : loader_(&loader), epoch_(loader.epoch()) {
    batch_ = loader_->next();
  }
  const std::vector<Tensor>& operator*() const { return batch_; }
  const std::vector<Tensor>* operator->() const { return &batch_; }
  Iterator& operator++() {
    batch_.clear();  // before the next one, so that the loader may have the memory
    ended_ = loader_->epoch() != epoch_;
    if (!ended_) batch_ = loader_->next();
    return *this;
  }
  void operator++(int) { ++*this; }
  friend bool operator==(const Iterator& iterator, End) { return iterator.ended_; }

 private:
  DataLoader* loader_;
  std::int64_t epoch_;
  std::vector<Tensor> batch_;
  bool ended_ = false;
};

inline DataLoader::Iterator DataLoader::begin() { return Iterator(*this); }

}  // namespace gradflow::data
