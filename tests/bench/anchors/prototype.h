// Anchor of the pipeline: a simulation of two sources -> keyBy -> tumbling windows (count, sum) ->
// transactional sink, written as one closed program: no operators, no values, no graph. It is what
// the machine can do; Weir pays for being open.
//   A delivery event for each record with a random latency, watermarks, aligned barriers, a copy of
//   all state at each barrier. Records, and therefore results, are those of the job in pipeline.h.
//   The trace is bytes: seven numbers an event as varints of differences.
// The order of the hash table of absl changes from process to process: results do not depend on it.
#pragma once
#include <absl/container/flat_hash_map.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <limits>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "tests/bench/anchors/random.h"

namespace weir::bench::prototype {

enum Type : std::uint8_t { kRecord, kWatermark, kBarrier };

struct Message {
  std::uint64_t key;
  std::int64_t ts;
  std::int64_t value;
  Type type;
  std::uint64_t due;
};

class Ring {
 public:
  void push(const Message& m) {
    if (n_ == ring_.size()) {
      std::vector<Message> bigger(ring_.size() * 2);
      for (std::uint32_t i = 0; i < n_; i++) bigger[i] = ring_[(head_ + i) & (ring_.size() - 1)];
      ring_.swap(bigger);
      head_ = 0;
    }
    ring_[(head_ + n_++) & (ring_.size() - 1)] = m;
  }
  const Message& front() const { return ring_[head_]; }
  void pop() {
    head_ = (head_ + 1) & static_cast<std::uint32_t>(ring_.size() - 1);
    n_--;
  }
  void clear() { head_ = n_ = 0; }

 private:
  std::vector<Message> ring_ = std::vector<Message>(64);
  std::uint32_t head_ = 0, n_ = 0;
};

struct Event {
  std::uint64_t time;
  std::uint64_t sequence;  // the low 16 bits: what to do; the rest: the order at equal times
};

// Few events are pending: a heap of four children is as fast as anything.
class EventHeap {
 public:
  bool empty() const { return heap_.empty(); }
  void push(Event e) {
    std::size_t i = heap_.size();
    heap_.push_back(e);
    while (i > 0) {
      const std::size_t parent = (i - 1) / 4;
      if (!before(e, heap_[parent])) break;
      heap_[i] = heap_[parent];
      i = parent;
    }
    heap_[i] = e;
  }
  Event pop() {
    const Event top = heap_[0], last = heap_.back();
    heap_.pop_back();
    const std::size_t n = heap_.size();
    if (n == 0) return top;
    std::size_t i = 0;
    for (;;) {
      const std::size_t child = 4 * i + 1;
      if (child >= n) break;
      std::size_t least = child;
      const std::size_t end = std::min(child + 4, n);
      for (std::size_t k = child + 1; k < end; k++)
        if (before(heap_[k], heap_[least])) least = k;
      if (!before(heap_[least], last)) break;
      heap_[i] = heap_[least];
      i = least;
    }
    heap_[i] = last;
    return top;
  }

 private:
  static bool before(const Event& a, const Event& b) {
    return a.time != b.time ? a.time < b.time : a.sequence < b.sequence;
  }
  std::vector<Event> heap_;
};

struct Aggregate {
  std::int64_t n = 0, sum = 0;
};

class State {
 public:
  State() = default;
  State(const State& o) : windows_(o.windows_), starts_(o.starts_) {}
  State& operator=(const State& o) {
    windows_ = o.windows_;
    starts_ = o.starts_;
    current_start_ = -1;
    current_ = nullptr;
    return *this;
  }

  Aggregate add(std::uint64_t key, std::int64_t start, std::int64_t value) {
    if (start != current_start_) {
      const auto [it, is_new] = windows_.try_emplace(start);
      if (is_new) starts_[start];
      current_ = &windows_.find(start)->second;
      current_start_ = start;
    }
    Aggregate& a = (*current_)[key];
    a.n++;
    a.sum += value;
    return a;
  }
  template <class F>
  void fire(std::int64_t watermark, std::int64_t size, F result) {
    while (!starts_.empty() && starts_.begin()->first + size <= watermark) {
      const std::int64_t start = starts_.begin()->first;
      const auto& window = windows_.find(start)->second;
      std::vector<std::pair<std::uint64_t, Aggregate>> sorted(window.begin(), window.end());
      std::sort(sorted.begin(), sorted.end(),
                [](const auto& a, const auto& b) { return a.first < b.first; });
      for (const auto& [key, aggregate] : sorted) result(key, start, aggregate);
      windows_.erase(start);
      starts_.erase(starts_.begin());
      current_start_ = -1;
    }
  }

