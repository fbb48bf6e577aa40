// The table of lessons against the disk.
#include "lessons/lessons.h"

#include <filesystem>
#include <set>

#include "lessons/runs/open_job.h"
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
    if (fs::exists(entry.path() / "job.toml")) on_disk.insert(entry.path().filename().string());
  int last = 0;
  for (const lessons::Lesson& lesson : lessons::kLessons) {
    INFO(lesson.folder);
    CHECK(lesson.number > last);
    last = lesson.number;
    const std::string digits = (last < 10 ? "0" : "") + std::to_string(last);
    CHECK(lesson.folder.starts_with(digits + "-"));
    CHECK_FALSE(lesson.title.empty());
    CHECK(fs::is_regular_file(folder_of(lesson) / "job.toml"));
    in_table.insert(std::string(lesson.folder));
  }
  CHECK(in_table == on_disk);
}

TEST_CASE("every lesson reads its own files, and its last operator is the sink out") {
  for (const lessons::Lesson& lesson : lessons::kLessons) {
    INFO(lesson.folder);
    const auto target = runs::find_target(std::to_string(lesson.number));
    REQUIRE(target.has_value());
    runs::JobWishes printed, committed, files;
    committed.commit = true;
    files.output = "out";
    for (const auto& [wishes, is] :
         {std::pair{&printed, "print"}, {&committed, "two-phase"}, {&files, "file"}}) {
      // Some lessons have no checkpoints of their own, which committed output waits for.
      wishes->sets = {"job.parallelism=3", "checkpointing.interval=30ms"};
      const auto job = runs::open_job(*target, *wishes);
      REQUIRE(job.has_value());
      CHECK(job->graph().config.parallelism == 3);
      CHECK(job->graph().nodes.back().uid == "out");
      CHECK(job->graph().nodes.back().is == std::string_view(is));
      for (const std::string& input : job->compiled.inputs)
        CHECK(fs::path(input).parent_path() == folder_of(lesson));
      CHECK_FALSE(job->compiled.inputs.empty());
      CHECK(job->order_dependences()->empty());
    }
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
