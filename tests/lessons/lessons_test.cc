// The table of lessons against the disk, and the words of lesson 1 against recorded ones.
#include "lessons/lessons.h"

#include <filesystem>
#include <set>

#include "tests/catch.h"
#include "tests/lessons/program.h"

namespace fs = std::filesystem;
using namespace weir;
using namespace weir::testing;

namespace {
fs::path folder_of(const lessons::Lesson& lesson) {
  return fs::path(WEIR_SOURCE_DIR "/lessons") / lesson.folder;
}
}  // namespace

TEST_CASE("the table of lessons names every folder of a lesson, in order, and no other") {
  std::set<std::string> on_disk, in_table;
  for (const auto& entry : fs::directory_iterator(WEIR_SOURCE_DIR "/lessons"))
    if (entry.is_directory() && entry.path().filename() != "cli")
      on_disk.insert(entry.path().filename().string());
  int last = 0;
  for (const lessons::Lesson& lesson : lessons::kLessons) {
    INFO(lesson.folder);
    CHECK(lesson.number > last);
    last = lesson.number;
    const std::string digits = (last < 10 ? "0" : "") + std::to_string(last);
    CHECK(lesson.folder.starts_with(digits + "-"));
    CHECK_FALSE(lesson.title.empty());
    CHECK_FALSE(lesson.inputs.empty());
    for (const std::string_view input : lesson.inputs)
      CHECK(fs::is_regular_file(folder_of(lesson) / input));
    in_table.insert(std::string(lesson.folder));
  }
  CHECK(in_table == on_disk);
}

TEST_CASE("every lesson reads its own files, and its last operator is the sink out") {
  for (const lessons::Lesson& lesson : lessons::kLessons) {
    INFO(lesson.folder);
    lessons::LessonSettings settings;
    for (const std::string_view input : lesson.inputs)
      settings.inputs.push_back((folder_of(lesson) / input).string());
    settings.config.parallelism = 3;
    using lessons::Results;
    for (const auto& [results, is] : {std::pair{Results::kPrinted, "print"},
                                      {Results::kCommitted, "two-phase"},
                                      {Results::kFiles, "file"}}) {
      settings.results = results;
      const auto graph = lesson.graph(settings);
      REQUIRE(graph.has_value());
      CHECK(graph->config.parallelism == 3);
      CHECK(graph->config.checkpoints.interval > 0);
      CHECK(graph->nodes.back().uid == "out");
      CHECK(graph->nodes.back().is == std::string_view(is));
      std::size_t sources = 0;
      for (const StreamNode& node : graph->nodes) sources += node.source.has_value();
      CHECK(sources == lesson.inputs.size());
    }
    if (lesson.dependences != nullptr) CHECK(lesson.dependences(settings)->empty());
  }
}

TEST_CASE("the order files are those of the source notes, to the byte") {
  CHECK(read_file(WEIR_SOURCE_DIR "/lessons/08-order-join/orderinfo1.csv") ==
        "order_id,product,price\n123,拖把,30.0\n234,牙膏,20.0\n345,被子,114.4\n333,杯子,112.2\n"
        "444,Mac电脑,30000.0\n");
  CHECK(read_file(WEIR_SOURCE_DIR "/lessons/08-order-join/orderinfo2.csv") ==
        "order_id,ordered_at,city\n123,2019-11-11 10:11:12,江苏\n234,2019-11-11 11:11:13,云南\n"
        "345,2019-11-11 12:11:14,安徽\n333,2019-11-11 13:11:15,北京\n"
        "444,2019-11-11 14:11:16,深圳\n");
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
