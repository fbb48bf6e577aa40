// Java's text: doubles against literals from Java and against what strtod says; strings; UTF-8.
#include "engine/core/java_text.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "engine/core/utf8.h"
#include "tests/catch.h"
#include "tests/core/model_value.h"

using namespace weir;

namespace {

std::string json(std::string_view s) {
  std::string out;
  append_json_text(out, s);
  return out;
}

// Are there fewer digits that read back to the same number?
bool shorter_exists(double d, std::size_t digits) {
  char buffer[64];
  for (std::size_t n = 1; n < digits; n++) {
    std::snprintf(buffer, sizeof buffer, "%.*e", static_cast<int>(n - 1), d);
    if (std::strtod(buffer, nullptr) == d) return true;
  }
  return false;
}

std::string digits_of(const std::string& text) {
  std::string digits;
  for (const char c : text.substr(0, text.find('E')))
    if (c >= '0' && c <= '9') digits += c;
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
  while (!digits.empty() && digits.back() == '0') digits.pop_back();
  return digits;
}

TEST_CASE("parts are those of Java's split: inner empty ones stay, those at the end do not") {
  using Words = std::vector<std::string_view>;
  const auto words_of = [](std::string_view text) { return java_split(text, ","); };
  CHECK(words_of("hello,flink") == Words{"hello", "flink"});
  CHECK(words_of("hello") == Words{"hello"});
  CHECK(words_of("") == Words{""});
  CHECK(words_of("a,,b") == Words{"a", "", "b"});
  CHECK(words_of(",a") == Words{"", "a"});
  CHECK(words_of("a,") == Words{"a"});
  CHECK(words_of("a,,,") == Words{"a"});
  CHECK(words_of(",") == Words{});
  CHECK(words_of(",,,") == Words{});
  CHECK(words_of("Hello, flink") == Words{"Hello", " flink"});
  CHECK(words_of("拖把,é") == Words{"拖把", "é"});
  CHECK(java_split("a--b-c--", "--") == Words{"a", "b-c"});
}

}  // namespace

TEST_CASE("doubles print as Double.toString of a current Java") {
  struct Row {
    double value;
    const char* text;
  };
  const Row rows[] = {
      {0.0, "0.0"},
      {-0.0, "-0.0"},
      {1, "1.0"},
      {-1, "-1.0"},
      {0.1, "0.1"},
      {100, "100.0"},
      {1.0 / 3, "0.3333333333333333"},
      {2.0 / 3, "0.6666666666666666"},
      {9999999, "9999999.0"},
      {9999999.999999998, "9999999.999999998"},
      {1e7, "1.0E7"},
      {12345678, "1.2345678E7"},
      {1e10, "1.0E10"},
      {1e-3, "0.001"},
      {0.0012, "0.0012"},
      {9.999e-4, "9.999E-4"},
      {1e-5, "1.0E-5"},
      {-1.5e-7, "-1.5E-7"},
      {1.7976931348623157e308, "1.7976931348623157E308"},
      {2.2250738585072014e-308, "2.2250738585072014E-308"},
      {5e-324, "4.9E-324"},  // two digits are nearer than one
      {2e23, "2.0E23"},      // before JDK 19: 1.9999999999999998E23
      {1.0e23, "1.0E23"},
      {2.0e-3, "0.002"},
      {9007199254740993.0, "9.007199254740992E15"},
      {HUGE_VAL, "Infinity"},
      {-HUGE_VAL, "-Infinity"},
      {std::nan(""), "NaN"},
      {-std::nan(""), "NaN"},
  };
  for (const Row& row : rows) CHECK(java_double(row.value) == row.text);
}

TEST_CASE("printed doubles read back to the same bits and have no digit too many") {
  test::Random random(3);
  for (int i = 0; i < 20'000; i++) {
    double d;
    const std::uint64_t bits = random.next();
    std::memcpy(&d, &bits, sizeof d);
    if (i % 3 == 1) d = static_cast<double>(random.below(1'000'000'000)) / 1000;
    if (i % 3 == 2) d = std::ldexp(1.0, static_cast<int>(random.below(2098)) - 1074);
    if (!std::isfinite(d)) continue;
    const std::string text = java_double(d);
    INFO(text);
    REQUIRE(std::strtod(text.c_str(), nullptr) == d);
    const std::size_t digits = digits_of(text).size();
    if (digits > 2) REQUIRE(!shorter_exists(d, digits));
    const double size = std::fabs(d);
    const bool plain = d == 0 || (size >= 1e-3 && size < 1e7);
    REQUIRE((text.find('E') == std::string::npos) == plain);
    REQUIRE(text.find('.') != std::string::npos);
  }
}

TEST_CASE("JSON text escapes what JSON requires and leaves the rest alone") {
  CHECK(json("") == R"("")");
  CHECK(json("a/b</script>") == R"("a/b</script>")");
  CHECK(json("\"\\") == R"("\"\\")");
  CHECK(json("\b\f\n\r\t") == R"("\b\f\n\r\t")");
  CHECK(json(std::string_view("\0\x01\x1f\x7f", 4)) == "\"\\u0000\\u0001\\u001f\x7f\"");
  CHECK(json("\u00e9\u2028\u65e5\U0001F600") == "\"\u00e9\u2028\u65e5\U0001F600\"");
  CHECK(json("\xff") == "\"\ufffd\"");
  CHECK(json("a\xe6\x97") == "\"a\ufffd\"");  // cut off: one character
  CHECK(json("\xc0\xaf"
             "b") ==
        "\"\ufffd\ufffd"
        "b\"");
}

TEST_CASE("every code point survives UTF-8, and every damaged one is replaced") {
  for (std::uint32_t code = 0; code <= 0x10ffff; code++) {
    if (code >= 0xd800 && code < 0xe000) continue;
    std::string s;
    append_utf8(s, code);
    std::size_t i = 0;
    const std::uint32_t read = next_code_point(s, i);
    if (read != code || i != s.size()) FAIL("code point " << code);
    std::size_t k = 0;
    const std::string cut = s.substr(0, s.size() - 1);
    if (cut.empty()) continue;
    const std::uint32_t damaged = next_code_point(cut, k);
    if (damaged != kReplacementCharacter || k != cut.size()) FAIL("half of code point " << code);
  }
  SUCCEED();
}

TEST_CASE("invalid UTF-8 becomes as many U+FFFD as in Java") {
  struct Row {
    std::string_view bytes;
    int code_points;
  };
  const Row rows[] = {{"\x80", 1},
                      {"\xc0\x80", 2},
                      {"\xc2", 1},
                      {"\xe0\x80\x80", 3},
                      {"\xe0\xa0", 1},
                      {"\xed\xa0\x80", 1},
                      {"\xed\xbd\xf3", 2},
                      {"\xf0\x80\x80\x80", 4},
                      {"\xf0\x90\x80", 1},
                      {"\xf4\x90\x80\x80", 4},
                      {"\xf5\x80", 2},
                      {"\xe1\x80\xe1\x80", 2},
                      {"\xf1\x80\x80\x41", 2}};
  for (const Row& row : rows) {
    int n = 0;
    bool first_replaced = false;
    for (std::size_t i = 0; i < row.bytes.size(); n++)
      if (next_code_point(row.bytes, i) == kReplacementCharacter && n == 0) first_replaced = true;
    CHECK(n == row.code_points);
    CHECK(first_replaced);
  }
}
