#include "lessons/book/question.h"

#include <algorithm>
#include <array>

#include "engine/core/check.h"
#include "engine/core/lexer.h"
#include "engine/core/time.h"

namespace weir::book {

namespace {

Error wrong(std::string text) { return {ErrorKind::kBadArgument, std::move(text)}; }

std::string small(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

std::string trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\n')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\n')) text.remove_suffix(1);
  return std::string(text);
}

std::vector<Value> each_once(std::vector<Value> values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

// "eel, perch and pike"
std::vector<Value> names_in(std::string_view text) {
  std::vector<Value> out;
  std::string name;
  const auto take = [&] {
    if (!name.empty() && name != "and") out.push_back(Value::text(name));
    name.clear();
  };
  for (const char c : small(text)) {
    if (c == ' ' || c == ',')
      take();
    else
      name += c;
  }
  take();
  if (out.size() == 1 && out[0] == Value::text("none")) out.clear();
  return each_once(std::move(out));
}

std::optional<Value> number_in(std::string_view text) {
  std::string word = small(text);
  if (word.starts_with("\u2212")) word.replace(0, std::string_view("\u2212").size(), "-");
  if (word == "min") return Value::integer(kMinTimestamp);
  if (word == "max") return Value::integer(kMaxTimestamp);
  const Lexed lexed = lex(word);
  if (!lexed.mistakes.empty()) return std::nullopt;
  TokenCursor cursor(lexed.tokens);
  auto value = parse_literal(cursor);
  if (!value || !cursor.at_end()) return std::nullopt;
  if (value->kind() != Kind::kInt && value->kind() != Kind::kDouble) return std::nullopt;
  return value;
}

std::optional<bool> truth_in(const std::string& text) {
  constexpr std::array<std::string_view, 3> kYes{"yes", "y", "true"}, kNo{"no", "n", "false"};
  if (std::find(kYes.begin(), kYes.end(), text) != kYes.end()) return true;
  if (std::find(kNo.begin(), kNo.end(), text) != kNo.end()) return false;
  return std::nullopt;
}

std::string name_of(const Value& value) {
  return value.kind() == Kind::kString ? small(value.as_text()) : value.to_string();
}

// 3 and 3.0 are one number.
Value as_number(const Value& value) {
  if (value.kind() != Kind::kDouble) return value;
  const double number = value.as_double();
  if (number < -1e15 || number > 1e15) return value;
  const auto whole = static_cast<std::int64_t>(number);
  return static_cast<double>(whole) == number ? Value::integer(whole) : value;
}

}  // namespace

AnswerKind answer_kind(std::string_view name) {
  const auto kinds = answer_kinds();
  const auto at = std::find(kinds.begin(), kinds.end(), name);
  WEIR_CHECK(at != kinds.end() && *at != "parts", "a kind of answer that was not checked");
  return static_cast<AnswerKind>(at - kinds.begin());
}

const char* wanted_text(AnswerKind kind) {
  switch (kind) {
    case AnswerKind::kNumber: return "a number";
    case AnswerKind::kYesNo: return "yes or no";
    case AnswerKind::kRecord: return "the name of one record";
    case AnswerKind::kRecords: return "names of records, or none";
    case AnswerKind::kStep: return "the number of a step";
    case AnswerKind::kText: return "a text";
  }
  return "";
}

std::string Said::text() const {
  if (kind == AnswerKind::kYesNo) return values.front().as_bool() ? "yes" : "no";
  if (values.empty()) return "none";
  std::string out;
  for (const Value& value : values) {
    if (!out.empty()) out += ", ";
    if (value == Value::integer(kMinTimestamp))
      out += "MIN";
    else if (value == Value::integer(kMaxTimestamp))
      out += "MAX";
    else
      out += value.kind() == Kind::kString ? std::string(value.as_text()) : value.to_string();
  }
  return out;
}

Result<Said> read_said(AnswerKind kind, std::string_view typed) {
  const std::string text = trimmed(typed);
  const Error misfit =
      wrong(std::string("the answer is ") + wanted_text(kind) + ", and '" + text + "' is none");
  if (text.empty()) return wrong(std::string("the answer is ") + wanted_text(kind));
  switch (kind) {
    case AnswerKind::kNumber:
    case AnswerKind::kStep: {
      const auto number = number_in(text);
      if (!number || (kind == AnswerKind::kStep && number->kind() != Kind::kInt)) return misfit;
      return Said{kind, {as_number(*number)}};
    }
    case AnswerKind::kYesNo: {
      const auto truth = truth_in(small(text));
      if (!truth) return misfit;
      return Said{kind, {Value::boolean(*truth)}};
    }
    case AnswerKind::kRecord: {
      auto names = names_in(text);
      if (names.size() > 1) return misfit;
      return Said{kind, std::move(names)};
    }
    case AnswerKind::kRecords: return Said{kind, names_in(text)};
    case AnswerKind::kText: return Said{kind, {Value::text(small(text))}};
  }
  return misfit;
}

