// What crosses the border between the process with the learner's code and the tool.
#include <string>
#include <vector>

#include "engine/core/hash.h"
#include "exercises/report/frames.h"
#include "exercises/report/page.h"
#include "tests/catch.h"
#include "tests/scenarios.h"

namespace weir::exercises {
namespace {

constexpr std::uint64_t kNonce = 0x1234'5678'9abc'def0;

std::vector<Value> three_messages() {
  return {Value::integer(7), Value::text(std::string(300, 'x')),
          Value::row({Value::integer(1), Value::text("a"), Value::null()})};
}

std::string framed(const std::vector<Value>& messages, std::uint64_t nonce = kNonce) {
  std::string out;
  for (std::size_t i = 0; i < messages.size(); i++) append_frame(out, nonce, i, messages[i]);
  return out;
}

}  // namespace

TEST_CASE("messages arrive whole and in order however the pipe cuts them") {
  const std::string bytes = framed(three_messages());
  for (std::size_t piece = 1; piece <= bytes.size(); piece++) {
    FrameReader reader(kNonce);
    std::vector<Value> got;
    for (std::size_t at = 0; at < bytes.size(); at += piece)
      for (Value& v : reader.feed(std::string_view(bytes).substr(at, piece)))
        got.push_back(std::move(v));
    REQUIRE(got == three_messages());
    REQUIRE(reader.messages() == 3);
    REQUIRE(!reader.tampered());
    REQUIRE(!reader.torn());
  }
}

TEST_CASE("an end that is torn anywhere loses one message and accuses nobody") {
  const std::vector<Value> all = three_messages();
  const std::string bytes = framed(all);
  const std::size_t two = framed({all[0], all[1]}).size();
  for (std::size_t cut = two + 1; cut < bytes.size(); cut++) {
    FrameReader reader(kNonce);
    REQUIRE(reader.feed(bytes.substr(0, cut)).size() == 2);
    REQUIRE(reader.torn());
    REQUIRE(!reader.tampered());
  }
}

TEST_CASE("any changed bit is tampering, and nothing behind it is taken") {
  const std::vector<Value> all = three_messages();
  const std::string bytes = framed(all);
  const std::size_t first = framed({all[0]}).size();
  for (std::size_t at = 0; at < bytes.size(); at++)
    for (int bit = 0; bit < 8; bit++) {
      std::string changed = bytes;
      changed[at] = static_cast<char>(changed[at] ^ (1 << bit));
      FrameReader reader(kNonce);
      const std::vector<Value> got = reader.feed(changed);
      // A length that got larger waits for bytes that never come: it is not taken either.
      INFO("byte " << at << " bit " << bit);
      REQUIRE((reader.tampered() || reader.torn()));
      REQUIRE(got.size() == (at < first ? 0u : at < framed({all[0], all[1]}).size() ? 1u : 2u));
      REQUIRE(reader.feed(bytes).empty());
    }
}

TEST_CASE("messages of another nonce, repeated, left out or printed are tampering") {
  const std::vector<Value> all = three_messages();
  const std::string one = framed({all[0]});
  for (const std::string& forged :
       {framed(all, kNonce + 1), one + one, framed(all).substr(one.size()),
        std::string("passed: 3 cases\n"), one + "ok"}) {
    FrameReader reader(kNonce);
    reader.feed(forged);
    REQUIRE(reader.tampered());
    REQUIRE(!reader.torn());
  }
}

TEST_CASE("random bytes are never a message") {
  for (std::uint64_t seed = 0; seed < static_cast<std::uint64_t>(scenarios(300)); seed++) {
    std::string bytes = framed(three_messages()).substr(0, stable_hash(seed, 1, 0) % 20);
    const std::size_t begun = bytes.size();
    while (bytes.size() < 200)
      bytes.push_back(static_cast<char>(stable_hash(seed, 2, bytes.size())));
    FrameReader reader(kNonce);
    INFO("seed " << seed << ", " << begun << " bytes of a true message");
    REQUIRE(reader.feed(bytes).empty());
  }
}

TEST_CASE("texts in the page are cut at a character and end even when nobody ended them") {
  char place[8];
  set_text(place, sizeof place, "open");
  REQUIRE(text_at(place, sizeof place) == "open");
  set_text(place, sizeof place, "1234567");
  REQUIRE(text_at(place, sizeof place) == "1234567");
  set_text(place, sizeof place, "12345678");
  REQUIRE(text_at(place, sizeof place) == "1234567");
  set_text(place, sizeof place, "12345\u00fcb");
  REQUIRE(text_at(place, sizeof place) == "12345\u00fc");
  set_text(place, sizeof place, "123456\u00fc");
  REQUIRE(text_at(place, sizeof place) == "123456");
  set_text(place, sizeof place, "");
  REQUIRE(text_at(place, sizeof place).empty());
  for (char& c : place) c = 'z';
  REQUIRE(text_at(place, sizeof place) == "zzzzzzzz");
  set_text(place, sizeof place, "a\x1b[2J");
  REQUIRE(text_at(place, sizeof place) == "a\\x1b[2J");
}

}  // namespace weir::exercises
