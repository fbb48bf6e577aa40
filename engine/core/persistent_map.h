// PersistentMap: a map in the order of its keys; a copy costs nothing and shares what has not
//   changed since (treap.h). For states of which many moments are kept: World, and what a trace
//   remembers at each checkpoint. Reading is that of std::map; changes go through the methods here.
// Costs: expected O(log n) for each look-up and change. Iterators and pointers to values are valid
//   until the map they come from is changed or gone; copies of it do not matter. One thread.
#pragma once
#include <initializer_list>

#include "engine/core/treap.h"

namespace weir {

template <class K, class V>
class PersistentMap {
  using Tree = Treap<std::pair<K, V>>;
  using Link = typename Tree::Link;
  using Node = typename Tree::Node;

 public:
  using value_type = std::pair<K, V>;
  using const_iterator = typename Tree::Iterator;

  std::size_t size() const { return Tree::count_of(root_); }
  bool empty() const { return !root_; }
  const_iterator begin() const {
    const_iterator out;
    out.go_left(root_.get());
    return out;
  }
  const_iterator end() const { return {}; }

  // nullptr: there is none.
  const V* get(const K& key) const {
    for (const Node* node = root_.get(); node != nullptr;) {
      const auto order = three_way(key, node->item.first);
      if (order == 0) return &node->item.second;
      node = order < 0 ? node->left.get() : node->right.get();
    }
    return nullptr;
  }
  bool contains(const K& key) const { return get(key) != nullptr; }
  const_iterator lower_bound(const K& key) const {
    const_iterator out;
    for (const Node* node = root_.get(); node != nullptr;) {
      const auto order = three_way(key, node->item.first);
      if (order <= 0) out.pass(node);
      if (order == 0) break;
      node = order < 0 ? node->left.get() : node->right.get();
    }
    return out;
  }
  const_iterator find(const K& key) const {
    const_iterator out = lower_bound(key);
    return out != end() && three_way(key, out->first) == 0 ? out : end();
  }

  // The value of a key, to be changed; a new one if there was none. The reference is good until the
  // next call of any method, and must not outlive a copy of the map.
  V& at_or_new(const K& key) {
    if (!contains(key)) add(key, V());
    return change(key);
  }
  // The same of a key that is there.
  V& change(const K& key) {
    Link* link = &root_;
    while (true) {
      Node& node = link->own();
      const auto order = three_way(key, node.item.first);
      if (order == 0) return node.item.second;
      link = order < 0 ? &node.left : &node.right;
    }
  }
  void set(const K& key, V value) {
    if (contains(key))
      change(key) = std::move(value);
    else
      add(key, std::move(value));
  }
  // Was it there?
  bool erase(const K& key) {
    if (!contains(key)) return false;
    remove(key);
    return true;
  }
  // Of a key that is there.
  void remove(const K& key) {
    Link* link = &root_;
    while (true) {
      Node& node = link->own();
      const auto order = three_way(key, node.item.first);
      if (order == 0) break;
      node.size--;
      link = order < 0 ? &node.left : &node.right;
    }
    Node& gone = link->own();
    Link left = std::move(gone.left), right = std::move(gone.right);
    *link = Tree::merged(std::move(left), std::move(right));
  }
  // A key that is not there.
  void add(const K& key, V value) {
    Link fresh(new Node({key, std::move(value)}, next_priority(priorities_)));
    Link* link = &root_;
    while (*link && (*link)->priority >= fresh->priority) {
      Node& node = link->own();
      node.size++;
      link = three_way(key, node.item.first) < 0 ? &node.left : &node.right;
    }
    auto [first, rest] = Tree::split(
        std::move(*link), [&](const Node& node) { return three_way(node.item.first, key) < 0; });
    Node& node = fresh.own();
    node.left = std::move(first);
    node.right = std::move(rest);
    node.count();
    *link = std::move(fresh);
  }

 private:
  static int three_way(const K& a, const K& b) {
    if constexpr (requires { a.compare(b); })
      return a.compare(b);
    else
      return a < b ? -1 : b < a ? 1 : 0;
  }

  Link root_;
  std::uint64_t priorities_ = 0;
};

}  // namespace weir
