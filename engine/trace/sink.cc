#include "engine/trace/sink.h"

namespace weir {

namespace {
constexpr std::size_t kPart = 1 << 20;
}

void MemoryTrace::block(std::span<const char> bytes) {
  if (parts_.empty() || parts_.back().size() + bytes.size() > kPart) {
    parts_.emplace_back();
    parts_.back().reserve(bytes.size() > kPart ? bytes.size() : kPart);
  }
  parts_.back().append(bytes.data(), bytes.size());
}

std::size_t MemoryTrace::bytes() const {
  std::size_t n = 0;
  for (const std::string& part : parts_) n += part.size();
  return n;
}

}  // namespace weir
