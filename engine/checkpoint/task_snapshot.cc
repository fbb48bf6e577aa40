#include "engine/checkpoint/task_snapshot.h"

#include <utility>

#include "engine/core/bytes.h"
#include "engine/core/codec.h"

namespace weir {

namespace {

constexpr std::string_view kMagic = "WEIRTASK";
constexpr std::uint8_t kVersion = 1;

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
