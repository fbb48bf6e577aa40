#include "engine/trace/reader.h"

#include <utility>

namespace weir {

namespace {

std::uint64_t unzigzag(std::uint64_t z) { return z >> 1 ^ (0 - (z & 1)); }

std::int64_t plus(std::int64_t base, std::uint64_t difference) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(base) + difference);
}

}  // namespace

bool TraceReader::byte(std::uint8_t& out) {
  if (at_ == end_) return fail("the bytes end inside an event");
  out = static_cast<std::uint8_t>(*at_++);
  return true;
}

bool TraceReader::varint(std::uint64_t& out) {
  out = 0;
  for (int shift = 0; shift < 64; shift += 7) {
    std::uint8_t b = 0;
    if (!byte(b)) return false;
    out |= static_cast<std::uint64_t>(b & 127) << shift;
    if (b < 128) return true;
  }
  return fail("a number is too long");
}

bool TraceReader::raw(void* out, std::size_t n) {
  if (static_cast<std::size_t>(end_ - at_) < n) return fail("the bytes end inside an event");
  std::memcpy(out, at_, n);
  at_ += n;
  return true;
}

bool TraceReader::time_from(Timestamp base, Timestamp& out) {
  std::uint64_t code = 0;
  if (!varint(code)) return false;
  switch (code) {
    case trace_code::kMin: out = kMinTimestamp; return true;
    case trace_code::kMax: out = kMaxTimestamp; return true;
    case trace_code::kFar: return raw(&out, sizeof out);
    default: out = plus(base, unzigzag(code - trace_code::kFirstDifference)); return true;
  }
}

bool TraceReader::time(std::size_t slot, Timestamp& out) {
  if (!time_from(context_.number[slot], out)) return false;
  if (out != kMinTimestamp && out != kMaxTimestamp) context_.number[slot] = out;
  return true;
}

bool TraceReader::text(std::size_t size, std::string_view& out) {
  if (static_cast<std::size_t>(end_ - at_) < size) return fail("the bytes end inside a text");
  out = {at_, size};
  at_ += size;
  return true;
}

bool TraceReader::name(Value& out) {
  std::uint64_t id = 0;
  if (!varint(id)) return false;
  if (id >= names_.size()) return fail("a name that was never defined");
  out = names_[id];
  return true;
}

bool TraceReader::value(Value& out, std::int64_t* column, int depth) {
  std::uint64_t head = 0;
  if (depth > kDeepestValue) return fail("a value is nested too deeply");
  if (!varint(head)) return false;
  const std::uint64_t n = head >> 3;
  switch (head & 7) {
    case trace_code::kSimple:
      if (n == trace_code::kNull) {
        out = Value::null();
      } else if (n == trace_code::kFalse || n == trace_code::kTrue) {
        out = Value::boolean(n == trace_code::kTrue);
      } else if (n == trace_code::kWide) {
        if (!raw(column, sizeof *column)) return false;
        out = Value::integer(*column);
      } else if (n == trace_code::kDouble) {
        double d = 0;
        if (!raw(&d, sizeof d)) return false;
        out = Value::number(d);
      } else {
        return fail("an unknown simple value");
      }
      return true;
    case trace_code::kInteger:
      *column = plus(*column, unzigzag(n));
      out = Value::integer(*column);
      return true;
    case trace_code::kText: {
      std::string_view s;
      if (!text(n, s)) return false;
      out = Value::text(s);
      if (s.size() <= TraceContext::kLongestText) {
        const std::size_t slot = TraceContext::text_slot(s);
        context_.text[slot] = out;
        context_.text_block[slot] = context_.block;
      }
      return true;
    }
    case trace_code::kTextAgain:
      if (n >= TraceContext::kTexts || context_.text_block[n] != context_.block)
        return fail("a text that was never there");
      out = context_.text[n];
      return true;
    case trace_code::kList:
    case trace_code::kMap:
    case trace_code::kRow:
      return elements(out, static_cast<std::uint8_t>(head & 7), n, column, depth);
    default: return fail("an unknown shape of a value");
  }
}

bool TraceReader::elements(Value& out, std::uint8_t shape, std::uint64_t n, std::int64_t* column,
                           int depth) {
  const bool is_map = shape == trace_code::kMap, is_row = shape == trace_code::kRow;
  if (n > static_cast<std::uint64_t>(end_ - at_)) return fail("a list is longer than the bytes");
  const std::size_t count = is_map ? 2 * n : n;
  std::vector<Value> list(count);
  std::int64_t shared[TraceContext::kColumns] = {};
  for (std::size_t i = 0; i < count; i++) {
    if (!is_row) {
      if (!value(list[i], shared, depth + 1)) return false;
      continue;
    }
    // A composite field of a row has differences of its own; a scalar one those of its column.
    const bool composite =
        at_ != end_ && (static_cast<std::uint8_t>(*at_) & 7) >= trace_code::kList;
    std::int64_t fresh[TraceContext::kColumns] = {};
    if (!value(list[i], composite ? fresh : &column[i % TraceContext::kColumns], depth + 1))
      return false;
  }
  out = is_map ? Value::map(list) : is_row ? Value::row(list) : Value::list(list);
  return true;
}

