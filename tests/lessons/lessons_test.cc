// The table of lessons against the disk, and the words of lesson 1 against recorded ones.
#include "lessons/lessons.h"

#include <filesystem>
#include <set>

#include "tests/catch.h"
#include "tests/lessons/program.h"

namespace fs = std::filesystem;
using namespace weir;
using namespace weir::testing;

TEST_CASE("the table of lessons names every folder of a lesson, in order, and no other") {
  std::set<std::string> on_disk, in_table;
  for (const auto& entry : fs::directory_iterator(WEIR_SOURCE_DIR "/lessons"))
    if (entry.is_directory() && entry.path().filename() != "cli")
      on_disk.insert(entry.path().filename().string());
  int last = 0;
  for (const lessons::Lesson& lesson : lessons::kLessons) {
    INFO(lesson.folder);
    CHECK(lesson.number == last + 1);
    last = lesson.number;
    const std::string digits = (last < 10 ? "0" : "") + std::to_string(last);
    CHECK(lesson.folder.starts_with(digits + "-"));
    CHECK_FALSE(lesson.title.empty());
    CHECK(fs::is_regular_file(fs::path(WEIR_SOURCE_DIR "/lessons") / lesson.folder / lesson.input));
    in_table.insert(std::string(lesson.folder));
  }
  CHECK(in_table == on_disk);
}

TEST_CASE("every lesson's graph names the sink whose rows are running results") {
  for (const lessons::Lesson& lesson : lessons::kLessons) {
    bool found = false;
    for (const StreamNode& node : lesson.graph({.input = "x"}).nodes)
      found = found || node.uid == lesson.running_sink;
    CHECK(found);
  }
}

TEST_CASE("words are those of Java's split: inner empty ones stay, those at the end do not") {
  using Words = std::vector<std::string_view>;
  using lessons::words_of;
  CHECK(words_of("hello,flink") == Words{"hello", "flink"});
  CHECK(words_of("hello") == Words{"hello"});
  CHECK(words_of("") == Words{""});
  CHECK(words_of("a,,b") == Words{"a", "", "b"});
  CHECK(words_of(",a") == Words{"", "a"});
  CHECK(words_of("a,") == Words{"a"});
  CHECK(words_of("a,,,") == Words{"a"});
  CHECK(words_of(",") == Words{});
  CHECK(words_of(",,,") == Words{});
  CHECK(words_of(" ") == Words{" "});
  CHECK(words_of("Hello, flink") == Words{"Hello", " flink"});
  CHECK(words_of("拖把,é") == Words{"拖把", "é"});
}
