#include "engine/trace/ndjson.h"

#include <bit>
#include <cstring>

#include "engine/core/java_text.h"
#include "engine/trace/generated/event_fields.h"
#include "engine/trace/json.h"
#include "engine/trace/value_json.h"

namespace weir {

namespace {

constexpr std::string_view kSchema = "trace/1";

void append_member(std::string& out, std::string_view name) {
  out += ",\"";
  out += name;
  out += "\":";
}

void append_number(std::string& out, std::string_view name, std::int64_t v) {
  append_member(out, name);
  append_trace_field(out, FieldType::kInt, name, Value::integer(v), nullptr);
}

// Eight bytes, or fewer at the end, as a number that is the same on every machine.
std::uint64_t word_at(const char* p, std::size_t n) {
  std::uint64_t word = 0;
  std::memcpy(&word, p, n);
  if constexpr (std::endian::native == std::endian::big) {
    std::uint64_t turned = 0;
    for (std::size_t b = 0; b < 8; b++) turned |= (word >> 8 * b & 255) << (56 - 8 * b);
    return turned;
  }
  return word;
}

// The header as a line: a map, with its two schemas in front.
std::string header_line(const Value& header) {
  std::string out = "{\"weir\":\"trace/1\",\"events\":";
  append_json_text(out, catalogue_schema());
  for (std::size_t i = 0; i < header.size(); i++) {
    const std::string_view name = header.at(2 * i).as_text();
    if (name == "weir" || name == "events") continue;
    out += ',';
    append_json_text(out, name);
    out += ':';
    append_trace_value(out, header.at(2 * i + 1), nullptr);
  }
  return out + '}';
}

}  // namespace

// ---- sums ---------------------------------------------------------------------------------------

void LineSum::add(std::string_view line) {
  constexpr std::uint64_t kOdd = 0xff51afd7ed558ccdull;
  const auto mix = [&](std::uint64_t word) {
    state_ = (state_ ^ word) * kOdd;
    state_ ^= state_ >> 32;
  };
  std::size_t i = 0;
  for (; i + 8 <= line.size(); i += 8) mix(word_at(line.data() + i, 8));
  mix(word_at(line.data() + i, line.size() - i));
  mix(line.size() + 1);
}

std::string LineSum::text() const {
  char digits[17] = {};
  const char* hex = "0123456789abcdef";
  for (int i = 0; i < 16; i++) digits[i] = hex[state_ >> (60 - 4 * i) & 15];
  return digits;
}

// ---- writing ------------------------------------------------------------------------------------

std::string NdjsonWriter::line(const TraceEvent& e) const {
  std::string out;
  append_line(out, e);
  return out;
}

void NdjsonWriter::append_line(std::string& out, const TraceEvent& e) const {
  const KindInfo& info = e.info();
  out += "{\"i\":";
  append_trace_field(out, FieldType::kInt, "i", Value::integer(e.index), nullptr);
  if (e.physical > 0) append_number(out, "p", e.physical);
  append_number(out, "step", e.step);
  append_number(out, "t", e.time);
  append_member(out, "k");
  out += '"';
  out += info.name;
  out += '"';
  append_member(out, "at");
  append_trace_text(out, e.at.as_text());
  if (!e.op.is_null()) {
    append_member(out, "op");
    append_trace_text(out, e.op.as_text());
  }
  if (e.attempt != 1) append_number(out, "g", e.attempt);
  if (e.causes) {
    append_member(out, "c");
    char before = '[';
    for (const std::int64_t c : *e.causes) {
      out += before;
      append_trace_field(out, FieldType::kInt, "c", Value::integer(c), nullptr);
      before = ',';
    }
    out += e.causes->empty() ? "[]" : "]";
  }
  for (std::size_t i = 0; i < info.fields.size() && i < e.fields.size(); i++) {
    if (e.fields[i].is_null()) continue;
    append_member(out, info.fields[i].name);
    const FieldType type = info.fields[i].type;
    const bool may_hold_rows = type == FieldType::kVal || type == FieldType::kList;
    append_trace_field(out, type, info.fields[i].name, e.fields[i],
                       may_hold_rows ? plan_.names_of(e, i) : nullptr);
  }
  out += '}';
}

void NdjsonWriter::put(LineSum* also) {
  all_.add(buffer_);
  if (also) also->add(buffer_);
  buffer_ += '\n';
  write_(buffer_);
}

Result<void> NdjsonWriter::header(const Value& header) {
  if (header.kind() != Kind::kMap)
    return Error{ErrorKind::kBadData, "the header of a trace is a map"};
  for (std::size_t i = 0; i < header.size(); i++)
    if (header.at(2 * i).kind() != Kind::kString)
      return Error{ErrorKind::kBadData, "names in the header are texts"};
  const Value plan = member(header, "plan");
  Result<Plan> read = Plan::read(plan.is_null() ? Value::map({}) : plan);
  if (!read) return read.error();
  plan_ = std::move(*read);
  buffer_ = header_line(header);
  put(nullptr);
  return {};
}

void NdjsonWriter::event(const TraceEvent& e) {
  buffer_.clear();
  append_line(buffer_, e);
  put(e.physical > 0 ? nullptr : &logical_);
  lines_++;
  steps_ = e.step;
  if (e.kind != EventKind::kDeploy) return;
  if (Result<Plan> plan = Plan::read(e.fields[field::kDeploy::plan])) plan_ = std::move(*plan);
}

void NdjsonWriter::end() {
  std::string out = "{\"k\":\"end\",\"n\":" + std::to_string(lines_) +
                    ",\"steps\":" + std::to_string(steps_) + ",\"logical\":\"" + logical_.text() +
                    "\",\"all\":\"" + all_.text() + "\"}\n";
  write_(out);
}

// ---- reading ------------------------------------------------------------------------------------

namespace {

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}
  Result<FullTrace> read();

