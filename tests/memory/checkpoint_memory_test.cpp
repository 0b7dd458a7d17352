// Whatever request for memory is refused while a checkpoint is written or read: what is said, that
// the file and the model are the ones of before or of after, and that nothing is lost.

#include <gtest/gtest.h>

#include <exception>
#include <new>

#include "tests/memory/subject.h"
#include "tests/memory/system_memory.h"
#include "tests/nn/temporary_folder.h"
#include "tests/support/expect_tensor.h"

namespace gradflow::memory {
namespace {

using gradflow::testing::bytes_of_file;
using gradflow::testing::expect_same;
using gradflow::testing::TemporaryFolder;
using gradflow::testing::write_file;

class CheckpointWithoutMemory : public ::testing::Test {
 protected:
  void SetUp() override {
    set_pool_capacity(0);
    trim_pool();
  }
  void TearDown() override { set_pool_capacity(std::size_t{1} << 30); }

  static void add_to(nn::Checkpoint& checkpoint, Subject& subject, Rng& rng) {
    checkpoint.add(subject.net);
    checkpoint.add(*subject.optimizer);
    checkpoint.add("order", rng);
  }

  // What a call said, or nothing.
  static std::string failure(const std::function<void()>& work, const Refusal& refusal) {
    try {
      requests_of(work, refusal);
    } catch (const std::exception& error) {
      return error.what();
    }
    return {};
  }

  // body(refusal) for each request of the work, once and from then on.
  template <class Body>
  void for_each_request_of(const std::function<void()>& work, Body body) {
    const std::int64_t requests = requests_of(work);
    for (const bool from_then : {false, true})
      for (std::int64_t request = 1; request <= requests; ++request) {
        SCOPED_TRACE(::testing::Message() << request << " of " << requests << ", " << from_then);
        body(Refusal{request, from_then});
        ASSERT_FALSE(HasFailure());
      }
    RecordProperty("refusals", static_cast<int>(2 * requests));
  }

  TemporaryFolder folder_;
  std::string path_ = folder_.file("checkpoint.safetensors");
};

TEST_F(CheckpointWithoutMemory, IsWrittenWholeOrLeavesTheOneBefore) {
  const auto subject = kinds().front().make();
  Rng rng(1);
  nn::Checkpoint checkpoint;
  add_to(checkpoint, *subject, rng);
  checkpoint.set("step", std::int64_t{1});
  checkpoint.save(path_);
  const std::string before = bytes_of_file(path_);
  checkpoint.set("step", std::int64_t{2});
  const std::string other = folder_.file("other.safetensors");
  checkpoint.save(other);
  const std::string after = bytes_of_file(other);
  for_each_request_of([&] { checkpoint.save(other); },
                      [&](const Refusal& refusal) {
                        const std::int64_t blocks = blocks_in_use();
                        const bool failed =
                            !failure([&] { checkpoint.save(path_); }, refusal).empty();
                        EXPECT_EQ(blocks_in_use(), blocks);
                        EXPECT_EQ(bytes_of_file(path_), failed ? before : after);
                        write_file(path_, before);
                      });
}

TEST_F(CheckpointWithoutMemory, IsReadWholeOrNotAtAll) {
  const auto saved = kinds().front().make(), loaded = kinds().front().make();
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
  for_each_request_of([&] { reader.load(path_); },
                      [&](const Refusal& refusal) {
                        reader.load(initial);
                        const std::int64_t blocks = blocks_in_use();
                        const bool failed = !failure([&] { reader.load(path_); }, refusal).empty();
                        if (failed) {
                          EXPECT_EQ(blocks_in_use(), blocks);
                        }
                        expect_same(loaded->trained(), failed ? before : after);
                        EXPECT_EQ(other_rng.position(), failed ? 0 : rng.position());
                      });
}

}  // namespace
}  // namespace gradflow::memory
