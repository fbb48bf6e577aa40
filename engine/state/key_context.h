// KeyContext: whose state an operator touches at the moment. One per operator of a subtask.
//   Without key_by there is no context (kNotKeyed); while open() runs (kOpening) and before the
//   first record (kNoKey) there is no key; then the key is that of the record or timer in hand.
//   Setting the key also tells the backend.
// Errors (UserError): a null key (kNull); a key whose group this subtask does not own
//   (kBadArgument); use of keyed state or timers without a key (kNull), with what was attempted and
//   what to do.
#pragma once
#include <cstdint>
#include <string_view>
#include <utility>

#include "engine/core/codec.h"
#include "engine/core/key_group.h"
#include "engine/core/value.h"
#include "engine/state/keyed_backend.h"

namespace weir {

class KeyContext {
 public:
  enum class Phase : std::uint8_t { kNotKeyed, kOpening, kNoKey, kKey };

  KeyContext() = default;  // not keyed
  KeyContext(KeyedStateBackend& backend, std::uint32_t max_parallelism, std::uint32_t parallelism,
             std::uint32_t subtask)
      : backend_(&backend),
        max_parallelism_(max_parallelism),
        parallelism_(parallelism),
        subtask_(subtask),
        range_(key_group_range(max_parallelism, parallelism, subtask)),
        phase_(Phase::kOpening) {}
  KeyContext(const KeyContext&) = delete;
  KeyContext& operator=(const KeyContext&) = delete;

  void opened() {
    if (phase_ == Phase::kOpening) phase_ = Phase::kNoKey;
  }
  // A canonical key (core/codec.h); hash and group as the partitioner computed them.
  void set(Value key, std::uint32_t key_hash, KeyGroup group) {
    if (key.is_null() || !range_.contains(group)) [[unlikely]]
      refuse(key, group);
    key_ = std::move(key);
    hash_ = key_hash;
    group_ = group;
    phase_ = Phase::kKey;
    backend_->set_current_key(key_, hash_, group_);
  }
  // The same for a key as it was found.
  void set(const Value& found) {
    Value key = canonical_key(found);
    const std::uint32_t hash = weir::key_hash(key);
    const KeyGroup group = weir::key_group(key, max_parallelism_);
    set(std::move(key), hash, group);
  }

  Phase phase() const { return phase_; }
  bool keyed() const { return phase_ != Phase::kNotKeyed; }
  // Throws unless there is a current key; `what` names what was attempted: "state 'count'", "a
  // timer".
  void require_key(std::string_view what) const {
    if (phase_ != Phase::kKey) [[unlikely]]
      no_key(what);
  }
  const Value& current_key() const {
    require_key("the current key");
    return key_;
  }
  std::uint32_t key_hash() const { return hash_; }
  KeyGroup key_group() const { return group_; }
  const KeyGroupRange& range() const { return range_; }
  std::uint32_t max_parallelism() const { return max_parallelism_; }

 private:
  [[noreturn]] void refuse(const Value& key, KeyGroup group) const;
  [[noreturn]] void no_key(std::string_view what) const;

  KeyedStateBackend* backend_ = nullptr;
  std::uint32_t max_parallelism_ = 0;
  std::uint32_t parallelism_ = 0;
  std::uint32_t subtask_ = 0;
  KeyGroupRange range_;
  Phase phase_ = Phase::kNotKeyed;
  Value key_;
  std::uint32_t hash_ = 0;
  KeyGroup group_ = 0;
};

}  // namespace weir
