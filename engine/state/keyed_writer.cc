// The encoder of keyed_format.h; keyed_reader.cc is its counterpart.
#include "engine/core/check.h"
#include "engine/core/codec.h"
#include "engine/state/keyed_bytes.h"
#include "engine/state/keyed_format.h"

namespace weir {

using namespace keyed_bytes;

KeyedWriter::KeyedWriter(std::uint32_t max_parallelism, KeyGroupRange range,
                         std::span<const StateDescriptor> states) {
  header_.reserve(128);
  ByteWriter out(header_);
  out.raw(kMagic);
  out.u8(kVersion);
  out.u8(ValueCodec::kVersion);
  out.varint(max_parallelism);
  out.varint(range.empty() ? 0 : range.first);
  out.varint(range.size());
  out.varint(states.size());
  for (const StateDescriptor& state : states) {
    out.text(state.name);
    out.u8(static_cast<std::uint8_t>(state.kind));
  }
}

void KeyedWriter::begin_section(KeyGroup group) {
  end_section();
  WEIR_CHECK(section_count_ == 0 || group > last_group_, "sections come in order of key group");
  group_ = group;
  section_start_ = sections_.size();
  in_section_ = true;
  cells_ended_ = false;
}

void KeyedWriter::cell(std::uint32_t state, const Value& key, const Namespace& ns,
                       const Value& value) {
  std::string bytes = KeyCodec::encode(key);
  ByteWriter out(bytes);
  write_namespace(out, ns);
  ValueCodec::append(bytes, value);
  encoded_cell(state, bytes);
}

void KeyedWriter::timer(TimeDomain domain, Timestamp timestamp, const Value& key,
                        const Namespace& ns) {
  std::string bytes = KeyCodec::encode(key);
  ByteWriter out(bytes);
  write_namespace(out, ns);
  encoded_timer(domain, timestamp, bytes);
}

void KeyedWriter::encoded_section(KeyGroup group, std::string_view cells, std::string_view timers) {
  begin_section(group);
  sections_.append(cells);
  end_cells();
  sections_.append(timers);
}

void KeyedWriter::encoded_cell(std::uint32_t state, std::string_view bytes) {
  WEIR_CHECK(in_section_ && !cells_ended_, "cells come before the timers of their section");
  append_cell(sections_, state, bytes);
}

void KeyedWriter::encoded_timer(TimeDomain domain, Timestamp timestamp, std::string_view bytes) {
  end_cells();
  append_timer(sections_, domain, timestamp, bytes);
}

void KeyedWriter::end_cells() {
  WEIR_CHECK(in_section_, "a timer belongs to a section");
  if (!cells_ended_) sections_.push_back(static_cast<char>(kEnd));
  cells_ended_ = true;
}

void KeyedWriter::end_section() {
  if (!in_section_) return;
  end_cells();
  sections_.push_back(static_cast<char>(kEnd));
  const std::string_view section = std::string_view(sections_).substr(section_start_);
  ByteWriter out(table_);
  // As distance, so that key groups ascend by construction.
  out.varint(section_count_ == 0 ? group_ : group_ - last_group_ - 1u);
  out.varint(section.size());
  out.u32(crc32c(section));
  last_group_ = group_;
  section_count_++;
  in_section_ = false;
}

std::string KeyedWriter::finish() {
  end_section();
  ByteWriter out(header_);
  out.varint(section_count_);
  out.raw(table_);
  out.u32(crc32c(header_));
  sections_.insert(0, header_);  // not the other way round: the sections are what is long
  return std::move(sections_);
}

}  // namespace weir
