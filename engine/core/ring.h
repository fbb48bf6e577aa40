// Ring: a line of small things, first in, first out, in memory that is used again and doubles when
// it is full. Counts what has gone through, so that two lines can say which of their members came
// first.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace weir {

template <class T>
class Ring {
 public:
  bool empty() const { return pushed_ == popped_; }
  std::size_t size() const { return static_cast<std::size_t>(pushed_ - popped_); }
  std::uint64_t pushed() const { return pushed_; }
  std::uint64_t popped() const { return popped_; }
  const T& front() const { return ring_[popped_ & (ring_.size() - 1)]; }

  void push(const T& t) {
    if (size() == ring_.size()) [[unlikely]]
      grow();
    ring_[pushed_++ & (ring_.size() - 1)] = t;
  }
  T pop() { return ring_[popped_++ & (ring_.size() - 1)]; }
  void clear() { popped_ = pushed_; }

 private:
  void grow() {
    std::vector<T> bigger(ring_.size() * 2);
    for (std::uint64_t i = popped_; i < pushed_; i++)
      bigger[i & (bigger.size() - 1)] = ring_[i & (ring_.size() - 1)];
    ring_.swap(bigger);
  }

  std::vector<T> ring_ = std::vector<T>(64);
  std::uint64_t pushed_ = 0, popped_ = 0;
};

}  // namespace weir