Result<Said> said_by(AnswerKind kind, const QueryAnswer& answer) {
  if (kind == AnswerKind::kYesNo) return Said{kind, {Value::boolean(answer.holds)}};
  if (kind == AnswerKind::kStep && answer.form == QueryForm::kEvents) {
    if (answer.events.empty()) return wrong("the query finds no event");
    return Said{kind, {Value::integer(answer.events.front().step)}};
  }
  if (answer.form != QueryForm::kValue)
    return wrong(std::string("the query gives no value; the answer is ") + wanted_text(kind));
  std::vector<Value> values = answer.values;
  if (kind == AnswerKind::kRecord || kind == AnswerKind::kRecords || kind == AnswerKind::kText)
    for (Value& value : values) value = Value::text(name_of(value));
  else
    for (Value& value : values) value = as_number(value);
  if (kind == AnswerKind::kRecords) return Said{kind, each_once(std::move(values))};
  if (values.size() != 1)
    return wrong("the query gives " + std::to_string(values.size()) +
                 " values, and the answer is " + wanted_text(kind));
  const bool number = values[0].kind() == Kind::kInt || values[0].kind() == Kind::kDouble;
  if ((kind == AnswerKind::kNumber || kind == AnswerKind::kStep) && !number)
    return wrong("the query gives " + values[0].to_string() + ", and the answer is " +
                 wanted_text(kind));
  return Said{kind, std::move(values)};
}

bool is_query(std::string_view text) { return text.find('(') != std::string_view::npos; }

RunSpec Asked::spec() const {
  RunSpec out;
  if (const RunSection* run = file->run(question->run->value)) out = {run->sets(), run->kills()};
  out.sets.insert(out.sets.end(), own_sets.begin(), own_sets.end());
  return out;
}

namespace {

Result<Said> smallest(const Asked& asked, const Vary& vary, LessonRuns& runs) {
  const RunSpec base = asked.spec();
  const std::int64_t from = vary.from ? vary.from->value : 0, to = vary.to ? vary.to->value : 100;
  const auto with = [&](std::int64_t value, const std::string& unit) {
    RunSpec spec = base;
    spec.sets.push_back(vary.vary->value + '=' + std::to_string(value) + unit);
    return spec;
  };
  std::string unit = vary.unit ? vary.unit->value : "";
  if (!vary.unit && runs.opens(with(to, "ms")) && !runs.opens(with(to, ""))) unit = "ms";
  for (std::int64_t value = from; value <= to; value++) {
    if (!runs.opens(with(value, unit))) continue;  // a job cannot have it: no parallelism of 0
    const auto answer = runs.ask(with(value, unit), vary.until->value);
    if (!answer) return answer.error();
    if (answer->holds) return Said{AnswerKind::kNumber, {Value::integer(value)}};
  }
  return wrong("no value of " + vary.vary->value + " from " + std::to_string(from) + " to " +
               std::to_string(to) + " makes '" + vary.until->value + "' hold");
}

Result<Said> said_for(const Asked& asked, AnswerKind kind, const std::string& text,
                      LessonRuns& runs) {
  if (!is_query(text)) return read_said(kind, text);
  const auto answer = runs.ask(asked.spec(), text);
  if (!answer) return answer.error();
  return said_by(kind, *answer);
}

}  // namespace

Result<Said> engine_says(const Asked& asked, const PartSection& part, LessonRuns& runs) {
  if (part.vary) return smallest(asked, *part.vary, runs);
  return said_for(asked, answer_kind(part.kind->value), part.answer->value, runs);
}

Result<std::optional<Said>> wrong_said(const Asked& asked, const PartSection& part,
                                       const WrongSection& entry, LessonRuns& runs) {
  if (!is_query(entry.when->value) && !asked.own_sets.empty()) return std::optional<Said>();
  auto said = said_for(asked, answer_kind(part.kind->value), entry.when->value, runs);
  // A query that gives no single value on a changed run fits nothing there.
  if (!said && !asked.own_sets.empty()) return std::optional<Said>();
  if (!said) return said.error();
  return std::optional<Said>(std::move(*said));
}

Result<Reply> reply_to(const Asked& asked, const PartSection& part, const Said& said,
                       LessonRuns& runs) {
  auto answer = engine_says(asked, part, runs);
  if (!answer) return answer.error();
  Reply reply;
  reply.answer = std::move(*answer);
  reply.right = reply.answer == said;
  if (reply.right) return reply;
  for (const WrongSection& entry : part.wrong) {
    const auto when = wrong_said(asked, part, entry, runs);
    if (!when) return when.error();
    if (!when->has_value() || !(**when == said)) continue;
    reply.text = trimmed(entry.say->value);
    reply.because = entry.because->value;
    return reply;
  }
  reply.text = trimmed(part.otherwise->value);
  return reply;
}

}  // namespace weir::book
