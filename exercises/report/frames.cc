// Tested by tests/exercises/report_test.cc.
#include "exercises/report/frames.h"

#include "engine/core/bytes.h"
#include "engine/core/codec.h"
#include "engine/core/hash.h"

namespace weir::exercises {

namespace {

constexpr std::string_view kMark = "\xf5weir\xf6";
constexpr std::size_t kHead = kMark.size() + 4 + 8;  // length, number
constexpr std::size_t kSum = 8;

std::uint64_t sum_of(std::uint64_t nonce, std::string_view bytes) {
  std::uint64_t sum = stable_hash(nonce, bytes.size(), 0);
  for (std::size_t at = 0; at < bytes.size(); at += 8) {
    ByteReader in(bytes.substr(at, 8));
    std::uint64_t piece = 0;
    if (bytes.size() - at >= 8) {
      piece = in.u64();
    } else {
      while (in.remaining() > 0) piece = piece << 8 | in.u8();
    }
    sum = mix64(sum ^ piece);
  }
  return mix64(sum ^ mix64(nonce));
}

}  // namespace

void append_frame(std::string& out, std::uint64_t nonce, std::uint64_t number,
                  const Value& message) {
  const std::string payload = ValueCodec::encode(message);
  WEIR_CHECK(payload.size() <= kFrameMax, "a message to the tool is too long");
  const std::size_t begin = out.size();
  ByteWriter to(out);
  to.raw(kMark);
  to.u32(static_cast<std::uint32_t>(payload.size()));
  to.u64(number);
  to.raw(payload);
  to.u64(sum_of(nonce, std::string_view(out).substr(begin)));
}

std::vector<Value> FrameReader::feed(std::string_view bytes) {
  std::vector<Value> out;
  if (tampered_) return out;
  rest_ += bytes;
  std::string_view left = rest_;
  Step step = Step::kTaken;
  while (step == Step::kTaken) step = take(left, out);
  tampered_ = step == Step::kForged;
  rest_.erase(0, tampered_ ? rest_.size() : rest_.size() - left.size());
  return out;
}

FrameReader::Step FrameReader::take(std::string_view& bytes, std::vector<Value>& out) {
  const std::string_view mark = bytes.substr(0, kMark.size());
  if (mark != kMark.substr(0, mark.size())) return Step::kForged;
  if (bytes.size() < kHead) return Step::kMore;
  ByteReader head(bytes.substr(kMark.size()));
  const std::size_t length = head.u32();
  if (head.u64() != number_ || length > kFrameMax) return Step::kForged;
  if (bytes.size() < kHead + length + kSum) return Step::kMore;
  ByteReader sum(bytes.substr(kHead + length, kSum));
  if (sum.u64() != sum_of(nonce_, bytes.substr(0, kHead + length))) return Step::kForged;
  Result<Value> message = ValueCodec::decode(bytes.substr(kHead, length));
  if (!message) return Step::kForged;
  out.push_back(std::move(*message));
  number_++;
  bytes.remove_prefix(kHead + length + kSum);
  return Step::kTaken;
}

}  // namespace weir::exercises
