// PersistentMap: a map in the order of its keys; a copy costs nothing and shares what has not
//   changed since (treap.h). For states of which many moments are kept: World, and what a trace
//   remembers at each checkpoint. Reading is that of std::map; changes go through the methods here.
// Costs: expected O(log n) for each look-up and change. Iterators and pointers to values are valid
//   until the map they come from is changed or gone; copies of it do not matter. One thread.
#pragma once
#include <bitset>
#include <utility>

#include "engine/core/check.h"
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
  const V* get(const K& key) const { return way_to(key).value(); }
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

  // The way from the root to a key, or to where it would be: who has looked for a key changes its
  // value without comparing keys once more. Good until the map is changed.
  class Way {
   public:
    // nullptr: the key is not there.
    const V* value() const { return value_; }

   private:
    friend class PersistentMap;
    static constexpr std::size_t kLongest = 128;  // that no tree comes near to

    bool left(std::size_t step) const { return left_[step]; }

    const V* value_ = nullptr;
    std::size_t steps_ = 0;
    std::bitset<kLongest> left_;
  };
  Way way_to(const K& key) const {
    Way out;
    for (const Node* node = root_.get(); node != nullptr;) {
      const auto order = three_way(key, node->item.first);
      if (order == 0) {
        out.value_ = &node->item.second;
        break;
      }
      WEIR_CHECK(out.steps_ < Way::kLongest, "a tree that is no longer balanced");
      out.left_[out.steps_++] = order < 0;
      node = order < 0 ? node->left.get() : node->right.get();
    }
    return out;
  }

  // The value of a key, to be changed; a new one if there was none. The reference is good until the
  // next call of any method, and must not outlive a copy of the map.
  V& at_or_new(const K& key) {
    const Way way = way_to(key);
    return way.value() == nullptr ? add(way, key, V()) : change(way);
  }
  // The same of a key that is there.
  V& change(const Way& way) { return link_at(way, 0)->own().item.second; }
  void set(const K& key, V value) {
    const Way way = way_to(key);
    if (way.value() == nullptr)
      add(way, key, std::move(value));
    else
      change(way) = std::move(value);
  }
  // Was it there?
  bool erase(const K& key) {
    const Way way = way_to(key);
    if (way.value() != nullptr) remove(way);
    return way.value() != nullptr;
  }
  // Of a key that is there.
  void remove(const Way& way) {
    Link* link = link_at(way, -1);
    Node& gone = link->own();
    Link left = std::move(gone.left), right = std::move(gone.right);
    *link = Tree::merged(std::move(left), std::move(right));
  }
  // A key that is not there.
  V& add(const Way& way, const K& key, V value) {
    Link fresh(new Node({key, std::move(value)}, next_priority(priorities_)));
    Link* link = &root_;
    std::size_t step = 0;
    for (; *link && (*link)->priority >= fresh->priority; step++) {
      Node& node = link->own();
      node.size++;
      link = way.left(step) ? &node.left : &node.right;
    }
    auto [first, rest] =
        Tree::split(std::move(*link), [&](const Node&) { return !way.left(step++); });
    Node& node = fresh.own();
    node.left = std::move(first);
    node.right = std::move(rest);
    node.count();
    *link = std::move(fresh);
    return node.item.second;
  }

 private:
  static int three_way(const K& a, const K& b) {
    if constexpr (requires { a.compare(b); })
      return a.compare(b);
    else
      return a < b ? -1 : b < a ? 1 : 0;
  }

  // The end of a way; the trees that it goes through, which are nobody else's then, become larger
  // by `more`.
  Link* link_at(const Way& way, int more) {
    Link* link = &root_;
    for (std::size_t step = 0; step < way.steps_; step++) {
      Node& node = link->own();
      node.size += static_cast<std::size_t>(more);
      link = way.left(step) ? &node.left : &node.right;
    }
    return link;
  }

  Link root_;
  std::uint64_t priorities_ = 0;
};

}  // namespace weir
