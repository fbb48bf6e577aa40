#include "engine/state/rocksdb/rocks_timers.h"

#include <memory>

#include "engine/core/codec.h"
#include "engine/core/key_group.h"
#include "engine/core/user_error.h"
#include "engine/state/rocksdb/rocks_backend.h"
#include "engine/state/rocksdb/rocks_keys.h"

namespace weir::rocks {

namespace {

// Timers that are put and fire between two refills never cost a read.
constexpr std::size_t kCached = 1'536;

}  // namespace

const std::string& RocksTimers::encode(const Timer& timer) {
  key_.assign(backend_.life());
  append_time(key_, timer.timestamp);
  KeyCodec::append(key_, timer.key);
  append_namespace(key_, timer.ns);
  return key_;
}

Timer RocksTimers::decode(std::string_view bytes) const {
  bytes.remove_prefix(backend_.life().size());
  Timer timer;
  timer.timestamp = time_at(bytes);
  bytes.remove_prefix(8);
  timer.ns = take_namespace(bytes);
  Result<Value> key = KeyCodec::decode(bytes);
  if (!key) throw UserError(key.error());
  timer.key = std::move(*key);
  timer.key_hash = key_hash(timer.key);
  timer.key_group = key_group(timer.key, backend_.config().max_parallelism);
  return timer;
}

template <class Visitor>
void RocksTimers::scan(const std::string& from, Visitor visit) {
  if (family_ == nullptr) return;
  const std::unique_ptr<rocksdb::Iterator> it = backend_.iterate(family_);
  for (it->Seek(from); it->Valid() && it->key().starts_with(backend_.life()); it->Next())
    if (!visit(decode(it->key().ToStringView()))) break;
  backend_.require(it->status(), "reading timers");
}

void RocksTimers::add(const Timer& timer) {
  if (family_ == nullptr)
    family_ = backend_.family(domain_ == TimeDomain::kEvent ? "timers/event" : "timers/processing");
  if (covered(timer)) {
    if (!cache_.insert(timer).second) return;
    if (cache_.size() > kCached) {
      cache_.erase(std::prev(cache_.end()));
      bound_ = *cache_.rbegin();
      complete_ = false;
    }
  }
  backend_.write_put(family_, encode(timer), {});
}

void RocksTimers::remove(const Timer& timer) {
  if (family_ == nullptr) return;
  if (covered(timer) && cache_.erase(timer) == 0) return;
  backend_.write_delete(family_, encode(timer));
}

void RocksTimers::refill() {
  if (complete_ || !cache_.empty()) return;
  complete_ = true;
  scan(encode(*bound_), [&](Timer&& timer) {
    if (cache_.size() == kCached) {
      complete_ = false;
      return false;
    }
    cache_.insert(cache_.end(), std::move(timer));
    return true;
  });
  if (complete_)
    bound_.reset();
  else
    bound_ = *cache_.rbegin();
}

std::optional<Timestamp> RocksTimers::next() {
  refill();
  if (cache_.empty()) return std::nullopt;
  return cache_.begin()->timestamp;
}

bool RocksTimers::pop(Timestamp until, Timer& out) {
  refill();
  if (cache_.empty() || cache_.begin()->timestamp > until) return false;
  out = std::move(cache_.extract(cache_.begin()).value());
  backend_.write_delete(family_, encode(out));
  return true;
}

std::size_t RocksTimers::size() {
  if (complete_) return cache_.size();
  std::size_t count = 0;
  scan(backend_.life(), [&](Timer&&) {
    count++;
    return true;
  });
  return count;
}

void RocksTimers::for_each(const std::function<void(const Timer&)>& visit) {
  if (complete_) {
    for (const Timer& timer : cache_) visit(timer);
    return;
  }
  scan(backend_.life(), [&](Timer&& timer) {
    visit(timer);
    return true;
  });
}

}  // namespace weir::rocks
