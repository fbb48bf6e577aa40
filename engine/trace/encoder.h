// Encoder: writes events as bytes at once; no event object exists while a job runs. TraceReader is
//   its mirror. An event is a code (bit 7: a turn begins; then place and time follow), a byte of
//   flags if its kind has optional fields, and its stored fields in the order of the catalogue:
//   integers as differences to the last one of the same name, values column by column as
//   differences, texts once per block. Codes above kLastCode are remarks between events. Every 512
//   events a block begins: differences and the dictionary of texts start afresh; names hold for the
//   whole trace.
// Units: ms of processing time. Events have the time and place of their turn. Nothing is written
//   for a turn without events.
// Ownership: the sink outlives the encoder. Limits: none on the length of texts and values.
// Cost: about 12 ns and 8 to 10 bytes per event of a keyed window job. Values may nest as deep as
// the
//   reader reads (TraceReader::kDeepestValue).
#pragma once
#include <cstring>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "engine/core/namespace.h"
#include "engine/core/value.h"
#include "engine/trace/ids.h"
#include "engine/trace/sink.h"

namespace weir {

// What writer and reader remember alike to make differences small.
struct TraceContext {
  static constexpr std::size_t kNumberSlots = 64, kValueSlots = 16, kPlaces = 16, kColumns = 8,
                               kTexts = 256;
  static constexpr std::size_t kLongestText = 64;  // longer ones are not put into the dictionary
  std::int64_t number[kNumberSlots];
  std::int64_t column[kValueSlots][kPlaces][kColumns];
  Value text[kTexts];
  std::uint32_t text_block[kTexts] = {};  // in which block the entry was made
  std::uint32_t block = 0;

  TraceContext() { restart(); }
  void restart() {
    std::memset(number, 0, sizeof number);
    std::memset(column, 0, sizeof column);
    block++;
  }
  // Placement only: not a hash anybody may rely on, but the same on every machine.
  static std::size_t text_slot(std::string_view s) {
    std::uint64_t a = 0, b = 0;
    const std::size_t n = s.size() < 8 ? s.size() : 8;
    for (std::size_t i = 0; i < n; i++) {
      a = a << 8 | static_cast<unsigned char>(s[i]);
      b = b << 8 | static_cast<unsigned char>(s[s.size() - 1 - i]);
    }
    const std::uint64_t x = (a ^ (b << 1) ^ s.size()) * 0x9E3779B97F4A7C15ull;
    return static_cast<std::size_t>(x >> 56);
  }
};

namespace trace_code {
// Remarks, in the place of a kind.
enum Remark : std::uint8_t {
  kBlock = 127,
  kName = 126,
  kOp = 125,
  kKey = 124,
  kAttempt = 123,
  kLastCode = 111
};
inline constexpr std::uint8_t kTurnBit = 128;
// How a value begins: a varint with one of these in the low three bits.
enum Shape : std::uint8_t { kSimple, kInteger, kText, kTextAgain, kList, kMap, kRow };
enum Simple : std::uint8_t { kNull, kFalse, kTrue, kWide, kDouble };
// Times: 0 MIN, 1 MAX, 2 eight bytes follow, else difference + 3.
enum TimeCode : std::uint8_t { kMin, kMax, kFar, kFirstDifference };
}  // namespace trace_code

class Encoder {
 public:
  explicit Encoder(TraceSink& sink);
  Encoder(const Encoder&) = delete;
  Encoder& operator=(const Encoder&) = delete;

  // What follows happens there and then. The operator is the first of the chain until op() says
  // otherwise.
  void begin_turn(TraceAt at, Timestamp now) {
    at_ = at;
    now_ = now;
    turn_pending_ = true;
    op_ = 0;
    op_written_ = 0;
    has_key_ = false;
    key_pending_ = false;
  }
  // The operator of the chain (0: the first) that the events that follow are about.
  void op(std::uint8_t index) { op_ = index; }
  // The current key, for the rest of the turn: only where it is not a field of the record that
  // key_by names.
  void key(const Value& key) {
    key_ = key;
    has_key_ = true;
    key_pending_ = true;
  }
  // Events of this task belong to this attempt from now on.
  void attempt(TaskId task, Attempt attempt);
  // The number of a word; the same word gives the same number.
  NameId name(std::string_view text);
  // Hands over what is written so far.
  void flush();

  std::uint64_t events() const { return events_; }

 protected:
  TraceSink& sink() { return sink_; }

  static constexpr std::ptrdiff_t kRoom = 512;  // for everything of an event but texts and values
  static constexpr std::uint64_t kBlockEvents = 512;

