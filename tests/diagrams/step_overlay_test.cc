// What is drawn over the graph of a running job: it says what the World says, and nothing that
// could move a box.
#include "diagrams/step_overlay.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "diagrams/exec_dot.h"
#include "diagrams/exec_text.h"
#include "engine/core/text_width.h"
#include "tests/catch.h"
#include "tests/diagrams/dot_reader.h"
#include "tests/diagrams/golden.h"
#include "tests/diagrams/step_runs.h"
#include "tests/sim/jobs.h"
#include "tests/temporary_folder.h"

using namespace weir;
using namespace weir::diagrams;
using namespace weir::testing;

namespace {

// A job that waits for barriers, fills its channels, and fails once.
StepRun busy_run() {
  return StepRun(keyed_join({.parallelism = 2, .every = 1, .capacity = 2, .task_managers = 2}),
                 {{.decision = 120, .task = 3}});
}

DotGraph read(const std::string& text) {
  std::string why;
  auto graph = read_dot(text, why);
  if (!graph) FAIL(why << "\n" << text);
  return std::move(*graph);
}

// What one step may have otherwise than another: everything else is the same bytes.
constexpr std::array kOverlay{"class", "color", "headlabel", "label", "style", "tooltip"};

// Sizes of the texts that Graphviz measures: heads of arrows. Texts in boxes of fixed size are not.
std::string structure(const std::string& text) {
  const DotGraph dot = read(text);
  std::string out;
  const auto list = [&out](DotAttributeMap attributes, bool edge) {
    const std::string head = edge ? attributes["headlabel"] : "";
    const std::string label = attributes["label"];
    for (const char* name : kOverlay) attributes.erase(name);
    for (const auto& [name, value] : attributes) out += ' ' + name + '=' + value;
    if (edge) out += ' ' + label;
    for (const std::string& line : label_lines(head)) out += ' ' + std::to_string(line.size());
    out += '\n';
  };
  for (const DotNode& node : dot.nodes) {
    out += node.name;
    for (const std::string& cluster : node.clusters) out += ' ' + cluster;
    list(node.attributes, false);
  }
  for (const DotEdge& edge : dot.edges) {
    out += edge.from + " -> " + edge.to;
    list(edge.attributes, true);
  }
  for (const auto& [name, attributes] : dot.clusters) {
    out += name;
    for (const auto& [key, value] : attributes) out += ' ' + key + '=' + value;
    out += '\n';
  }
  return out;
}

bool dot_is_there() { return std::system("dot -V >/dev/null 2>&1") == 0; }

// Where Graphviz puts everything: its answer without the texts.
std::string places(const std::string& dot) {
  const TemporaryFolder folder;
  const std::string in = folder.path() + "/in.dot", out = folder.path() + "/out.plain";
  std::ofstream(in, std::ios::binary) << dot;
  REQUIRE(std::system(("dot -Tplain '" + in + "' -o '" + out + "' 2>/dev/null").c_str()) == 0);
  std::ifstream file(out, std::ios::binary);
  std::string line, all;
  while (std::getline(file, line)) {
    std::istringstream words(line);
    std::string word;
    bool quoted = false;
    while (words >> word) {  // texts are quoted or follow the numbers: numbers are what counts
      if (word.front() == '"') quoted = true;
      const bool number = !quoted && word.find_first_not_of("0123456789.-+e") == std::string::npos;
      if (number) all += word + ' ';
      if (word.back() == '"') quoted = false;
    }
    all += '\n';
  }
  return all;
}

}  // namespace

TEST_CASE("pictures of all steps of an attempt have the same structure, so they superimpose") {
  for (const StepRun& run :
       {busy_run(), StepRun(late_windows({.parallelism = 2, .task_managers = 3})),
        StepRun(union_totals({.parallelism = 3, .capacity = 1}))}) {
    std::map<std::int64_t, std::string> structures;
    std::set<std::string> frames;
    run.each_step([&](std::int64_t step, Timestamp time, const World& world) {
      const ExecPicture picture = exec_picture(world.plan(), "job");
      const StepOverlay overlay = overlay_of(picture, world, step, time);
      const std::string dot = dot_of(picture, overlay);
      const auto [first, fresh] = structures.emplace(overlay.attempt, structure(dot));
      if (!fresh) REQUIRE(structure(dot) == first->second);
      frames.insert(dot);
    });
    CHECK(static_cast<std::int64_t>(frames.size()) == run.steps());
  }
}

