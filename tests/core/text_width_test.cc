#include "engine/core/text_width.h"

#include "tests/catch.h"

namespace weir {
namespace {

TEST_CASE("widths of characters", "[width]") {
  CHECK(text_width("") == 0);
  CHECK(text_width("abc") == 3);
  CHECK(text_width("拖把") == 4);
  CHECK(text_width("e\xcc\x81") == 1);  // e and a combining accent
  CHECK(text_width("🐟") == 2);
  CHECK(text_width("→●▲") == 3);
  CHECK(text_width("שלום") == 4);
}

TEST_CASE("what would steer a terminal is shown as what it is", "[width]") {
  CHECK(shown("a\x1b[2J\n\t\x7f") == "a\\x1b[2J\\x0a\\x09\\x7f");
  CHECK(shown("\xc2\x9b") == "\\x9b");
  CHECK(shown("\xe2\x80\xae"
              "abc") ==
        "\\u202e"
        "abc");
  CHECK(shown("\xff"
              "a") ==
        "\xef\xbf\xbd"
        "a");
  CHECK(shown("שלום 拖把") == "שלום 拖把");
}

TEST_CASE("cut text has the width it is cut to, or one column less before a wide character",
          "[width]") {
  CHECK(cut_to_width("abcdef", 6) == "abcdef");
  CHECK(cut_to_width("abcdef", 5) == "abcd…");
  CHECK(cut_to_width("abcdef", 5, "~") == "abcd~");
  CHECK(cut_to_width("拖把拖把", 6) == "拖把…");
  CHECK(cut_to_width("拖把拖把", 5) == "拖把…");
  CHECK(cut_to_width("ae\xcc\x81xyz", 3) == "ae\xcc\x81…");
  CHECK(cut_to_width("abc", 1) == "…");
  CHECK(fit_to_width("拖把拖把", 6) == "拖把… ");
  CHECK(fit_to_width("ab", 4) == "ab  ");
}

}  // namespace
}  // namespace weir