  char* begin_event(std::uint8_t code) {
    if (events_ == block_end_ || end_ - p_ < kRoom) [[unlikely]]
      make_room();
    events_++;
    char* q = p_;
    if (op_ != op_written_ || key_pending_) q = put_context(q);
    if (!turn_pending_) {
      *q++ = static_cast<char>(code);
      return q;
    }
    turn_pending_ = false;
    *q++ = static_cast<char>(code | trace_code::kTurnBit);
    q = put_varint(q, at_ + 3);  // wraps: jm 2, store 1, world 0
    const std::uint64_t elapsed =
        static_cast<std::uint64_t>(now_) - static_cast<std::uint64_t>(time_);
    time_ = now_;
    return put_varint(q, elapsed);
  }
  void end_event(char* q) { p_ = q; }

  static char* put_varint(char* q, std::uint64_t v) {
    while (v >= 128) {
      *q++ = static_cast<char>(v | 128);
      v >>= 7;
    }
    *q++ = static_cast<char>(v);
    return q;
  }
  static std::uint64_t zigzag(std::uint64_t difference) {
    return difference << 1 ^ (0 - (difference >> 63));
  }
  char* put_number(char* q, std::size_t slot, std::int64_t v) {
    const auto now = static_cast<std::uint64_t>(v),
               was = static_cast<std::uint64_t>(context_.number[slot]);
    context_.number[slot] = v;
    return put_varint(q, zigzag(now - was));
  }
  char* put_time(char* q, std::size_t slot, Timestamp v) {
    if (v == kMinTimestamp || v == kMaxTimestamp) [[unlikely]] {
      *q++ = static_cast<char>(v == kMinTimestamp ? trace_code::kMin : trace_code::kMax);
      return q;
    }
    q = put_time_from(q, context_.number[slot], v);
    context_.number[slot] = v;
    return q;
  }
  // Readable from then on: as the distance to the time of the turn.
  char* put_due(char* q, Timestamp v) {
    if (v == kMinTimestamp || v == kMaxTimestamp) [[unlikely]] {
      *q++ = static_cast<char>(v == kMinTimestamp ? trace_code::kMin : trace_code::kMax);
      return q;
    }
    return put_time_from(q, now_, v);
  }
  char* put_namespace(char* q, std::size_t slot, const Namespace& ns) {
    q = put_time(q, slot, ns.start);
    return put_time_from(q, ns.start, ns.end);
  }
  static char* put_channel(char* q, ChannelRef ch) {
    const bool control = (ch & kControlLinkBit) != 0;
    return put_varint(q,
                      static_cast<std::uint64_t>(ch & ~kControlLinkBit) << 1 | (control ? 1 : 0));
  }
  char* put_text(char* q, std::string_view text);
  char* put_value(char* q, std::size_t slot, const Value& v) {
    return put_shape(q, v, context_.column[slot][(at_ * 5 + op_) % TraceContext::kPlaces]);
  }
  // At least `n` bytes from q on. Only texts and values need to ask.
  char* room(char* q, std::size_t n = kRoom) {
    return static_cast<std::size_t>(end_ - q) >= n ? q : grow(q, n);
  }

 private:
  static char* put_time_from(char* q, Timestamp base, Timestamp v) {
    const std::uint64_t z =
        zigzag(static_cast<std::uint64_t>(v) - static_cast<std::uint64_t>(base));
    if (z >> 62) [[unlikely]] {
      *q++ = static_cast<char>(trace_code::kFar);
      std::memcpy(q, &v, sizeof v);
      return q + sizeof v;
    }
    return put_varint(q, z + trace_code::kFirstDifference);
  }
  char* put_context(char* q);
  char* put_shape(char* q, const Value& v, std::int64_t* column);
  char* put_elements(char* q, const Value& v);
  char* put_integer(char* q, std::int64_t v, std::int64_t& last);
  char* grow(char* q, std::size_t n);
  void make_room();
  void begin_block();

  TraceSink& sink_;
  char *p_ = nullptr, *end_ = nullptr;
  std::unique_ptr<char[]> buffer_;
  std::uint64_t events_ = 0, block_end_ = 0;
  TraceAt at_ = kAtWorld;
  Timestamp now_ = 0, time_ = 0;
  std::uint8_t op_ = 0, op_written_ = 0;
  bool turn_pending_ = true, key_pending_ = false, has_key_ = false;
  Value key_;
  std::map<std::string, NameId, std::less<>> names_;
  TraceContext context_;
};

}  // namespace weir