 private:
  using Window = absl::flat_hash_map<std::uint64_t, Aggregate>;
  absl::flat_hash_map<std::int64_t, Window> windows_;
  std::map<std::int64_t, int> starts_;
  std::int64_t current_start_ = -1;
  Window* current_ = nullptr;
};

struct NoTrace {
  static constexpr bool kOn = false;
  void event(std::uint64_t, std::uint32_t, std::uint32_t, std::uint32_t, std::uint64_t,
             std::int64_t) {}
};

class VarintTrace {
 public:
  static constexpr bool kOn = true;
  void event(std::uint64_t time, std::uint32_t kind, std::uint32_t task, std::uint32_t channel,
             std::uint64_t key, std::int64_t value) {
    char* const begin = room();
    char* q = begin;
    *q++ = static_cast<char>(kind | task << 4);
    *q++ = static_cast<char>(channel);
    q = varint(q, time - time_);
    time_ = time;
    q = varint(q, key == key_[task] ? 0 : key + 1);
    key_[task] = key;
    const std::int64_t change = value - value_[task];
    value_[task] = value;
    p_ = varint(q,
                static_cast<std::uint64_t>(change) << 1 ^ static_cast<std::uint64_t>(change >> 63));
    bytes_ += static_cast<std::size_t>(p_ - begin);
    events_++;
  }

 private:
  static constexpr std::size_t kChunk = 1 << 20, kLongest = 64;
  char* room() {
    if (static_cast<std::size_t>(end_ - p_) < kLongest) {
      chunks_.emplace_back(new char[kChunk]);
      p_ = chunks_.back().get();
      end_ = p_ + kChunk;
    }
    return p_;
  }
  static char* varint(char* q, std::uint64_t v) {
    while (v >= 128) {
      *q++ = static_cast<char>(v | 128);
      v >>= 7;
    }
    *q++ = static_cast<char>(v);
    return q;
  }

  std::vector<std::unique_ptr<char[]>> chunks_;
  char *p_ = nullptr, *end_ = nullptr;
  std::size_t bytes_ = 0, events_ = 0;
  std::uint64_t time_ = 0, key_[16] = {};
  std::int64_t value_[16] = {};
};

struct Config {
  int sources = 2, workers = 2;
  std::uint64_t records = 1'000'000, keys = 1'000, watermark_every = 64, barrier_every = 10'000;
  std::int64_t window = 1'000;
  std::uint64_t seed = 1;
};

// `Store` keeps the aggregates; the default is the heap.
template <class Trace, class Store = State>
class Pipeline {
 public:
  Pipeline(const Config& config, Trace& trace)
      : c_(config),
        trace_(trace),
        latency_(config.seed * 77 + 5),
        sources_(size(c_.sources)),
        workers_(size(c_.workers)),
        channels_(size(c_.sources * c_.workers + c_.workers)),
        last_due_(channels_.size()),
        parked_(channels_.size()),
        sink_blocked_(size(c_.workers)) {
    begin_anew();
    for (int i = 0; i < c_.sources; i++) at(1 + size(i), size(i));
  }

  void run() {
    while (step()) {
    }
  }
  bool step() {
    if (queue_.empty()) return false;
    const Event e = queue_.pop();
    now_ = e.time;
    steps_++;
    const std::uint64_t action = e.sequence & 0xFFFF;
    if (action < kFirstChannel) {
      read_source(action);
      return true;
    }
    const std::size_t channel = action - kFirstChannel, first_out = out_channel(0);
    if (channel < first_out)
      deliver(channel);
    else
      deliver_to_sink(channel - first_out);
    return true;
  }
  // All of it, back to the last checkpoint.
  void fail() {
    queue_ = EventHeap();
    for (Ring& channel : channels_) channel.clear();
    std::fill(parked_.begin(), parked_.end(), 0);
    std::fill(last_due_.begin(), last_due_.end(), 0);
    std::fill(sink_blocked_.begin(), sink_blocked_.end(), 0);
    open_sum_ = open_count_ = 0;
    sink_barriers_ = ended_ = 0;
    pending_.clear();
    if (done_) {
      sources_ = done_->sources;
      workers_ = done_->workers;
      sink_sum_ = done_->sink_sum;
      sink_count_ = done_->sink_count;
    } else {
      begin_anew();
      sink_sum_ = sink_count_ = 0;
    }
    for (std::size_t i = 0; i < sources_.size(); i++) at(now_ + 1 + i, i);
  }
  std::uint64_t steps() const { return steps_; }
  std::uint64_t sink_sum() const { return sink_sum_; }
  std::uint64_t sink_count() const { return sink_count_; }
  std::uint64_t checkpoints() const { return completed_; }