TEST_CASE("Graphviz puts everything in the same place at every step") {
  if (!dot_is_there()) WEIR_SKIP("Graphviz is not installed");
  std::map<std::int64_t, std::string> first;
  busy_run().each_step([&](std::int64_t step, Timestamp time, const World& world) {
    if (step % 17 != 0) return;
    const ExecPicture picture = exec_picture(world.plan(), "job");
    const StepOverlay overlay = overlay_of(picture, world, step, time);
    const std::string at = places(dot_of(picture, overlay));
    const auto [known, fresh] = first.emplace(overlay.attempt, at);
    CHECK(at.size() > 500);
    if (!fresh) CHECK(at == known->second);
  });
  CHECK(first.size() == 2);
}

TEST_CASE("what is drawn over tasks and channels is what the World says") {
  std::set<std::string> seen;
  const StepRun run = busy_run();
  run.each_step([&](std::int64_t step, Timestamp time, const World& world) {
    const ExecPicture picture = exec_picture(world.plan(), "job");
    const StepOverlay overlay = overlay_of(picture, world, step, time);
    REQUIRE(overlay.tasks.size() == world.plan().tasks().size());
    REQUIRE(overlay.channels.size() == world.plan().channels().size());
    const Tables tables = world.dump();
    const auto row = [&](const char* table, const Value& id) -> std::optional<Value> {
      const auto found = tables.find(table);
      if (found == tables.end()) return std::nullopt;
      const auto value = found->second.find(Value::list({id}));
      return value == found->second.end() ? std::nullopt : std::optional(value->second);
    };
    for (std::size_t c = 0; c < overlay.channels.size(); c++) {
      const ChannelNote& note = overlay.channels[c];
      const Value& id = world.plan().channels()[c].id;
      const auto queue = row("queue", id);
      CHECK(note.depth == (queue ? queue->size() : 0));
      CHECK(note.full == row("full", id).has_value());
      CHECK(note.blocked == row("blocked", id).has_value());
      CHECK(note.watermark.has_value() == row("cwm", id).has_value());
      if (note.watermark) CHECK(*note.watermark == row("cwm", id)->as_int());
      std::optional<std::int64_t> barrier;
      for (std::size_t i = 0; queue && i < queue->size() && !barrier; i++)
        if (member(queue->at(i), "e") == Value::text("bar"))
          barrier = member(queue->at(i), "cp").as_int();
      if (note.blocked) barrier = row("blocked", id)->as_int();
      CHECK(note.barrier == barrier);
      if (note.blocked) seen.insert("blocked");
      if (note.full) seen.insert("full");
      if (note.barrier && !note.blocked) seen.insert("barrier");
      if (note.depth > 0) seen.insert("depth");
      if (!note.status.empty()) seen.insert(note.status);
    }
    for (std::size_t t = 0; t < overlay.tasks.size(); t++) {
      const TaskNote& note = overlay.tasks[t];
      const Value& id = world.plan().tasks()[t].id;
      const auto status = row("task", id);
      CHECK(note.status == (status ? std::string(status->as_text()) : "CREATED"));
      std::set<Value> keys;
      for (const char* table : {"cell", "items"})
        if (const auto found = tables.find(table); found != tables.end())
          for (const auto& [key, value] : found->second)
            if (key.at(0) == id && !key.at(3).is_null()) keys.insert(key.at(3));
      CHECK(note.keys == keys.size());
      if (note.keys > 1) seen.insert("keys");
      if (note.checkpoint) {
        CHECK(note.barriers > 0);
        CHECK(note.barriers < note.inputs);
        seen.insert("aligning");
      }
      if (note.waits) seen.insert("waits");
      seen.insert(note.status);
    }
    if (overlay.running) seen.insert("running");
    if (overlay.complete) seen.insert("complete");
    seen.insert("attempt " + std::to_string(overlay.attempt));
  });
  for (const char* what :
       {"blocked", "full", "barrier", "depth", "keys", "aligning", "waits", "running", "complete",
        "attempt 1", "attempt 2", "RUNNING", "FAILED", "FINISHED", "END OF DATA"}) {
    INFO(what);
    CHECK(seen.contains(what));
  }
}

