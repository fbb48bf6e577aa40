// Tested by tests/checkpoint/checkpoint_metadata_test.cc.
#include "engine/checkpoint/checkpoint_metadata.h"

#include <map>
#include <utility>

#include "engine/core/bytes.h"

namespace weir {

namespace {

constexpr std::string_view kMagic = "WEIRMETA";
constexpr std::uint8_t kVersion = 1;

void write_handles(ByteWriter& w, const std::vector<TaskHandle>& handles) {
  w.varint(handles.size());
  for (const TaskHandle& h : handles) {
    w.varint(h.task);
    w.text(h.handle);
  }
}

std::vector<TaskHandle> read_handles(ByteReader& in) {
  std::vector<TaskHandle> out;
  for (std::uint64_t n = in.varint(); n > 0 && in.ok(); n--) {
    TaskHandle h;
    h.task = static_cast<TaskId>(in.varint());
    h.handle = in.text();
    out.push_back(std::move(h));
  }
  return out;
}

}  // namespace

std::vector<std::string> CheckpointMetadata::handles() const {
  std::map<TaskId, std::string> by_task;
  for (const TaskHandle& h : checkpoint.tasks) by_task[h.task] = h.handle;
  for (const TaskHandle& h : of_finished) by_task[h.task] = h.handle;
  std::vector<std::string> out;
  for (auto& [task, handle] : by_task) out.push_back(std::move(handle));
  return out;
}

std::string encode_metadata(const CheckpointMetadata& metadata) {
  std::string out;
  out.reserve(64 + metadata.job.size() + 32 * metadata.checkpoint.tasks.size());
  out += kMagic;
  ByteWriter w(out);
  w.u8(kVersion);
  w.text(metadata.job);
  const CompletedCheckpoint& c = metadata.checkpoint;
  w.zigzag(c.id);
  w.u8(static_cast<std::uint8_t>(c.type));
  w.zigzag(c.started);
  w.zigzag(c.completed);
  write_handles(w, c.tasks);
  w.varint(c.finished.size());
  for (const TaskId t : c.finished) w.varint(t);
  write_handles(w, metadata.of_finished);
  w.u32(crc32c(out));
  return out;
}

Result<CheckpointMetadata> decode_metadata(std::string_view bytes) {
  if (bytes.size() < kMagic.size() + 5 || !bytes.starts_with(kMagic))
    return Error{ErrorKind::kCorrupt, "this is not the metadata of a checkpoint"};
  const std::string_view body = bytes.substr(0, bytes.size() - 4);
  if (ByteReader(bytes.substr(body.size())).u32() != crc32c(body))
    return Error{ErrorKind::kCorrupt,
                 "the checksum of the metadata is wrong: it is damaged or cut short"};
  ByteReader in(body.substr(kMagic.size()), kMagic.size());
  if (in.u8() != kVersion) return Error{ErrorKind::kCorrupt, "the metadata is of another version"};
  CheckpointMetadata out;
  out.job = in.text();
  CompletedCheckpoint& c = out.checkpoint;
  c.id = in.zigzag();
  const std::uint8_t type = in.u8();
  if (type > static_cast<std::uint8_t>(CheckpointType::kFinal))
    in.fail("unknown type of checkpoint");
  c.type = static_cast<CheckpointType>(type);
  c.started = in.zigzag();
  c.completed = in.zigzag();
  c.tasks = read_handles(in);
  for (std::uint64_t n = in.varint(); n > 0 && in.ok(); n--)
    c.finished.push_back(static_cast<TaskId>(in.varint()));
  out.of_finished = read_handles(in);
  if (in.ok() && in.remaining() > 0) in.fail("bytes left over");
  if (!in.ok()) return in.error("metadata");
  return out;
}

std::string checkpoint_folder(CheckpointId id) { return "cp-" + std::to_string(id); }

std::string metadata_name(CheckpointId id) { return checkpoint_folder(id) + "/_metadata"; }

}  // namespace weir
