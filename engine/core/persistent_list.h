// PersistentList: a sequence; a copy costs nothing and shares what has not changed since (treap.h).
//   For queues and lists of states of which many moments are kept.
// Costs: expected O(log n) for each look-up and change by place. Iterators and references are valid
//   until the list they come from is changed or gone. One thread.
#pragma once
#include <span>
#include <vector>

#include "engine/core/check.h"
#include "engine/core/treap.h"

namespace weir {

template <class T>
class PersistentList {
  using Tree = Treap<T>;
  using Link = typename Tree::Link;
  using Node = typename Tree::Node;

 public:
  using value_type = T;
  using const_iterator = typename Tree::Iterator;

  PersistentList() = default;
  explicit PersistentList(std::span<const T> items) {
    for (const T& item : items) push_back(item);
  }

  std::size_t size() const { return Tree::count_of(root_); }
  bool empty() const { return !root_; }
  const_iterator begin() const { return from(0); }
  const_iterator end() const { return {}; }
  // From the item at this place on.
  const_iterator from(std::size_t place) const {
    const_iterator out;
    for (const Node* node = root_.get(); node != nullptr;) {
      const std::size_t before = Tree::count_of(node->left);
      if (place <= before) out.pass(node);
      if (place == before) break;
      if (place < before) {
        node = node->left.get();
      } else {
        place -= before + 1;
        node = node->right.get();
      }
    }
    return out;
  }
  const T& operator[](std::size_t place) const {
    const Node* node = root_.get();
    while (true) {
      WEIR_CHECK(node != nullptr, "a place that the list does not have");
      const std::size_t before = Tree::count_of(node->left);
      if (place == before) return node->item;
      if (place < before) {
        node = node->left.get();
      } else {
        place -= before + 1;
        node = node->right.get();
      }
    }
  }
  const T& front() const { return (*this)[0]; }
  const T& back() const { return (*this)[size() - 1]; }

  // Before the item at this place; at size(): behind the last.
  void insert(std::size_t place, T item) {
    WEIR_CHECK(place <= size(), "an item behind the end of a list");
    Link fresh(new Node(std::move(item), next_priority(priorities_)));
    Link* link = &root_;
    while (*link && (*link)->priority >= fresh->priority) {
      Node& node = link->own();
      node.size++;
      link = below(node, place, place <= Tree::count_of(node.left));
    }
    auto [first, rest] = cut(std::move(*link), place);
    Node& node = fresh.own();
    node.left = std::move(first);
    node.right = std::move(rest);
    node.count();
    *link = std::move(fresh);
  }
  void push_back(T item) {
    root_ =
        Tree::merged(std::move(root_), Link(new Node(std::move(item), next_priority(priorities_))));
  }
  void erase(std::size_t place) {
    WEIR_CHECK(place < size(), "an item that the list does not have");
    Link* link = &root_;
    while (true) {
      Node& node = link->own();
      const std::size_t before = Tree::count_of(node.left);
      if (place == before) break;
      node.size--;
      link = below(node, place, place < before);
    }
    Node& gone = link->own();
    Link left = std::move(gone.left), right = std::move(gone.right);
    *link = Tree::merged(std::move(left), std::move(right));
  }

  std::vector<T> items() const { return {begin(), end()}; }

 private:
  // One step down; `place` becomes that in the tree below.
  static Link* below(Node& node, std::size_t& place, bool left) {
    if (left) return &node.left;
    place -= Tree::count_of(node.left) + 1;
    return &node.right;
  }
  static std::pair<Link, Link> cut(Link tree, std::size_t place) {
    if (!tree) return {};
    Node& top = tree.own();
    const std::size_t before = Tree::count_of(top.left);
    if (before < place) {
      auto [first, rest] = cut(std::move(top.right), place - before - 1);
      top.right = std::move(first);
      top.count();
      return {std::move(tree), std::move(rest)};
    }
    auto [first, rest] = cut(std::move(top.left), place);
    top.left = std::move(rest);
    top.count();
    return {std::move(first), std::move(tree)};
  }

  Link root_;
  std::uint64_t priorities_ = 0;
};

}  // namespace weir
