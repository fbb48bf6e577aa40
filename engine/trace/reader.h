// TraceReader: the bytes of a trace back into stored events. The mirror of Encoder.
//   Give it every span that the sink got, in order; after each, call next() until it says false.
// Errors: kCorrupt for bytes that no encoder wrote; whatever the bytes are, nothing else happens.
//   After an error the reader is done. Values nest at most kDeepestValue deep.
#pragma once
#include <map>
#include <span>
#include <string>
#include <vector>

#include "engine/core/result.h"
#include "engine/trace/encoder.h"
#include "engine/trace/event.h"

namespace weir {

class TraceReader {
 public:
  static constexpr int kDeepestValue = 400;

  void give(std::span<const char> bytes) {
    at_ = bytes.data();
    end_ = at_ + bytes.size();
  }
  // True: `out` holds the next event. False: the span is used up. `out` may be used again and
  // again.
  Result<bool> next(StoredEvent& out);

 private:
  bool fail(const char* why) {
    if (!why_) why_ = why;
    return false;
  }
  bool byte(std::uint8_t& out);
  bool varint(std::uint64_t& out);
  bool raw(void* out, std::size_t n);
  bool time_from(Timestamp base, Timestamp& out);
  bool time(std::size_t slot, Timestamp& out);
  bool text(std::size_t size, std::string_view& out);
  bool name(Value& out);
  bool value(Value& out, std::int64_t* column, int depth);
  bool elements(Value& out, std::uint8_t shape, std::uint64_t n, std::int64_t* column, int depth);
  bool field(const FieldInfo& f, Value& out);
  bool remark(std::uint8_t code);
  void look_up_attempt();
  bool event(std::uint8_t code, StoredEvent& out);

  const char *at_ = nullptr, *end_ = nullptr;
  const char* why_ = nullptr;
  std::vector<Value> names_;
  std::map<std::uint64_t, std::int64_t> attempts_;
  std::uint32_t place_ = kAtWorld;
  Timestamp time_ = 0;
  std::int64_t op_ = 0, next_op_ = -1, attempt_ = 0;
  std::optional<Value> key_, next_key_;
  TraceContext context_;
};

}  // namespace weir
