#include "tests/conformance/job_files.h"

#include <fmt/format.h>

#include <memory>
#include <stdexcept>
#include <utility>

#include "engine/graph/job_file/compile.h"
#include "engine/trace/json.h"
#include "lessons/08-order-join/functions.h"
#include "tests/conformance/generators.h"

namespace weir::conformance {

namespace {

constexpr char kEveryNth[] = "after_every_nth_event";

// A basic string of TOML and a string of JSON are written alike.
std::string quoted(std::string_view s) { return to_json(text(s)); }

std::string ms(std::int64_t length) { return fmt::format("\"{}ms\"", length); }

// ---- the parts of a file ----

std::string settings(const JobConfig& job) {
  std::string out = fmt::format("[job]\nparallelism = {}\n\n", job.parallelism);
  if (job.checkpoints.interval > 0)
    out += fmt::format("[checkpointing]\ninterval = {}\n\n", ms(job.checkpoints.interval));
  return out + fmt::format("[restart]\nstrategy = \"fixed_delay\"\ndelay = {}\n\n",
                           ms(job.restart.delay));
}

// One event of the case as an inline table. Its number in the source stands in it, for the
// generator that counts.
std::string event_table(const Value& event, std::size_t number) {
  std::string out = "{ ";
  if (has_member(event, "key")) out += fmt::format("key = {}, ", quoted(text_member(event, "key")));
  return out + fmt::format("ts = {}, value = {}, text = {}, number = {} }}",
                           int_member(event, "ts"), int_member(event, "value"),
                           quoted(text_member_or(event, "text", "")), number);
}

std::string watermarks(const Value& params) {
  if (has_member(params, "punctuated")) {
    const std::int64_t plus = int_member(params, "punctuated");
    return fmt::format("watermarks = {{ punctuated = \"ts {} {}\" }}\n", plus < 0 ? '-' : '+',
                       plus < 0 ? -plus : plus);
  }
  if (!has_member(params, "bound")) return "";
  if (int_member_or(params, "watermark_every", 1) != 1)
    return fmt::format("watermarks = {{ function = \"{}\" }}\n", kEveryNth);
  return fmt::format("watermarks = {{ out_of_orderness = {}, emit = \"every_event\" }}\n",
                     ms(int_member(params, "bound")));
}

std::string source(std::string_view name, const Value& events, const Value& params) {
  std::string out = fmt::format("[[source]]\nuid = {}\nevents = [\n", quoted(name));
  std::size_t number = 0;
  for (const Value& event : events.elements())
    out += fmt::format("  {},\n", event_table(event, number++));
  out += "]\nevent_time = \"ts\"\n" + watermarks(params);
  if (!bool_member_or(params, "bounded", true)) out += "bounded = false\n";
  return out + '\n';
}

std::string print(std::string_view uid, std::string_view from) {
  return fmt::format("[[sink]]\nuid = \"{}\"\nfrom = \"{}\"\nprint = true\n\n", uid, from);
}

std::string window(const Value& params) {
  const std::string_view kind = text_member_or(params, "window", "tumbling");
  if (kind == "session") return "session = " + ms(int_member(params, "gap"));
  const std::string size = ms(int_member(params, "size"));
  if (kind == "tumbling") return "tumbling = " + size;
  if (kind == "sliding")
    return fmt::format("sliding = {}, slide = {}", size, ms(int_member(params, "slide")));
  throw NotCovered{"window " + std::string(kind)};
}

// ---- the jobs: what follows the sources, whose names are quoted ----

using Names = std::vector<std::string>;

std::string word_count(const Names& sources, const Value& /*params*/) {
  return fmt::format(R"toml([[operator]]
uid = "split"
from = {}
flat_map = {{ split = "text", by = "," }}

[[operator]]
uid = "count"
from = "split"
key_by = "word"
aggregate = {{ n = "count()" }}

)toml",
                     sources[0]) +
         print("out", "count");
}

std::string window_count(const Names& sources, const Value& params) {
  return fmt::format(R"toml([[operator]]
uid = "windows"
from = [{}]
key_by = "key"
window = {{ {}, allowed_lateness = {}, late_output = "late" }}
aggregate = {{ n = "count()", sum = "sum(value)" }}

[[operator]]
uid = "late"
from = "windows.late"
map = {{ is = "'late'", key = "key", ts = "ts", value = "value" }}

)toml",
                     fmt::join(sources, ", "), window(params),
                     ms(int_member_or(params, "allowed_lateness", 0))) +
         print("out", "windows") + print("late-out", "late");
}

