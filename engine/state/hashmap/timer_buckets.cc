#include "engine/state/hashmap/timer_buckets.h"

#include <algorithm>

namespace weir {

namespace {

constexpr std::size_t kMany = 4096;  // of one timestamp: their state does not fit into the cache

struct SortKey {
  std::uint64_t prefix;
  std::uint32_t at;
};

bool same_timer(const HeapTimer& a, const HeapTimer& b) {
  return a.ns == b.ns && a.key.compare(b.key) == 0;
}

Timer as_timer(Timestamp timestamp, const HeapTimer& t) {
  return {timestamp, t.key, t.hash, t.group, t.ns};
}

}  // namespace

void TimerBuckets::put_in_order(Bucket& bucket) {
  if (bucket.ordered) return;
  std::vector<HeapTimer>& all = bucket.main;
  std::vector<SortKey> order(all.size());
  const Kind kind = all.front().key.kind();
  bool one_kind = true;  // only then do prefixes compare
  for (std::uint32_t i = 0; i < all.size(); i++) {
    order[i] = {all[i].key.order_prefix(), i};
    one_kind = one_kind && all[i].key.kind() == kind;
  }
  std::sort(order.begin(), order.end(), [&](const SortKey& a, const SortKey& b) {
    if (one_kind && a.prefix != b.prefix) return a.prefix < b.prefix;
    const int c = all[a.at].key.compare(all[b.at].key);
    if (c != 0) return c < 0;
    const auto by_namespace = all[a.at].ns <=> all[b.at].ns;
    return by_namespace != 0 ? by_namespace < 0 : a.at < b.at;  // the oldest first
  });
  std::vector<HeapTimer> sorted;
  sorted.reserve(all.size());
  for (const SortKey& k : order)
    if (sorted.empty() || !same_timer(sorted.back(), all[k.at]))
      sorted.push_back(std::move(all[k.at]));
  all.swap(sorted);
  bucket.live = all.size();
  bucket.ordered = true;
}

HeapTimer* TimerBuckets::find_in_main(Bucket& bucket, const HeapTimer& timer) {
  const auto from = bucket.main.begin() + static_cast<std::ptrdiff_t>(bucket.head);
  const auto it = std::lower_bound(from, bucket.main.end(), timer, Before());
  return it != bucket.main.end() && same_timer(*it, timer) ? &*it : nullptr;
}

TimerBuckets::Bucket& TimerBuckets::bucket_at(Timestamp timestamp) {
  if (last_ == nullptr || last_timestamp_ != timestamp) {
    last_ = &buckets_[timestamp];
    last_timestamp_ = timestamp;
  }
  return *last_;
}

void TimerBuckets::drop_if_empty(Buckets::iterator it) {
  if (it->second.live > 0) return;
  if (last_ == &it->second) last_ = nullptr;
  buckets_.erase(it);
}

void TimerBuckets::add(const Timer& timer) {
  Bucket& bucket = bucket_at(timer.timestamp);
  HeapTimer added{timer.key, timer.ns, timer.key_hash, log_->epoch(), timer.key_group, true};
  if (!bucket.ordered) {
    bucket.main.push_back(std::move(added));
    return;
  }
  const HeapTimer* there = find_in_main(bucket, added);
  if (there != nullptr && there->live) return;
  if (bucket.later.insert(std::move(added)).second) bucket.live++;
}

void TimerBuckets::remove(const Timer& timer) {
  log_->removed(timer.key_group);
  const auto it = buckets_.find(timer.timestamp);
  if (it == buckets_.end()) return;
  Bucket& bucket = it->second;
  put_in_order(bucket);
  const HeapTimer wanted{timer.key, timer.ns, timer.key_hash, 0, timer.key_group, true};
  HeapTimer* there = find_in_main(bucket, wanted);
  if (there != nullptr && there->live) {
    save(timer.timestamp, *there);
    there->live = false;
    bucket.live--;
  } else if (const auto late = bucket.later.find(wanted); late != bucket.later.end()) {
    save(timer.timestamp, *late);
    bucket.later.erase(late);
    bucket.live--;
  }
  drop_if_empty(it);
}

std::optional<Timestamp> TimerBuckets::next() {
  if (buckets_.empty()) return std::nullopt;
  return buckets_.begin()->first;
}

void TimerBuckets::look_ahead(const Bucket& bucket) {
  constexpr std::size_t kAhead[] = {24, 16, 8};
  for (int step = 0; step < 3; step++) {
    const std::size_t at = bucket.head + kAhead[step];
    if (at >= bucket.main.size()) continue;
    const HeapTimer& timer = bucket.main[at];
    lookout_->soon(step, timer.hash, timer.ns);
  }
}

bool TimerBuckets::pop(Timestamp until, Timer& out) {
  const auto it = buckets_.begin();
  if (it == buckets_.end() || it->first > until) return false;
  Bucket& bucket = it->second;
  put_in_order(bucket);
  while (bucket.head < bucket.main.size() && !bucket.main[bucket.head].live) bucket.head++;
  const bool from_later =
      !bucket.later.empty() && (bucket.head == bucket.main.size() ||
                                Before()(*bucket.later.begin(), bucket.main[bucket.head]));
  if (from_later) {
    save(it->first, *bucket.later.begin());
    out = as_timer(it->first, *bucket.later.begin());
    bucket.later.erase(bucket.later.begin());
  } else {
    HeapTimer& first = bucket.main[bucket.head];
    save(it->first, first);
    out = {it->first, std::move(first.key), first.hash, first.group, first.ns};
    bucket.head++;
    if (lookout_ != nullptr && bucket.main.size() >= kMany) look_ahead(bucket);
  }
  log_->removed(out.key_group);
  bucket.live--;
  drop_if_empty(it);
  return true;
}

std::size_t TimerBuckets::size() {
  std::size_t sum = 0;
  for (auto& [timestamp, bucket] : buckets_) {
    put_in_order(bucket);
    sum += bucket.live;
  }
  return sum;
}

void TimerBuckets::for_each(const std::function<void(const Timer&)>& visit) {
  for (auto& [timestamp, bucket] : buckets_) {
    put_in_order(bucket);
    auto late = bucket.later.begin();
    for (std::size_t i = bucket.head; i < bucket.main.size(); i++) {
      const HeapTimer& timer = bucket.main[i];
      if (!timer.live) continue;
      for (; late != bucket.later.end() && Before()(*late, timer); ++late)
        visit(as_timer(timestamp, *late));
      visit(as_timer(timestamp, timer));
    }
    for (; late != bucket.later.end(); ++late) visit(as_timer(timestamp, *late));
  }
}

}  // namespace weir
