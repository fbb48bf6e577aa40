// Tested by tests/exercises/schedule_test.cc.
#include "exercises/report/schedule.h"

#include <array>
#include <utility>

#include "engine/core/bytes.h"
#include "engine/core/codec.h"
#include "engine/core/hash.h"

namespace weir::exercises {

namespace {

constexpr std::string_view kBegin = "w1:e";
constexpr std::string_view kDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::array<std::string_view, 3> kBackends{"hashmap", "rocksdb", "hostile"};
constexpr std::uint64_t kMostRecords = 100'000;

std::string as_letters(std::string_view bytes) {
  std::string out;
  std::uint32_t bits = 0, held = 0;
  for (const char c : bytes) {
    bits = bits << 8 | static_cast<unsigned char>(c);
    for (held += 8; held >= 6; held -= 6) out += kDigits[bits >> (held - 6) & 63];
  }
  if (held > 0) out += kDigits[bits << (6 - held) & 63];
  return out;
}

std::optional<std::string> as_bytes(std::string_view letters) {
  std::string out;
  std::uint32_t bits = 0, held = 0;
  for (const char c : letters) {
    const std::size_t digit = kDigits.find(c);
    if (digit == kDigits.npos) return std::nullopt;
    bits = bits << 6 | static_cast<std::uint32_t>(digit);
    held += 6;
    if (held < 8) continue;
    held -= 8;
    out += static_cast<char>(bits >> held & 255);
  }
  return out;
}

// Catches typing mistakes, nothing else.
std::uint32_t sum_of(int exercise, std::string_view bytes) {
  std::uint64_t sum = stable_hash(0x77656972, 1, static_cast<std::uint64_t>(exercise));
  for (const char c : bytes) sum = stable_hash(sum, 0, static_cast<unsigned char>(c));
  return static_cast<std::uint32_t>(sum);
}

std::string bytes_of(const Schedule& s) {
  std::string bytes;
  ByteWriter out(bytes);
  out.text(s.check);
  std::uint8_t backend = 0;
  for (std::uint8_t i = 0; i < kBackends.size(); i++)
    if (s.backend == kBackends[i]) backend = i;
  out.u8(static_cast<std::uint8_t>(backend | (s.rebuild ? 4 : 0) | (s.fault ? 8 : 0)));
  out.varint(s.parallelism);
  out.varint(s.restart_parallelism);
  out.varint(s.seed);
  if (s.fault) {
    out.varint(s.fault->at);
    out.u8(static_cast<std::uint8_t>(s.fault->decision.kind));
    out.u64(pack(s.fault->decision.work));
    out.text(s.fault->victim);
  }
  out.varint(s.input.size());
  for (const Value& v : s.input) ValueCodec::append(bytes, v);
  return bytes;
}

std::optional<Schedule> read(int exercise, std::string_view bytes) {
  ByteReader in(bytes);
  Schedule s;
  s.exercise = exercise;
  s.check = in.text();
  const std::uint8_t flags = in.u8();
  if ((flags & 3) >= kBackends.size()) return std::nullopt;
  s.backend = kBackends[flags & 3];
  s.rebuild = (flags & 4) != 0;
  s.parallelism = static_cast<std::uint32_t>(in.varint());
  s.restart_parallelism = static_cast<std::uint32_t>(in.varint());
  s.seed = in.varint();
  if ((flags & 8) != 0) {
    Fault fault;
    fault.at = in.varint();
    const std::uint8_t kind = in.u8();
    if (kind > static_cast<std::uint8_t>(sim::DecisionKind::kRescale)) return std::nullopt;
    fault.decision.kind = static_cast<sim::DecisionKind>(kind);
    fault.decision.work = unpack(in.u64());
    fault.victim = in.text();
    s.fault = std::move(fault);
  }
  const std::uint64_t records = in.varint();
  if (records > kMostRecords) return std::nullopt;
  for (std::uint64_t i = 0; i < records; i++) {
    Value v;
    if (!ValueCodec::read(in, v)) return std::nullopt;
    s.input.push_back(std::move(v));
  }
  const bool sane = s.parallelism >= 1 && s.parallelism <= 128 && s.restart_parallelism <= 128;
  if (!in.ok() || in.remaining() != 0 || !sane) return std::nullopt;
  return s;
}

}  // namespace

std::string token_of(const Schedule& schedule) {
  std::string bytes = bytes_of(schedule);
  const std::uint32_t sum = sum_of(schedule.exercise, bytes);
  ByteWriter(bytes).u32(sum);
  const std::string number = std::to_string(schedule.exercise);
  return std::string(kBegin) + (number.size() < 2 ? "0" : "") + number + ':' + as_letters(bytes);
}

bool is_token(std::string_view typed) { return typed.starts_with(kBegin); }

Result<Schedule> schedule_of(std::string_view token) {
  const auto bad = [](std::string_view why) {
    return Error{ErrorKind::kBadArgument,
                 "This is no whole token: " + std::string(why) +
                     ". Copy all of it, from 'w1:' on, out of the answer of 'weir check'."};
  };
  if (!is_token(token)) return bad("it does not begin with w1:e and a number");
  const std::string_view rest = token.substr(kBegin.size());
  const std::size_t colon = rest.find(':');
  if (colon == rest.npos || colon != 2) return bad("the number of the exercise is missing");
  int exercise = 0;
  for (const char c : rest.substr(0, colon)) {
    if (c < '0' || c > '9') return bad("the number of the exercise is missing");
    exercise = exercise * 10 + (c - '0');
  }
  const auto bytes = as_bytes(rest.substr(colon + 1));
  if (!bytes) return bad("there is a letter in it that no token has");
  if (bytes->size() < 5) return bad("it was cut");
  const std::string_view body(bytes->data(), bytes->size() - 4);
  std::string sum;
  ByteWriter(sum).u32(sum_of(exercise, body));
  if (std::string_view(*bytes).substr(body.size()) != sum)
    return bad("a letter is missing or wrong");
  auto schedule = read(exercise, body);
  if (!schedule) return bad("it is of another Weir");
  // The last letter has bits that no byte needs.
  if (token_of(*schedule) != token) return bad("a letter is missing or wrong");
  return std::move(*schedule);
}

}  // namespace weir::exercises
