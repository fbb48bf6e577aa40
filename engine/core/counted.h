// Counted: a thing that never changes, held by several owners; gone with the last of them. One
//   thread.
#pragma once
#include <cstdint>
#include <utility>

namespace weir {

template <class T>
class Counted {
 public:
  explicit Counted(T thing) : box_(new Box{1, std::move(thing)}) {}
  Counted(const Counted& o) : box_(o.box_) { box_->refs++; }
  Counted& operator=(const Counted& o) {
    o.box_->refs++;
    let_go();
    box_ = o.box_;
    return *this;
  }
  ~Counted() { let_go(); }
  const T& operator*() const { return box_->thing; }
  const T* operator->() const { return &box_->thing; }

 private:
  struct Box {
    std::uint64_t refs;
    const T thing;
  };
  // Apart: g++ 12 otherwise believes that a box is used after the last owner is gone.
  [[gnu::noinline]] static void free(Box* box) { delete box; }
  void let_go() {
    if (--box_->refs == 0) free(box_);
  }
  Box* box_;
};

}  // namespace weir