 private:
  struct SourceState {
    std::uint64_t offset = 0;
    Random random{1};
    std::uint64_t checkpoint = 0;
  };
  struct Worker {
    Store state;
    std::vector<std::int64_t> watermarks;
    std::int64_t current = -1;
    std::vector<std::uint8_t> blocked;
    int barriers = 0;
  };
  struct Snapshot {
    std::vector<SourceState> sources;
    std::vector<Worker> workers;
    std::uint64_t n = 0, sink_sum = 0, sink_count = 0;
    int parts = 0;
  };
  static constexpr std::uint64_t kFirstChannel = 1000;
  static constexpr std::int64_t kEnd = std::numeric_limits<std::int64_t>::max() / 2;

  static std::size_t size(int n) { return static_cast<std::size_t>(n); }
  std::size_t out_channel(std::size_t worker) const {
    return sources_.size() * workers_.size() + worker;
  }

  void at(std::uint64_t time, std::uint64_t action) {
    queue_.push({time, (sequence_++ << 16) | action});
  }
  void send(std::size_t channel, Message m) {
    const std::uint64_t due = std::max(last_due_[channel] + 1, now_ + 1 + (latency_.next() & 63));
    last_due_[channel] = due;
    m.due = due;
    channels_[channel].push(m);
    at(due, kFirstChannel + channel);
    if constexpr (Trace::kOn) {
      const auto c = static_cast<std::uint32_t>(channel);
      trace_.event(now_, m.type, c, c, m.key, m.value);
    }
  }
  void trace(std::uint32_t kind, std::size_t task, std::size_t channel, std::uint64_t key,
             std::int64_t value) {
    if constexpr (Trace::kOn)
      trace_.event(now_, kind, static_cast<std::uint32_t>(task),
                   static_cast<std::uint32_t>(channel), key, value);
  }

  void read_source(std::size_t i) {
    SourceState& s = sources_[i];
    const std::size_t workers = workers_.size();
    if (s.offset == c_.records / sources_.size()) {
      for (std::size_t w = 0; w < workers; w++) send(i * workers + w, {0, kEnd, 0, kWatermark, 0});
      s.offset++;
      return;
    }
    const std::uint64_t x = s.random.next();
    const std::uint64_t key = (x >> 32) % c_.keys;
    const std::int64_t ts = std::max<std::int64_t>(
        0, static_cast<std::int64_t>(s.offset) - static_cast<std::int64_t>(x & 15));
    const std::size_t w = (key * 0x9E3779B97F4A7C15ull >> 40 & 127) * workers / 128;
    s.offset++;
    send(i * workers + w, {key, ts, static_cast<std::int64_t>(x & 0xFF), kRecord, 0});
    if (s.offset % c_.watermark_every == 0) {
      const auto watermark = static_cast<std::int64_t>(s.offset) - 16;
      for (std::size_t k = 0; k < workers; k++)
        send(i * workers + k, {0, watermark, 0, kWatermark, 0});
    }
    if (s.offset % c_.barrier_every == 0) begin_checkpoint(i, s.offset / c_.barrier_every);
    at(now_ + 8, i);
  }
  void begin_checkpoint(std::size_t i, std::uint64_t n) {
    SourceState& s = sources_[i];
    s.checkpoint = n;
    auto& snapshot = pending_[n];
    if (!snapshot) {
      snapshot = std::make_shared<Snapshot>();
      snapshot->n = n;
      snapshot->sources.resize(sources_.size());
      snapshot->workers.resize(workers_.size());
    }
    snapshot->sources[i] = s;
    snapshot->parts++;
    for (std::size_t k = 0; k < workers_.size(); k++)
      send(i * workers_.size() + k, {n, 0, 0, kBarrier, 0});
  }

