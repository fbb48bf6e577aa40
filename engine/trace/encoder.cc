#include "engine/trace/encoder.h"

#include <utility>

namespace weir {

namespace {
constexpr std::size_t kBuffer = 1 << 16;
constexpr std::size_t kNumberRoom = 24;  // any scalar, and the header of any text or list
}  // namespace

Encoder::Encoder(TraceSink& sink) : sink_(sink), buffer_(new char[kBuffer]) {
  p_ = buffer_.get();
  end_ = p_ + kBuffer;
}

void Encoder::attempt(TaskId task, Attempt attempt) {
  char* q = room(p_);
  *q++ = static_cast<char>(trace_code::kAttempt);
  q = put_varint(q, task);
  p_ = put_varint(q, attempt);
}

NameId Encoder::name(std::string_view text) {
  if (const auto known = names_.find(text); known != names_.end()) return known->second;
  const auto id = static_cast<NameId>(names_.size());
  names_.emplace(std::string(text), id);
  char* q = room(p_, text.size() + kNumberRoom);
  *q++ = static_cast<char>(trace_code::kName);
  q = put_varint(q, text.size());
  if (!text.empty()) std::memcpy(q, text.data(), text.size());
  p_ = q + text.size();
  return id;
}

void Encoder::flush() {
  if (p_ == buffer_.get()) return;
  sink_.block({buffer_.get(), static_cast<std::size_t>(p_ - buffer_.get())});
  p_ = buffer_.get();
}

// Between two events: hands over full blocks, and makes sure that an event has room.
void Encoder::make_room() {
  if (events_ == block_end_) {
    flush();
    begin_block();
    return;
  }
  flush();
}

// A block repeats where the trace stands, so that it can be read alone once the names are known.
void Encoder::begin_block() {
  context_.restart();
  char* q = p_;
  *q++ = static_cast<char>(trace_code::kBlock);
  q = put_varint(q, events_);
  std::memcpy(q, &time_, sizeof time_);
  q += sizeof time_;
  q = put_varint(q, at_ + 3);
  *q++ = static_cast<char>(op_written_);
  p_ = q;
  key_pending_ = has_key_;
  block_end_ = events_ + kBlockEvents;
}

char* Encoder::put_context(char* q) {
  if (op_ != op_written_) {
    *q++ = static_cast<char>(trace_code::kOp);
    *q++ = static_cast<char>(op_);
    op_written_ = op_;
  }
  if (key_pending_) {
    *q++ = static_cast<char>(trace_code::kKey);
    std::int64_t fresh[TraceContext::kColumns] = {};
    q = room(put_shape(q, key_, fresh));
    key_pending_ = false;
  }
  return q;
}

char* Encoder::put_integer(char* q, std::int64_t v, std::int64_t& last) {
  const std::uint64_t z = zigzag(static_cast<std::uint64_t>(v) - static_cast<std::uint64_t>(last));
  last = v;
  if (z >> 60) [[unlikely]] {
    *q++ = static_cast<char>(trace_code::kWide << 3 | trace_code::kSimple);
    std::memcpy(q, &v, sizeof v);
    return q + sizeof v;
  }
  return put_varint(q, z << 3 | trace_code::kInteger);
}

char* Encoder::put_text(char* q, std::string_view text) {
  if (text.size() <= TraceContext::kLongestText) {
    const std::size_t slot = TraceContext::text_slot(text);
    if (context_.text_block[slot] == context_.block && context_.text[slot].as_text() == text)
      return put_varint(q, slot << 3 | trace_code::kTextAgain);
    context_.text[slot] = Value::text(text);
    context_.text_block[slot] = context_.block;
  }
  q = room(q, text.size() + static_cast<std::size_t>(kRoom));
  q = put_varint(q, text.size() << 3 | trace_code::kText);
  if (!text.empty()) std::memcpy(q, text.data(), text.size());
  return q + text.size();
}

// Leaves kRoom bytes free behind a text or a composite: the scalar fields that follow do not ask.
char* Encoder::put_shape(char* q, const Value& v, std::int64_t* column) {
  switch (v.kind()) {
    case Kind::kInt: return put_integer(q, v.as_int(), column[0]);
    case Kind::kNull:
      *q++ = static_cast<char>(trace_code::kNull << 3 | trace_code::kSimple);
      return q;
    case Kind::kBool:
      *q++ = static_cast<char>((v.as_bool() ? trace_code::kTrue : trace_code::kFalse) << 3 |
                               trace_code::kSimple);
      return q;
    case Kind::kDouble: {
      *q++ = static_cast<char>(trace_code::kDouble << 3 | trace_code::kSimple);
      const double d = v.as_double();
      std::memcpy(q, &d, sizeof d);
      return q + sizeof d;
    }
    case Kind::kString: return put_text(q, v.as_text());
    case Kind::kRow: {
      const auto fields = v.elements();
      q = put_varint(q, fields.size() << 3 | trace_code::kRow);
      std::size_t i = 0;
      for (const Value& field : fields) {
        q = room(q);
        if (field.kind() >= Kind::kList) {
          std::int64_t fresh[TraceContext::kColumns] = {};
          q = put_shape(q, field, fresh);
        } else {
          q = put_shape(q, field, &column[i % TraceContext::kColumns]);
        }
        i++;
      }
      return room(q);
    }
    case Kind::kList:
    case Kind::kMap: return put_elements(q, v);
  }
  return q;
}

// Lists and maps: each element as differences to the one before.
char* Encoder::put_elements(char* q, const Value& v) {
  const bool is_list = v.kind() == Kind::kList;
  q = put_varint(q, v.size() << 3 | (is_list ? trace_code::kList : trace_code::kMap));
  std::int64_t fresh[TraceContext::kColumns] = {};
  for (const Value& element : v.elements()) q = put_shape(room(q), element, fresh);
  return room(q);
}

char* Encoder::grow(char* q, std::size_t n) {
  const auto used = static_cast<std::size_t>(q - buffer_.get());
  const auto begun = static_cast<std::size_t>(p_ - buffer_.get());
  const std::size_t capacity = 2 * (used + n) + kBuffer;
  std::unique_ptr<char[]> larger(new char[capacity]);
  std::memcpy(larger.get(), buffer_.get(), used);
  buffer_ = std::move(larger);
  p_ = buffer_.get() + begun;
  end_ = buffer_.get() + capacity;
  return buffer_.get() + used;
}

}  // namespace weir