TEST_CASE("marks of a step are in its picture, its tables and its sentences") {
  std::optional<std::int64_t> aligning, full, failed;
  const StepRun run = busy_run();
  run.each_step([&](std::int64_t step, Timestamp time, const World& world) {
    const ExecPicture picture = exec_picture(world.plan(), "busy");
    const StepOverlay overlay = overlay_of(picture, world, step, time);
    const std::string dot = dot_of(picture, overlay);
    const std::string table = text_of(picture, overlay, {});
    const std::string words = text_of(picture, overlay, {.plain = true});
    const auto any = [](const auto& notes, const auto& holds) {
      return std::any_of(notes.begin(), notes.end(), holds);
    };
    const auto says = [&](bool it, const char* in_dot, const char* in_text) {
      INFO("step " << step << ": " << in_text);
      CHECK((dot.find(in_dot) != std::string::npos) == it);
      CHECK((table.find(in_text) != std::string::npos) == it);
      CHECK((words.find(in_text) != std::string::npos) == it);
    };
    const bool blocked = any(overlay.channels, [](const ChannelNote& c) { return c.blocked; });
    const bool is_full = any(overlay.channels, [](const ChannelNote& c) { return c.full; });
    const bool has_failed = any(overlay.tasks, [](const TaskNote& t) { return t.failed(); });
    says(blocked, "blocked X", "X blocked");
    says(is_full, "FULL", "FULL");
    says(has_failed, "FAILED", "FAILED");
    if (blocked && is_full && !aligning) aligning = step;
    if (is_full && !full) full = step;
    if (has_failed && !failed) failed = step;
    if (step != aligning && step != failed) return;
    const std::string name = step == aligning ? "busy-aligning" : "busy-failed";
    check_golden(name + ".dot", dot);
    std::string all;
    for (const std::size_t width : {60u, 80u, 120u})
      all += "-- " + std::to_string(width) + "\n" + text_of(picture, overlay, {.width = width});
    check_golden(name + ".txt", all + "-- plain\n" + words);
    const std::string colored = text_of(picture, overlay, {.color = true});
    CHECK(without_colors(colored) == text_of(picture, overlay, {}));
    check_golden(name + "-color-80.txt", colored);
  });
  CHECK(aligning.has_value());
  CHECK(full.has_value());
  CHECK(failed.has_value());
}

TEST_CASE("a source that is idle is drawn as idle until it reads again") {
  std::size_t idle = 0, active = 0;
  StepRun(event_inactivity({}))
      .each_step([&](std::int64_t step, Timestamp time, const World& world) {
        const ExecPicture picture = exec_picture(world.plan(), "job");
        const StepOverlay overlay = overlay_of(picture, world, step, time);
        const bool drawn = dot_of(picture, overlay).find("IDLE") != std::string::npos;
        const bool is = std::any_of(overlay.tasks.begin(), overlay.tasks.end(),
                                    [](const TaskNote& t) { return t.idle; }) ||
                        std::any_of(overlay.channels.begin(), overlay.channels.end(),
                                    [](const ChannelNote& c) { return c.status == "IDLE"; });
        CHECK(drawn == is);
        (is ? idle : active)++;
      });
  CHECK(active > 0);
  CAPTURE(idle);
}

TEST_CASE("one box for many subtasks shows sums, the smallest watermark, and what one of them is") {
  StepRun(word_count({"a,b,c", "d,e,f", "g,h"}, {.parallelism = 30}))
      .each_step([&](std::int64_t step, Timestamp time, const World& world) {
        const ExecPicture picture = exec_picture(world.plan(), "job");
        REQUIRE(picture.tasks.size() < 10);
        const StepOverlay overlay = overlay_of(picture, world, step, time);
        std::size_t drawn = 0, real = 0;
        for (const ChannelNote& note : overlay.channels) drawn += note.depth;
        for (const Plan::Channel& channel : world.plan().channels())
          if (const auto* queue = world.queue(table::kQueue, Value::list({channel.id})))
            real += queue->size();
        REQUIRE(drawn == real);
        for (std::size_t c = 0; c < picture.channels.size(); c++) {
          std::optional<Timestamp> smallest = kMaxTimestamp;
          for (const std::size_t one : picture.channels[c].channels) {
            const Value* mark =
                world.get(table::kCwm, Value::list({world.plan().channels()[one].id}));
            if (mark == nullptr)
              smallest = std::nullopt;
            else if (smallest)
              smallest = std::min(*smallest, mark->as_int());
          }
          REQUIRE(overlay.channels[c].watermark == smallest);
        }
      });
}