  void deliver(std::size_t channel) {
    const std::size_t w = channel % workers_.size(), i = channel / workers_.size();
    if (workers_[w].blocked[i] != 0)
      parked_[channel]++;
    else
      consume(channel, w, i);
  }
  void consume(std::size_t channel, std::size_t w, std::size_t i) {
    Worker& worker = workers_[w];
    const Message m = channels_[channel].front();
    channels_[channel].pop();
    switch (m.type) {
      case kRecord: {
        const Aggregate a = worker.state.add(m.key, m.ts - m.ts % c_.window, m.value);
        trace(3, w + 8, channel, m.key, m.value);
        trace(4, w + 8, channel, m.key, a.sum);
        break;
      }
      case kWatermark: advance(worker, w, i, m.ts, channel); break;
      case kBarrier:
        worker.blocked[i] = 1;
        if (++worker.barriers == c_.sources) take_snapshot(worker, w, m.key, channel);
        break;
    }
  }
  void advance(Worker& worker, std::size_t w, std::size_t i, std::int64_t watermark,
               std::size_t channel) {
    worker.watermarks[i] = watermark;
    const std::int64_t minimum =
        *std::min_element(worker.watermarks.begin(), worker.watermarks.end());
    if (minimum > worker.current) {
      worker.current = minimum;
      const std::size_t out = out_channel(w);
      worker.state.fire(minimum, c_.window,
                        [&](std::uint64_t key, std::int64_t start, const Aggregate& a) {
                          send(out, {key, start, a.sum, kRecord, 0});
                        });
      send(out, {0, minimum, 0, kWatermark, 0});
    }
    trace(5, w + 8, channel, 0, minimum);
  }
  void take_snapshot(Worker& worker, std::size_t w, std::uint64_t n, std::size_t channel) {
    if (const auto it = pending_.find(n); it != pending_.end()) {
      Worker& copy = it->second->workers[w];
      copy = worker;
      copy.barriers = 0;
      std::fill(copy.blocked.begin(), copy.blocked.end(), 0);
      it->second->parts++;
    }
    worker.barriers = 0;
    std::fill(worker.blocked.begin(), worker.blocked.end(), 0);
    send(out_channel(w), {n, 0, 0, kBarrier, 0});
    trace(6, w + 8, channel, n, 0);
    for (std::size_t k = 0; k < sources_.size(); k++) {
      const std::size_t from = k * workers_.size() + w;
      while (parked_[from] > 0 && worker.blocked[k] == 0) {
        parked_[from]--;
        consume(from, w, k);
      }
    }
  }

  void deliver_to_sink(std::size_t w) {
    if (sink_blocked_[w] != 0)
      parked_[out_channel(w)]++;
    else
      sink(w, out_channel(w));
  }
  void sink(std::size_t w, std::size_t channel) {
    const Message m = channels_[channel].front();
    channels_[channel].pop();
    switch (m.type) {
      case kRecord:
        open_sum_ += mix(m.key * 31 + static_cast<std::uint64_t>(m.ts)) *
                     static_cast<std::uint64_t>(m.value);
        open_count_++;
        trace(7, 12, channel, m.key, m.value);
        break;
      case kWatermark:
        if (m.ts >= kEnd / 2) ended_++;
        if (ended_ == c_.workers) {
          commit();
          ended_++;
        }
        break;
      case kBarrier:
        sink_blocked_[w] = 1;
        if (++sink_barriers_ == c_.workers) complete_checkpoint(m.key);
        break;
    }
  }
  void complete_checkpoint(std::uint64_t n) {
    sink_barriers_ = 0;
    std::fill(sink_blocked_.begin(), sink_blocked_.end(), 0);
    commit();
    if (const auto it = pending_.find(n);
        it != pending_.end() && it->second->parts == c_.sources + c_.workers) {
      it->second->sink_sum = sink_sum_;
      it->second->sink_count = sink_count_;
      done_ = it->second;
      completed_++;
      pending_.erase(pending_.begin(), std::next(it));
    }
    for (std::size_t k = 0; k < workers_.size(); k++) {
      const std::size_t from = out_channel(k);
      while (parked_[from] > 0 && sink_blocked_[k] == 0) {
        parked_[from]--;
        sink(k, from);
      }
    }
  }
  void commit() {
    sink_sum_ += open_sum_;
    sink_count_ += open_count_;
    open_sum_ = open_count_ = 0;
  }

  void begin_anew() {
    for (std::size_t i = 0; i < sources_.size(); i++) {
      sources_[i] = SourceState();
      sources_[i].random = Random(c_.seed * 131 + i);
    }
    for (Worker& w : workers_) {
      w = Worker();
      w.watermarks.assign(sources_.size(), -1);
      w.blocked.assign(sources_.size(), 0);
    }
  }

  Config c_;
  Trace& trace_;
  Random latency_;
  EventHeap queue_;
  std::uint64_t now_ = 0, sequence_ = 0, steps_ = 0;
  std::vector<SourceState> sources_;
  std::vector<Worker> workers_;
  std::vector<Ring> channels_;  // sources * workers, then one from each worker to the sink
  std::vector<std::uint64_t> last_due_, parked_;
  std::vector<std::uint8_t> sink_blocked_;
  std::uint64_t sink_sum_ = 0, sink_count_ = 0, open_sum_ = 0, open_count_ = 0;
  std::uint64_t completed_ = 0;
  int sink_barriers_ = 0, ended_ = 0;
  std::map<std::uint64_t, std::shared_ptr<Snapshot>> pending_;
  std::shared_ptr<Snapshot> done_;
};

}  // namespace weir::bench::prototype
