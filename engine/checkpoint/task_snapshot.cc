#include "engine/checkpoint/task_snapshot.h"

#include <utility>

#include "engine/core/bytes.h"
#include "engine/core/check.h"
#include "engine/core/codec.h"

namespace weir {

namespace {

constexpr std::string_view kMagic = "WEIRTASK";
constexpr std::uint8_t kVersion = 2;

enum class StoredElement : std::uint8_t { kRecord, kTimestampedRecord, kWatermark, kIdle, kActive };

void write_element(ByteWriter& w, std::string& out, const ChannelElement& e) {
  const auto tag = [&w](StoredElement what) { w.u8(static_cast<std::uint8_t>(what)); };
  switch (e.kind()) {
    case ElementKind::kRecord:
      tag(e.has_timestamp() ? StoredElement::kTimestampedRecord : StoredElement::kRecord);
      if (e.has_timestamp()) w.zigzag(e.timestamp());
      ValueCodec::append(out, e.value());
      return;
    case ElementKind::kWatermark:
      tag(StoredElement::kWatermark);
      w.zigzag(e.timestamp());
      return;
    case ElementKind::kStatus:
      tag(e.idle() ? StoredElement::kIdle : StoredElement::kActive);
      return;
    case ElementKind::kBarrier:
    case ElementKind::kCancelCheckpoint:
    case ElementKind::kEndOfData:
    case ElementKind::kEndOfPartition: break;
  }
  WEIR_CHECK(false, "an element that is never part of a checkpoint");
}

ChannelElement read_element(ByteReader& in) {
  const std::uint8_t tag = in.u8();
  if (tag > static_cast<std::uint8_t>(StoredElement::kActive)) {
    in.fail("unknown element in flight");
    return {};
  }
  Record record;
  switch (static_cast<StoredElement>(tag)) {
    case StoredElement::kTimestampedRecord:
      record.has_timestamp = true;
      record.timestamp = in.zigzag();
      [[fallthrough]];
    case StoredElement::kRecord:
      ValueCodec::read(in, record.value);
      return ChannelElement(std::move(record));
    case StoredElement::kWatermark: return ChannelElement::watermark(in.zigzag());
    case StoredElement::kIdle: return ChannelElement::status(true);
    case StoredElement::kActive: return ChannelElement::status(false);
  }
  return {};
}

void write_in_flight(ByteWriter& w, std::string& out, const std::vector<InFlightChannel>& list) {
  w.varint(list.size());
  for (const InFlightChannel& c : list) {
    w.varint(c.edge);
    w.varint(c.from);
    w.varint(c.senders);
    w.text(c.name);
    w.varint(c.elements.size());
    for (const ChannelElement& e : c.elements) write_element(w, out, e);
  }
}

std::vector<InFlightChannel> read_in_flight(ByteReader& in) {
  std::vector<InFlightChannel> out;
  for (std::uint64_t n = in.varint(); n > 0 && in.ok(); n--) {
    InFlightChannel c;
    c.edge = static_cast<std::uint32_t>(in.varint());
    c.from = static_cast<std::uint32_t>(in.varint());
    c.senders = static_cast<std::uint32_t>(in.varint());
    c.name = in.text();
    if (in.ok() && c.from >= c.senders) in.fail("a sender that does not exist");
    for (std::uint64_t k = in.varint(); k > 0 && in.ok(); k--)
      c.elements.push_back(read_element(in));
    out.push_back(std::move(c));
  }
  return out;
}

void write_operator(ByteWriter& w, std::string& out, const OperatorSnapshot& op) {
  w.varint(op.keyed.size());
  for (const KeyedHandle& h : op.keyed) {
    w.varint(h.range.first);
    w.zigzag(h.range.last);
    w.text(h.bytes);
  }
  w.varint(op.lists.size());
  for (const auto& [name, list] : op.lists) {
    w.text(name);
    w.u8(static_cast<std::uint8_t>(list.mode));
    w.varint(list.elements.size());
    for (const Value& v : list.elements) ValueCodec::append(out, v);
  }
  write_in_flight(w, out, op.in_flight);
}

OperatorSnapshot read_operator(ByteReader& in) {
  OperatorSnapshot op;
  for (std::uint64_t n = in.varint(); n > 0 && in.ok(); n--) {
    KeyedHandle h;
    h.range.first = static_cast<std::uint32_t>(in.varint());
    h.range.last = in.zigzag();
    h.bytes = in.text();
    op.keyed.push_back(std::move(h));
  }
  for (std::uint64_t n = in.varint(); n > 0 && in.ok(); n--) {
    std::string name(in.text());
    OperatorListState list;
    const std::uint8_t mode = in.u8();
    if (mode > static_cast<std::uint8_t>(RedistributionMode::kBroadcast))
      in.fail("unknown redistribution mode");
    list.mode = static_cast<RedistributionMode>(mode);
    for (std::uint64_t k = in.varint(); k > 0 && in.ok(); k--) {
      Value v;
      if (ValueCodec::read(in, v)) list.elements.push_back(std::move(v));
    }
    op.lists.emplace(std::move(name), std::move(list));
  }
  op.in_flight = read_in_flight(in);
  return op;
}

}  // namespace

std::string encode_task_snapshot(const StoredTaskSnapshot& snapshot) {
  std::size_t size = 64;
  for (const auto& [uid, op] : snapshot.state.operators) {
    size += uid.size() + 64;
    for (const KeyedHandle& h : op.keyed) size += h.bytes.size() + 16;
  }
  std::string out;
  out.reserve(size);
  out += kMagic;
  ByteWriter w(out);
  w.u8(kVersion);
  w.varint(snapshot.subtask);
  w.varint(snapshot.parallelism);
  w.varint(snapshot.max_parallelism);
  w.varint(snapshot.state.operators.size());
  for (const auto& [uid, op] : snapshot.state.operators) {
    w.text(uid);
    write_operator(w, out, op);
  }
  w.u32(crc32c(out));
  return out;
}

Result<StoredTaskSnapshot> decode_task_snapshot(std::string_view bytes) {
  if (bytes.size() < kMagic.size() + 5 || !bytes.starts_with(kMagic))
    return Error{ErrorKind::kCorrupt, "this is not a task snapshot"};
  const std::string_view body = bytes.substr(0, bytes.size() - 4);
  if (ByteReader(bytes.substr(body.size())).u32() != crc32c(body))
    return Error{ErrorKind::kCorrupt,
                 "the checksum of the task snapshot is wrong: it is damaged or cut short"};
  ByteReader in(body.substr(kMagic.size()), kMagic.size());
  if (in.u8() != kVersion)
    return Error{ErrorKind::kCorrupt, "the task snapshot is of another version"};
  StoredTaskSnapshot out;
  out.subtask = static_cast<std::uint32_t>(in.varint());
  out.parallelism = static_cast<std::uint32_t>(in.varint());
  out.max_parallelism = static_cast<std::uint32_t>(in.varint());
  for (std::uint64_t n = in.varint(); n > 0 && in.ok(); n--) {
    std::string uid(in.text());
    out.state.operators.emplace(std::move(uid), read_operator(in));
  }
  if (in.ok() && in.remaining() > 0) in.fail("bytes left over");
  if (!in.ok()) return in.error("task snapshot");
  return out;
}

}  // namespace weir
