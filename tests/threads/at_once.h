#pragma once
// The same work on several threads, all at once.

#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

namespace gradflow::teams {

constexpr std::size_t kThreads = 3;

// work(i) on a thread each.
template <class Work>
void at_once(Work work, std::size_t count = kThreads) {
  std::atomic<std::size_t> waiting{count};
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < count; ++i)
    threads.emplace_back([&, i] {
      --waiting;
      while (waiting > 0) std::this_thread::yield();
      work(i);
    });
  for (std::thread& thread : threads) thread.join();
}

}  // namespace gradflow::teams
