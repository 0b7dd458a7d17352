// Whatever allocation fails while a checkpoint is written or read: what is said, that the file and
// the model are the ones of before or of after, and that nothing is lost.

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "tests/allocation/models.h"
#include "tests/allocation/system_memory.h"
#include "tests/nn/temporary_folder.h"
#include "tests/support/expect_tensor.h"
#include "tests/support/pool_capacity.h"

namespace gradflow::allocation {
namespace {

using gradflow::testing::bytes_of_file;
using gradflow::testing::expect_same;
using gradflow::testing::PoolCapacity;
using gradflow::testing::TemporaryFolder;
using gradflow::testing::write_file;

class FailedAllocationInACheckpoint : public ::testing::Test {
 protected:
  static void add_to(nn::Checkpoint& checkpoint, Model& model, Rng& rng) {
    checkpoint.add(model.net);
    checkpoint.add(*model.optimizer);
    checkpoint.add("order", rng);
  }

  // body(fault) for each allocation of the work, alone and with all after it.
  template <class Body>
  static void for_each_allocation_of(const std::function<void()>& work, Body body) {
    const std::int64_t allocations = allocations_of(work);
    for (const bool from_then : {false, true})
      for (std::int64_t allocation = 1; allocation <= allocations; ++allocation) {
        SCOPED_TRACE(::testing::Message()
                     << allocation << " of " << allocations << ", " << from_then);
        body(Fault{allocation, from_then});
        ASSERT_FALSE(HasFailure());
      }
    fmt::print("{} allocations failed\n", 2 * allocations);
  }

  TemporaryFolder folder_;
  const std::string path_ = folder_.file("checkpoint.safetensors");

 private:
  const PoolCapacity every_block_from_the_system_{0};
};

TEST_F(FailedAllocationInACheckpoint, IsWrittenWholeOrLeavesTheOneBefore) {
  const auto model = images_with_adam().make();
  Rng rng(1);
  nn::Checkpoint checkpoint;
  add_to(checkpoint, *model, rng);
  checkpoint.set("step", std::int64_t{1});
  checkpoint.save(path_);
  const std::string before = bytes_of_file(path_);
  checkpoint.set("step", std::int64_t{2});
  const std::string other = folder_.file("other.safetensors");
  checkpoint.save(other);
  const std::string after = bytes_of_file(other);
  for_each_allocation_of([&] { checkpoint.save(other); },
                         [&](const Fault& fault) {
                           const std::int64_t blocks = blocks_in_use();
                           const bool failed =
                               !error_of([&] { checkpoint.save(path_); }, fault).empty();
                           EXPECT_EQ(blocks_in_use(), blocks);
                           EXPECT_EQ(bytes_of_file(path_), failed ? before : after);
                           EXPECT_EQ(folder_.file_count(), 2U);
                           write_file(path_, before);
                         });
}

TEST_F(FailedAllocationInACheckpoint, IsReadWholeOrNotAtAll) {
  const auto saved = images_with_adam().make(), loaded = images_with_adam().make();
  Rng rng(1), other_rng(2);
  nn::Checkpoint writer, reader;
  add_to(writer, *saved, rng);
  add_to(reader, *loaded, other_rng);
  saved->optimizer->backward(saved->loss());
  rng.uniform();
  writer.save(path_);
  const std::string initial = folder_.file("initial.safetensors");
  reader.save(initial);
  const std::vector<Tensor> before = loaded->trained(), after = saved->trained();
  const std::vector<Tensor> buffers_before = loaded->buffers(), buffers_after = saved->buffers();
  for_each_allocation_of([&] { reader.load(path_); },
                         [&](const Fault& fault) {
                           reader.load(initial);
                           const std::int64_t blocks = blocks_in_use();
                           const bool failed =
                               !error_of([&] { reader.load(path_); }, fault).empty();
                           if (failed) {
                             EXPECT_EQ(blocks_in_use(), blocks);
                           }
                           expect_same(loaded->trained(), failed ? before : after);
                           expect_same(loaded->buffers(), failed ? buffers_before : buffers_after);
                           EXPECT_EQ(other_rng.position(), failed ? 0 : rng.position());
                         });
}

}  // namespace
}  // namespace gradflow::allocation
