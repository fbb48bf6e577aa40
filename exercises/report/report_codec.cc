// Tested by tests/exercises/schedule_test.cc.
#include "exercises/report/report_codec.h"

#include <utility>

namespace weir::exercises {

namespace {

// The first field of a message says what it is.
constexpr std::int64_t kPlan = 1, kCheck = 2, kEnding = 3, kTrace = 4;

Value text(std::string_view s) { return Value::text(s); }
Value number(std::uint64_t n) { return Value::integer(static_cast<std::int64_t>(n)); }

// Reads the fields of a row one after the other; a wrong one makes all of it wrong.
class Fields {
 public:
  Fields(const Value& row, std::int64_t tag) : row_(row) {
    ok_ = row.kind() == Kind::kRow || row.kind() == Kind::kList;
    if (ok_ && tag != 0) ok_ = integer() == tag;
  }
  std::int64_t integer() {
    const Value* v = next(Kind::kInt);
    return v == nullptr ? 0 : v->as_int();
  }
  std::string str() {
    const Value* v = next(Kind::kString);
    return v == nullptr ? "" : std::string(v->as_text());
  }
  std::span<const Value> list() {
    const Value* v = next(Kind::kList);
    return v == nullptr ? std::span<const Value>() : v->elements();
  }
  bool ok() const { return ok_ && at_ == row_.size(); }

 private:
  const Value* next(Kind kind) {
    if (!ok_ || at_ >= row_.size() || row_[at_].kind() != kind) {
      ok_ = false;
      return nullptr;
    }
    return &row_[at_++];
  }

  const Value& row_;
  std::size_t at_ = 0;
  bool ok_ = false;
};

Value pairs_of(const std::vector<std::pair<std::string, std::string>>& lines) {
  std::vector<Value> out;
  for (const auto& [label, body] : lines) out.push_back(Value::row({text(label), text(body)}));
  return Value::list(out);
}

}  // namespace

Value to_value(const Plan& plan) {
  std::vector<Value> checks;
  for (const CheckName& c : plan.checks)
    checks.push_back(Value::row({text(c.id), text(c.sentence)}));
  return Value::row({number(kPlan), Value::integer(plan.exercise), number(plan.seed),
                     number(plan.cases), number(plan.properties), Value::list(checks)});
}

std::optional<Plan> plan_of(const Value& value) {
  Fields in(value, kPlan);
  Plan plan;
  plan.exercise = static_cast<int>(in.integer());
  plan.seed = static_cast<std::uint64_t>(in.integer());
  plan.cases = static_cast<std::size_t>(in.integer());
  plan.properties = static_cast<std::size_t>(in.integer());
  for (const Value& check : in.list()) {
    Fields one(check, 0);
    CheckName name;
    name.id = one.str();
    name.sentence = one.str();
    if (!one.ok()) return std::nullopt;
    plan.checks.push_back(std::move(name));
  }
  if (!in.ok()) return std::nullopt;
  return plan;
}

Value to_value(const CheckReport& r) {
  const Finding& f = r.finding;
  return Value::row({number(kCheck), text(r.id), number(static_cast<std::uint64_t>(r.outcome)),
                     number(static_cast<std::uint64_t>(f.kind)), pairs_of(f.lines),
                     text(f.schedule), text(f.token), Value::list({f.wrong_row}),
                     Value::integer(f.wrong_after)});
}

std::optional<CheckReport> check_report_of(const Value& value) {
  Fields in(value, kCheck);
  CheckReport r;
  r.id = in.str();
  const std::int64_t outcome = in.integer(), kind = in.integer();
  for (const Value& line : in.list()) {
    Fields one(line, 0);
    std::string label = one.str(), body = one.str();
    if (!one.ok()) return std::nullopt;
    r.finding.lines.emplace_back(std::move(label), std::move(body));
  }
  r.finding.schedule = in.str();
  r.finding.token = in.str();
  const std::span<const Value> row = in.list();
  if (row.size() == 1) r.finding.wrong_row = row[0];
  r.finding.wrong_after = in.integer();
  const bool known = outcome >= 0 && outcome <= static_cast<int>(Outcome::kUnknown) && kind >= 0 &&
                     kind <= static_cast<int>(FindingKind::kForbidden);
  if (!in.ok() || !known) return std::nullopt;
  r.outcome = static_cast<Outcome>(outcome);
  r.finding.kind = static_cast<FindingKind>(kind);
  return r;
}

Value to_value(const Ending& ending) {
  std::vector<Value> explored;
  for (const std::string& line : ending.explored) explored.push_back(text(line));
  return Value::row(
      {number(kEnding), Value::list(explored), number(ending.runs), text(ending.fingerprint)});
}

std::optional<Ending> ending_of(const Value& value) {
  Fields in(value, kEnding);
  Ending ending;
  for (const Value& line : in.list()) {
    if (line.kind() != Kind::kString) return std::nullopt;
    ending.explored.emplace_back(line.as_text());
  }
  ending.runs = static_cast<std::uint64_t>(in.integer());
  ending.fingerprint = in.str();
  if (!in.ok()) return std::nullopt;
  return ending;
}

Value trace_piece(std::string_view piece) { return Value::row({number(kTrace), text(piece)}); }

std::optional<std::string_view> trace_piece_of(const Value& value) {
  if (value.kind() != Kind::kRow || value.size() != 2 || value[0] != number(kTrace) ||
      value[1].kind() != Kind::kString)
    return std::nullopt;
  return value[1].as_text();
}

}  // namespace weir::exercises
