#include "diagrams/page/page.h"

#include <map>

#include "diagrams/markup.h"
#include "diagrams/page/assets.h"
#include "diagrams/page/catalogue_json.h"
#include "diagrams/page/gzip.h"
#include "diagrams/page/json_writer.h"
#include "diagrams/page/layout_json.h"
#include "diagrams/page/sha256.h"
#include "diagrams/page/short_trace.h"
#include "engine/core/check.h"
#include "engine/core/text_width.h"
#include "engine/trace/generated/event_fields.h"

namespace weir::diagrams {

namespace {

std::string trace_block(std::size_t n, const std::string& text) {
  const bool packed = text.size() > kPackBeyond;
  return "<script type=\"application/x-ndjson\" id=\"trace" +
         (n == 0 ? std::string() : "-" + std::to_string(n)) + "\" data-enc=\"" +
         (packed ? "gzip" : "text") + "\">" + (packed ? base64(gzip(text)) : inert(text)) +
         "</script>\n";
}

// One for the plan of the header, and one for each deploy event, in their order.
void layouts(JsonWriter& json, const Timeline& timeline) {
  json.begin_list("layouts");
  const auto add = [&](const Value& value) {
    const auto plan = Plan::read(value.is_null() ? Value::map({}) : value);
    WEIR_CHECK(plan, "a Timeline has plans that can be read");
    json.raw(layout_json(exec_picture(*plan, {}), *plan));
  };
  add(member(timeline.trace_header(), "plan"));
  for (const TraceEvent& event : timeline.events())
    if (event.kind == EventKind::kDeploy) add(event.fields[field::kDeploy::plan]);
  json.end_list();
}

void asks(JsonWriter& json, const PageRun& run) {
  json.begin_list("asks");
  for (const PageAsk& ask : run.asks) {
    json.begin_object();
    json.member("id", ask.id);
    json.member("before", ask.before);
    json.member("kind", ask.kind);
    json.member("text", ask.text);
    json.member("answer", ask.answer);
    json.member("right", ask.right);
    json.member("otherwise", ask.otherwise);
    json.begin_list("wrong");
    for (const PageReply& reply : ask.wrong) {
      json.begin_object();
      json.member("when", reply.when);
      json.member("say", reply.say);
      json.member("because", reply.because);
      json.end_object();
    }
    json.end_list();
    json.end_object();
  }
  json.end_list();
}

void chapters(JsonWriter& json, const PageRun& run) {
  json.begin_list("chapters");
  for (const PageChapter& chapter : run.chapters) {
    json.begin_object();
    json.member("step", chapter.step);
    json.member("title", chapter.title);
    json.member("text", chapter.text);
    json.end_object();
  }
  json.end_list();
}

std::string extra(const PageInput& input, const std::vector<ShortTrace>& traces) {
  JsonWriter json;
  json.begin_object();
  json.member("title", input.title);
  if (!input.number.empty()) json.member("number", input.number);
  if (input.at) json.member("at", *input.at);
  json.begin_list("runs");
  for (std::size_t n = 0; n < input.runs.size(); n++) {
    const PageRun& run = input.runs[n];
    json.begin_object();
    json.member("name", run.name);
    json.member("title", run.title);
    json.member("command", run.command);
    if (!run.varies.empty()) {
      json.begin_list("varies");
      for (const std::string& assignment : run.varies) json.text(assignment);
      json.end_list();
    }
    if (traces[n].left > 0) {
      json.member("events", static_cast<std::int64_t>(run.timeline->events().size()));
      json.member("left", static_cast<std::int64_t>(traces[n].left));
    }
    layouts(json, *run.timeline);
    chapters(json, run);
    asks(json, run);
    json.end_object();
  }
  json.end_list();
  json.end_object();
  return json.take();
}

// The shell with what stands for @NAME@; what is filled in is not looked through again.
std::string filled(std::string_view shell, const std::map<std::string_view, std::string>& parts) {
  std::string out;
  while (true) {
    const std::size_t begin = shell.find('@');
    out += shell.substr(0, begin);
    if (begin == std::string_view::npos) return out;
    const std::size_t end = shell.find('@', begin + 1);
    const auto part = end == std::string_view::npos
                          ? parts.end()
                          : parts.find(shell.substr(begin + 1, end - begin - 1));
    if (part == parts.end()) {
      out += '@';
      shell.remove_prefix(begin + 1);
      continue;
    }
    out += part->second;
    shell.remove_prefix(end + 1);
  }
}

}  // namespace

std::string page(const PageInput& input) {
  WEIR_CHECK(!input.runs.empty(), "a page shows a run");
  std::vector<ShortTrace> traces;
  std::string blocks;
  for (std::size_t n = 0; n < input.runs.size(); n++) {
    traces.push_back(short_trace(*input.runs[n].timeline, input.most_events));
    blocks += trace_block(n, traces.back().text);
    traces.back().text.clear();
  }
  const PageAssets& assets = page_assets();
  const std::string title = (input.number.empty() ? "" : input.number + " ") + shown(input.title);
  return filled(assets.shell, {{"CSP", assets.policy},
                               {"TITLE", escaped(title + " · Weir")},
                               {"CSS", assets.style},
                               {"EVENTS", catalogue_json()},
                               {"EXTRA", extra(input, traces)},
                               {"TRACES", blocks},
                               {"JS", assets.script}});
}

}  // namespace weir::diagrams