 private:
  Error wrong(const std::string& what) const {
    return Error{ErrorKind::kCorrupt, "line " + std::to_string(line_) + ": " + what};
  }
  bool next_line(std::string_view& out);
  Result<void> header(std::string_view line);
  Result<TraceEvent> event(const Value& json);
  Result<void> order(const TraceEvent& e);
  Result<void> end(const Value& json);
  Result<std::int64_t> number(const Value& json, std::string_view name, bool needed,
                              std::int64_t otherwise) const;

  std::string_view text_;
  std::size_t at_ = 0;
  std::int64_t line_ = 0;
  Plan plan_;
  FullTrace out_;
  LineSum logical_, all_;
  std::int64_t index_ = -1, physical_ = 0, step_ = 0, time_ = 0;
};

bool Reader::next_line(std::string_view& out) {
  line_++;
  const std::size_t end = text_.find('\n', at_);
  if (end == std::string_view::npos) return false;
  out = text_.substr(at_, end - at_);
  at_ = end + 1;
  return true;
}

Result<std::int64_t> Reader::number(const Value& json, std::string_view name, bool needed,
                                    std::int64_t otherwise) const {
  const Value* v = json.find(Value::text(name));
  if (!v && !needed) return otherwise;
  if (!v) return wrong("'" + std::string(name) + "' is missing");
  Result<Value> n = trace_field_of(FieldType::kInt, name, *v, nullptr);
  if (!n) return wrong("'" + std::string(name) + "': " + n.error().text);
  return n->as_int();
}

Result<void> Reader::header(std::string_view line) {
  Result<Value> json = parse_json(line);
  if (!json) return wrong(json.error().text);
  if (json->kind() != Kind::kMap || member(*json, "weir").is_null())
    return wrong("this is no trace");
  if (member(*json, "weir") != Value::text(kSchema))
    return wrong("a trace of another schema: " + member(*json, "weir").to_string());
  if (member(*json, "events") != Value::text(catalogue_schema()))
    return wrong("events of another catalogue: " + member(*json, "events").to_string());
  std::vector<Value> entries;
  for (std::size_t i = 0; i < json->size(); i++) {
    Result<Value> v = trace_value_of(json->at(2 * i + 1), nullptr);
    if (!v) return wrong(v.error().text);
    entries.push_back(json->at(2 * i));
    entries.push_back(std::move(*v));
  }
  out_.header = Value::map(entries);
  const Value plan = member(out_.header, "plan");
  Result<Plan> read = Plan::read(plan.is_null() ? Value::map({}) : plan);
  if (!read) return wrong(read.error().text);
  plan_ = std::move(*read);
  return {};
}