std::string order_join(const Names& sources, const Value& /*params*/) {
  return fmt::format(R"toml([[operator]]
uid = "join"
from = {}
key_by = "key"
connect = {{ from = {}, key_by = "key" }}
process = "pair_up"

[[operator]]
uid = "texts"
from = "join"
map = {{ key = "order.key", goods = "order.text", way = "destination.text" }}

)toml",
                     sources[0], sources[1]) +
         print("out", "texts");
}

struct JobFileRow {
  std::string_view job;
  std::size_t sources;
  std::string (*rest)(const Names& sources, const Value& params);
};

constexpr JobFileRow kJobFiles[] = {
    {"order_join", 2, order_join},
    {"union_window_count", 2, window_count},
    {"window_count", 1, window_count},
    {"word_count", 1, word_count},
};

const JobFileRow* find_row(std::string_view job) {
  for (const JobFileRow& row : kJobFiles)
    if (row.job == job) return &row;
  return nullptr;
}

RegisteredFunction every_nth(Duration bound, std::int64_t every) {
  return {.name = kEveryNth,
          .about = "the largest timestamp - bound - 1 after every so many events",
          .bind = [=](const std::vector<RowType>& inputs) -> Result<BoundFunction> {
            const auto number = inputs.at(0).index_of("number");
            if (!number) return Error{ErrorKind::kBadArgument, "it wants a column 'number'"};
            return BoundFunction{WatermarkGeneratorFactory(
                [=, at = *number] { return std::make_unique<EveryNthEvent>(bound, every, at); })};
          }};
}

FunctionRegistry functions_of(const Value& params) {
  FunctionRegistry functions;
  lessons::register_08(functions);
  if (has_member(params, "bound"))
    functions.add(
        every_nth(int_member(params, "bound"), int_member_or(params, "watermark_every", 1)));
  return functions;
}

}  // namespace

StreamGraph graph_of_job_file(const std::string& text, const FunctionRegistry& functions) {
  const Document::Parsed parsed = Document::parse("job.toml", text);
  if (!parsed.document) throw std::runtime_error(to_text(parsed.diagnostics));
  Diagnostics diagnostics;
  const JobFile file = read_job(*parsed.document, {}, diagnostics);
  CompiledJob compiled = compile_job(*parsed.document, file, {.functions = &functions});
  diagnostics.insert(diagnostics.end(), compiled.diagnostics.begin(), compiled.diagnostics.end());
  if (!diagnostics.empty()) throw std::runtime_error(to_text(diagnostics));
  return std::move(*compiled.graph);
}

bool has_job_file(std::string_view job) { return find_row(job) != nullptr; }

StreamGraph job_file_graph(const Value& config, const JobConfig& job) {
  const JobFileRow* row = find_row(text_member(config, "job"));
  if (row == nullptr) throw NotCovered{"a job without a file"};
  const Value& params = member(config, "params");
  const auto entries = member(config, "sources").elements();  // name, events, name, events, …
  if (entries.size() != 2 * row->sources) throw NotCovered{"other sources than known"};
  std::string text = settings(job);
  Names names;
  for (std::size_t i = 0; i < entries.size(); i += 2) {
    text += source(entries[i].as_text(), entries[i + 1], params);
    names.push_back(quoted(entries[i].as_text()));
  }
  return graph_of_job_file(text + row->rest(names, params), functions_of(params));
}

}  // namespace weir::conformance
