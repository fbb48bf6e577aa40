// Page: one HTML file that replays a run without a network: viewer, catalogue and trace in one.
//   Inert blocks of data: `events` (the catalogue), `trace`, `trace-1`, … (NDJSON, one per run;
//   above kPackBeyond bytes as gzip in base64), `extra` (layouts, lesson, command). The policy of
//   the page allows its own script and style by their sums, and nothing else.
//   Equal input gives equal bytes: no time, no path, no name of a machine.
//   Data of users is never markup: '<' is escaped in every block, the title is escaped as HTML.
//   Of runs with more than `most_events` the micro events go (never milestones, and never what
//   milestones need to be drawn), and the page says how many.
// Errors: none; the Timelines are whole ones, and outlive the call.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/trace/timeline.h"

namespace weir::diagrams {

struct PageChapter {
  std::int64_t step = 0;
  std::string title, text;
};

struct PageReply {
  std::string when, say;
  std::string because;  // the misconception behind it
};

struct PageAsk {
  std::string id;           // "11.2"
  std::int64_t before = 0;  // the step that gives the answer away
  std::string kind;         // of the answer: number yes_no record records step text
  std::string text, answer, right, otherwise;
  std::vector<PageReply> wrong;
};

struct PageRun {
  std::string name;     // of a variant: "two-ticks"; empty: the only one
  std::string title;    // for people
  std::string command;  // that stands at a step of it when " --at STEP" is added; empty: none
  // What makes it another run than the first one: "clicks.every=200ms", "--kill count#0@12".
  std::vector<std::string> varies;
  const Timeline* timeline = nullptr;
  std::vector<PageChapter> chapters;  // by their steps
  std::vector<PageAsk> asks;
};

struct PageInput {
  std::string title;               // of lesson or job
  std::string number;              // of a lesson: "11"; empty: none
  std::vector<PageRun> runs;       // one at least
  std::optional<std::int64_t> at;  // the step that is shown first
  std::size_t most_events = 200'000;
};

inline constexpr std::size_t kPackBeyond = 256 * 1024;

std::string page(const PageInput& input);

}  // namespace weir::diagrams