Result<TraceEvent> Reader::event(const Value& json) {
  TraceEvent e;
  const Value name = member(json, "k"), at = member(json, "at"), op = member(json, "op");
  const auto kind = name.kind() == Kind::kString ? kind_named(name.as_text()) : std::nullopt;
  if (!kind) return wrong("unknown kind " + name.to_string());
  e.kind = *kind;
  const Value* const given_op = json.find(Value::text("op"));
  if (at.kind() != Kind::kString) return wrong("'at' is missing");
  if (given_op && op.kind() != Kind::kString) return wrong("'op' must be a text");
  e.at = at;
  e.op = op;
  std::size_t known = 2 + (given_op ? 1 : 0);
  struct Part {
    const char* name;
    std::int64_t* to;
    bool needed;
    std::int64_t otherwise;
  };
  const Part parts[] = {{"i", &e.index, true, 0},
                        {"step", &e.step, true, 0},
                        {"t", &e.time, true, 0},
                        {"p", &e.physical, false, 0},
                        {"g", &e.attempt, false, 1}};
  for (const Part& p : parts) {
    Result<std::int64_t> n = number(json, p.name, p.needed, p.otherwise);
    if (!n) return n.error();
    *p.to = *n;
    if (json.find(Value::text(p.name))) known++;
  }
  if (const Value* causes = json.find(Value::text("c"))) {
    known++;
    if (causes->kind() != Kind::kList) return wrong("'c' must be a list");
    e.causes.emplace();
    for (const Value& c : causes->elements()) {
      if (c.kind() != Kind::kInt) return wrong("'c' must hold indexes");
      e.causes->push_back(c.as_int());
    }
  }
  const KindInfo& info = e.info();
  e.fields.assign(info.fields.size(), Value());
  for (std::size_t i = 0; i < info.fields.size(); i++) {
    const FieldInfo& f = info.fields[i];
    const Value* v = json.find(Value::text(f.name));
    const bool may_be_null =
        f.type == FieldType::kVal || f.type == FieldType::kKey || f.type == FieldType::kBool;
    if (!v && !f.derived && !f.optional && !may_be_null)
      return wrong("'" + std::string(f.name) + "' is missing");
    if (!v) continue;
    known++;
    Result<Value> read = trace_field_of(f.type, f.name, *v, plan_.names_of(e, i));
    if (!read) return wrong("'" + std::string(f.name) + "': " + read.error().text);
    if (read->is_null()) return wrong("'" + std::string(f.name) + "' is null: left out is nothing");
    e.fields[i] = std::move(*read);
  }
  if (known != json.size())
    return wrong("a field that " + std::string(info.name) + " does not have");
  return e;
}

Result<void> Reader::order(const TraceEvent& e) {
  const bool physical = e.info().physical;
  if (physical != (e.physical > 0)) return wrong("'p' belongs to physical events only");
  if (e.index != (physical ? index_ : index_ + 1))
    return wrong("index " + std::to_string(e.index) + " after " + std::to_string(index_));
  if (physical && e.physical != physical_ + 1) return wrong("'p' is out of order");
  if (e.step != step_ && e.step != step_ + 1)
    return wrong("step " + std::to_string(e.step) + " after " + std::to_string(step_));
  if (e.step != step_ && (physical || e.info().opens.empty()))
    return wrong(std::string(e.info().name) + " cannot open a step");
  if (line_ > 2 && e.time < time_) return wrong("time goes back");
  if (e.attempt < 1) return wrong("no attempt");
  index_ = e.index;
  physical_ = e.physical;
  step_ = e.step;
  time_ = e.time;
  if (!e.causes) return {};
  for (std::size_t i = 0; i < e.causes->size(); i++) {
    const std::int64_t c = (*e.causes)[i];
    if (c < 0 || c >= e.index + (physical ? 1 : 0) || (i > 0 && c <= (*e.causes)[i - 1]))
      return wrong("causes out of order");
  }
  return {};
}

Result<void> Reader::end(const Value& json) {
  const auto n = static_cast<std::int64_t>(out_.events.size());
  const Value expected = Value::map(std::vector<Value>{
      Value::text("k"), Value::text("end"), Value::text("n"), Value::integer(n),
      Value::text("steps"), Value::integer(step_), Value::text("logical"),
      Value::text(logical_.text()), Value::text("all"), Value::text(all_.text())});
  if (member(json, "n") != Value::integer(n))
    return wrong("the number of events is " + std::to_string(n) + ", not as said: cut off?");
  if (!(json == expected)) return wrong("the sum is wrong: a line was changed");
  if (at_ != text_.size()) {
    line_++;
    return wrong("something follows the end");
  }
  return {};
}

Result<FullTrace> Reader::read() {
  std::string_view line;
  if (!next_line(line)) return wrong(text_.empty() ? "the file is empty" : "cut off");
  if (Result<void> ok = header(line); !ok) return ok.error();
  all_.add(line);
  while (next_line(line)) {
    Result<Value> json = parse_json(line);
    if (!json) return wrong(json.error().text);
    if (json->kind() != Kind::kMap) return wrong("expected an object");
    if (member(*json, "k") == Value::text("end")) {
      if (Result<void> ok = end(*json); !ok) return ok.error();
      return std::move(out_);
    }
    Result<TraceEvent> e = event(*json);
    if (!e) return e.error();
    if (Result<void> ok = order(*e); !ok) return ok.error();
    all_.add(line);
    if (e->physical == 0) logical_.add(line);
    if (e->kind == EventKind::kDeploy) {
      Result<Plan> plan = Plan::read(e->fields[field::kDeploy::plan]);
      if (!plan) return wrong(plan.error().text);
      plan_ = std::move(*plan);
    }
    out_.events.push_back(std::move(*e));
  }
  return wrong("cut off: there is no end line");
}

}  // namespace

Result<FullTrace> read_ndjson(std::string_view text) { return Reader(text).read(); }

}  // namespace weir
