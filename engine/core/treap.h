// Treap: a balanced tree whose copies cost nothing and share what has not changed since; what
//   persistent_map.h and persistent_list.h are made of. A copy is a reference; whoever changes a
//   tree copies the nodes on the way that somebody else holds too, and changes his own in place.
// Order: items stand in a sequence; nodes know how many stand below them. Shape: priorities are a
//   fixed sequence of numbers, so equal calls give equal trees.
// Cost: O(log n) for every change and look-up by place, expected. One thread at a time. Source:
//   Seidel and Aragon, Randomized Search Trees, 1996.
#pragma once
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <utility>
#include <vector>

namespace weir {

template <class T>
class Treap {
 public:
  struct Node;

  // The owner of one reference to a node, or of none.
  class Link {
   public:
    Link() = default;
    explicit Link(Node* node) : node_(node) {}
    Link(const Link& o) : node_(o.node_) {
      if (node_ != nullptr) node_->refs++;
    }
    Link(Link&& o) noexcept : node_(std::exchange(o.node_, nullptr)) {}
    Link& operator=(Link o) noexcept {
      std::swap(node_, o.node_);
      return *this;
    }
    ~Link() {
      if (node_ != nullptr && --node_->refs == 0) delete node_;
    }
    const Node* get() const { return node_; }
    const Node* operator->() const { return node_; }
    explicit operator bool() const { return node_ != nullptr; }
    // The node, as one that nobody else holds.
    Node& own() {
      if (node_->refs > 1) *this = Link(new Node(*node_));
      return *node_;
    }

   private:
    Node* node_ = nullptr;
  };

  struct Node {
    Node(T i, std::uint32_t p) : priority(p), item(std::move(i)) {}
    Node(const Node& o)
        : priority(o.priority), size(o.size), left(o.left), right(o.right), item(o.item) {}
    Node& operator=(const Node&) = delete;
    void count() { size = 1 + count_of(left) + count_of(right); }

    std::uint32_t refs = 1;
    std::uint32_t priority;
    std::size_t size = 1;
    Link left, right;
    T item;
  };

  static std::size_t count_of(const Link& tree) { return tree ? tree->size : 0; }

  // All of `a` before all of `b`.
  static Link merged(Link a, Link b) {
    if (!a) return b;
    if (!b) return a;
    if (a->priority > b->priority) {
      Node& top = a.own();
      top.right = merged(std::move(top.right), std::move(b));
      top.count();
      return a;
    }
    Node& top = b.own();
    top.left = merged(std::move(a), std::move(top.left));
    top.count();
    return b;
  }

  // The first items, of which `before(item)` is true, and the others.
  template <class Before>
  static std::pair<Link, Link> split(Link tree, const Before& before) {
    if (!tree) return {};
    Node& top = tree.own();
    if (before(top)) {
      auto [first, rest] = split(std::move(top.right), before);
      top.right = std::move(first);
      top.count();
      return {std::move(tree), std::move(rest)};
    }
    auto [first, rest] = split(std::move(top.left), before);
    top.left = std::move(rest);
    top.count();
    return {std::move(first), std::move(tree)};
  }

  // A walk from the first item to the last. Valid while the tree it was made of lives unchanged.
  class Iterator {
   public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = T;
    using difference_type = std::ptrdiff_t;
    using pointer = const T*;
    using reference = const T&;

    Iterator() = default;
    reference operator*() const { return path_.back()->item; }
    pointer operator->() const { return &path_.back()->item; }
    Iterator& operator++() {
      const Node* node = path_.back();
      path_.pop_back();
      go_left(node->right.get());
      return *this;
    }
    Iterator operator++(int) {
      Iterator old = *this;
      ++*this;
      return old;
    }
    bool operator==(const Iterator& o) const {
      return path_.empty() ? o.path_.empty() : !o.path_.empty() && path_.back() == o.path_.back();
    }

    // For those who look for where to begin: what stands at or after the nodes that are passed.
    void pass(const Node* node) { path_.push_back(node); }
    void go_left(const Node* node) {
      for (; node != nullptr; node = node->left.get()) path_.push_back(node);
    }

   private:
    std::vector<const Node*> path_;
  };
};

// The next of a fixed sequence of numbers that look random.
inline std::uint32_t next_priority(std::uint64_t& state) {
  state += 0x9E3779B97F4A7C15ull;
  std::uint64_t z = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9ull;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
  return static_cast<std::uint32_t>((z ^ (z >> 31)) >> 32);
}

}  // namespace weir
