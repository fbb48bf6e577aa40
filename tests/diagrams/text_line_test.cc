// The pieces that text pictures are made of.
#include "diagrams/text_line.h"

#include "engine/core/text_width.h"
#include "tests/catch.h"

using namespace weir;
using namespace weir::diagrams;

TEST_CASE("a line goes on below where a piece does not fit, and cuts what fits nowhere") {
  const Screen screen{.width = 20};
  WrappedLine line(screen, 5);
  line.add("12345678");
  line.add("1234567890");  // 1 + 8 + 1 + 10: just fits
  line.add("x");
  line.add("1234567890123456789012345");
  CHECK(line.text() == " 12345678 1234567890\n     x\n     12345678901234~\n");
  WrappedLine pairs(screen, 5);
  pairs.add("123456");
  pairs.add("-->", "12345678");
  pairs.add("-->", "1234567890");
  pairs.add("-->", "12345678901");
  pairs.add("-->", "123456789012");
  CHECK(pairs.text() ==
        " 123456 --> 12345678\n     --> 1234567890\n     --> 12345678901\n     -->\n"
        "     123456789012\n");
  WrappedLine wide(screen, 5);
  wide.add("拖把拖把拖");
  wide.add("拖把拖把");
  CHECK(wide.text() == " 拖把拖把拖 拖把拖把\n");
}

TEST_CASE("a table takes what is too much from its widest columns, but not from the first") {
  TextTable table({"n", "", "name"});
  table.row({"10", "拖把", "a"});
  table.row({"1", "x", "abcdefghijklmnopqrst"});
  CHECK(table.text({.width = 80}) ==
        "n         name\n"
        "10  拖把  a\n"
        "1   x     abcdefghijklmnopqrst\n");
  CHECK(table.text({.width = 20, .charset = Charset::kUnicode}) ==
        "n         name\n"
        "10  拖把  a\n"
        "1   x     abcdefghi…\n");
  TextTable one({"abcdefghijklmnopqrstuvw"});
  CHECK(one.text({.width = 20}) == "abcdefghijklmnopqrstuvw\n");
}

TEST_CASE("words for numbers and lists") {
  CHECK(counted(0, "task") == "0 tasks");
  CHECK(counted(1, "task") == "1 task");
  CHECK(listed({}).empty());
  CHECK(listed({"a"}) == "a");
  CHECK(listed({"a", "b"}) == "a and b");
  CHECK(listed({"a", "b", "c"}) == "a, b and c");
}

TEST_CASE("arrows differ by how records are shipped") {
  const Screen ascii, unicode{.charset = Charset::kUnicode};
  CHECK(arrow_text(Ship::kHash, "hash(a)", ascii) == "==hash(a)==>");
  CHECK(arrow_text(Ship::kCustom, "custom", ascii) == "==custom==>");
  CHECK(arrow_text(Ship::kRebalance, "rebalance", ascii) == "--rebalance-->");
  CHECK(arrow_text(Ship::kBroadcast, "broadcast", ascii) == "..broadcast..>");
  CHECK(arrow_text(Ship::kForward, "", ascii) == "-->");
  CHECK(arrow_text(Ship::kHash, "hash(a)", unicode) == "═hash(a)═▶");
  CHECK(arrow_text(Ship::kBroadcast, "b", unicode) == "┄b┄▶");
  CHECK(arrow_text(Ship::kForward, "", unicode) == "─▶");
}