bool TraceReader::field(const FieldInfo& f, Value& out) {
  std::uint64_t n = 0;
  Timestamp t = 0;
  switch (f.type) {
    case FieldType::kInt:
    case FieldType::kMs:
    case FieldType::kCp:
      if (!varint(n)) return false;
      context_.number[f.slot] = plus(context_.number[f.slot], unzigzag(n));
      out = Value::integer(context_.number[f.slot]);
      return true;
    case FieldType::kTime:
      if (!(f.name == "due" ? time_from(time_, t) : time(f.slot, t))) return false;
      out = Value::integer(t);
      return true;
    case FieldType::kNs: {
      Namespace ns;
      if (!time(f.slot, ns.start) || !time_from(ns.start, ns.end)) return false;
      out = ns.is_void() ? Value::null() : Value::text(to_string(ns));
      return true;
    }
    case FieldType::kStr:
    case FieldType::kTx: {
      std::int64_t unused[TraceContext::kColumns] = {};
      if (!value(out, unused, 0)) return false;
      return out.kind() == Kind::kString || fail("expected a text");
    }
    case FieldType::kName:
    case FieldType::kPart: return name(out);
    case FieldType::kTask:
      if (!varint(n)) return false;
      out = Value::integer(static_cast<std::int64_t>(n & 0xffff'ffff));
      return true;
    case FieldType::kCh:
      if (!varint(n)) return false;
      out = Value::integer(
          static_cast<std::int64_t>((n >> 1 & 0x7fff'ffff) | ((n & 1) != 0 ? kControlLinkBit : 0)));
      return true;
    case FieldType::kVal:
    case FieldType::kKey:
    case FieldType::kList:
      if (!value(out,
                 context_.column[f.slot][(place_ * 5 + static_cast<std::uint32_t>(op_)) %
                                         TraceContext::kPlaces],
                 0))
        return false;
      if (f.type == FieldType::kList && out.kind() == Kind::kRow) out = Value::list(out.elements());
      return f.type != FieldType::kList || out.kind() == Kind::kList || fail("expected a list");
    case FieldType::kBool:
    case FieldType::kRec: return fail("a field that is never stored");
  }
  return fail("an unknown type");
}

void TraceReader::look_up_attempt() {
  const auto attempt = attempts_.find(place_);
  attempt_ = attempt == attempts_.end() ? 0 : attempt->second;
}

bool TraceReader::remark(std::uint8_t code) {
  std::uint64_t n = 0, m = 0;
  std::uint8_t small = 0;
  switch (code) {
    case trace_code::kName: {
      std::string_view s;
      if (!varint(n) || !text(n, s)) return false;
      names_.push_back(Value::text(s));
      return true;
    }
    case trace_code::kAttempt:
      if (!varint(n) || !varint(m)) return false;
      attempts_[n] = static_cast<std::int64_t>(m & 0xffff'ffff);
      look_up_attempt();
      return true;
    case trace_code::kOp:
      if (!byte(small)) return false;
      next_op_ = small;
      return true;
    case trace_code::kKey: {
      std::int64_t fresh[TraceContext::kColumns] = {};
      Value key;
      if (!value(key, fresh, 0)) return false;
      next_key_ = std::move(key);
      return true;
    }
    case trace_code::kBlock:
      context_.restart();
      if (!varint(n) || !raw(&time_, sizeof time_) || !varint(m) || !byte(small)) return false;
      place_ = static_cast<std::uint32_t>(m) - 3;
      op_ = small;
      look_up_attempt();
      return true;
    default: return fail("an unknown code");
  }
}

bool TraceReader::event(std::uint8_t code, StoredEvent& out) {
  std::uint64_t n = 0;
  out.turn = (code & trace_code::kTurnBit) != 0;
  if (out.turn) {
    if (!varint(n)) return false;
    place_ = static_cast<std::uint32_t>(n) - 3;
    if (!varint(n)) return false;
    time_ = plus(time_, n);
    op_ = 0;
    key_.reset();
    look_up_attempt();
  }
  if (next_op_ >= 0) op_ = std::exchange(next_op_, -1);
  if (next_key_) key_ = std::exchange(next_key_, std::nullopt);
  out.time = time_;
  out.at = Value::integer(place_);
  out.op = op_ == 0 ? Value::null() : Value::integer(op_);
  out.key = key_;
  out.causes.reset();
  out.attempt = attempt_;
  const KindInfo& info = kind_info(out.kind);
  out.fields.assign(info.stored, Value());
  std::uint8_t flags = 0;
  if (info.has_flags && !byte(flags)) return false;
  for (std::size_t i = 0; i < info.stored; i++) {
    const FieldInfo& f = info.fields[i];
    if (f.optional || f.type == FieldType::kBool) {
      const bool there = (flags & 1) != 0;
      flags = static_cast<std::uint8_t>(flags >> 1);
      if (f.type == FieldType::kBool) {
        if (there) out.fields[i] = Value::boolean(true);
        continue;
      }
      if (!there) continue;
    }
    if (!field(f, out.fields[i])) return false;
  }
  return flags == 0 || fail("a field that the kind does not have");
}

Result<bool> TraceReader::next(StoredEvent& out) {
  while (!why_ && at_ != end_) {
    std::uint8_t code = 0;
    byte(code);
    const auto kind = kind_of_code(code & 127);
    if (!kind) {
      if ((code & trace_code::kTurnBit) != 0) {
        fail("an unknown code");
      } else {
        remark(code);
      }
      continue;
    }
    out.kind = *kind;
    if (event(code, out)) return true;
  }
  if (why_) return Error{ErrorKind::kCorrupt, std::string("damaged trace: ") + why_};
  return false;
}

}  // namespace weir
