#include "engine/trace/query/names.h"

#include <algorithm>
#include <array>

#include "engine/trace/generated/event_fields.h"

namespace weir::query {

namespace {

struct Named {
  std::string_view name;
  Source source;
  Kind kind;
};

constexpr std::array kEnvelope{
    Named{"i", Source::kIndex, Kind::kInt},   Named{"step", Source::kStep, Kind::kInt},
    Named{"t", Source::kTime, Kind::kInt},    Named{"k", Source::kKind, Kind::kString},
    Named{"at", Source::kAt, Kind::kString},  Named{"op", Source::kOp, Kind::kString},
    Named{"g", Source::kAttempt, Kind::kInt},
};

constexpr std::array kRecord{
    Named{"row", Source::kRow, Kind::kNull},
    Named{"val", Source::kRecordValue, Kind::kNull},
    Named{"key", Source::kRecordKey, Kind::kNull},
    Named{"ts", Source::kRecordTime, Kind::kInt},
};

constexpr std::array kOpen{
    Named{"at", Source::kAt, Kind::kString},     Named{"op", Source::kOp, Kind::kString},
    Named{"key", Source::kOpenKey, Kind::kNull}, Named{"start", Source::kOpenStart, Kind::kInt},
    Named{"end", Source::kOpenEnd, Kind::kInt},  Named{"n", Source::kOpenCount, Kind::kInt},
};

template <std::size_t N>
const Named* find(const std::array<Named, N>& names, std::string_view name) {
  for (const Named& n : names)
    if (n.name == name) return &n;
  return nullptr;
}

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_about_record(const KindInfo& info) { return info.index_of("r") >= 0; }

bool holds_value(const KindInfo& info) {
  return std::any_of(info.fields.begin(), info.fields.end(),
                     [](const FieldInfo& f) { return f.type == FieldType::kVal; });
}

// Nobody has told an event time yet: MIN, as in the sentences.
bool is_clock(const FieldInfo& f) {
  return f.type == FieldType::kTime && f.optional &&
         (f.name == "was" || f.name == "wm" || f.name == "last");
}

Access of_field(const KindInfo& info, std::size_t i) {
  Access access;
  access.field = i;
  access.min_if_absent = is_clock(info.fields[i]);
  return access;
}

Access from(Source source, std::string_view name = {}) {
  Access access;
  access.source = source;
  access.name = name;
  return access;
}

bool may_be_column(std::string_view name, const QueryScope& scope) {
  return !scope.columns || contains(*scope.columns, name);
}

std::optional<Access> find_in_kind(const KindInfo& info, std::string_view name,
                                   const QueryScope& scope) {
  // What is read has the short name of its record: the source may have given none.
  const bool is_read = info.kind == EventKind::kRecEmit && name == "row";
  if (const int i = info.index_of(name); i >= 0 && !is_read)
    return of_field(info, static_cast<std::size_t>(i));
  if (const Named* n = find(kEnvelope, name)) return from(n->source);
  if (is_about_record(info))
    if (const Named* n = find(kRecord, name)) return from(n->source);
  if ((is_about_record(info) || holds_value(info)) && may_be_column(name, scope))
    return from(Source::kColumn, name);
  return std::nullopt;
}

bool some_kind_has(std::string_view name) {
  const auto kinds = all_kinds();
  return std::any_of(kinds.begin(), kinds.end(),
                     [&](const KindInfo& k) { return k.index_of(name) >= 0; });
}

Value op_of(const TraceEvent& e, const World& world) {
  if (!e.op.is_null()) return e.op;
  const Plan::Task* task = world.plan().task(e.at);
  return task != nullptr ? task->ops.front().uid : Value();
}

// A row as a map by its names; without names as a list.
Value readable(const Value& v, const FieldNames* names) {
  if (v.kind() != Kind::kRow) return v;
  if (names == nullptr || names->size() != v.size()) return Value::list(v.elements());
  std::vector<Value> members;
  for (std::size_t i = 0; i < v.size(); i++) {
    members.push_back(Value::text((*names)[i]));
    members.push_back(v[i]);
  }
  return Value::map(members);
}

// nullptr: there is no such column.
const Value* column(const Value& v, const FieldNames* names, std::string_view name) {
  if (v.kind() == Kind::kMap) return v.find(Value::text(name));
  if (v.kind() != Kind::kRow || names == nullptr || names->size() != v.size()) return nullptr;
  for (std::size_t i = 0; i < v.size(); i++)
    if ((*names)[i] == name) return &v[i];
  return nullptr;
}

const RecordInfo* record_of(const TraceEvent& e, const World& world) {
  const int r = e.info().index_of("r");
  return r < 0 ? nullptr : world.record(e.fields[static_cast<std::size_t>(r)]);
}

// Of the row that the event itself holds, else of its record.
Value column_of(const TraceEvent& e, const World& world, std::string_view name) {
  const KindInfo& info = e.info();
  for (std::size_t i = 0; i < info.fields.size(); i++) {
    if (info.fields[i].type != FieldType::kVal) continue;
    if (const Value* v = column(e.fields[i], world.plan().names_of(e, i), name)) return *v;
  }
  const RecordInfo* record = record_of(e, world);
  const Value* v = record ? column(record->value, record->names, name) : nullptr;
  return v != nullptr ? *v : Value();
}

// By what the channel it came from, or its operator, is keyed.
Value record_key(const TraceEvent& e, const World& world) {
  const RecordInfo* record = record_of(e, world);
  const Plan::Task* task = world.plan().task(e.at);
  if (record == nullptr) return {};
  const FieldNames* names = nullptr;
  if (const int ch = e.info().index_of("ch"); ch >= 0)
    if (const auto* channel = world.plan().channel(e.fields[static_cast<std::size_t>(ch)]))
      names = &channel->key_by;
  if ((names == nullptr || names->empty()) && task != nullptr)
    if (const auto op = Plan::op_index(*task, e.op)) names = &task->ops[*op].key_by;
  if (names == nullptr || names->empty()) return {};
  std::vector<Value> parts;
  for (const std::string& name : *names) {
    const Value* v = column(record->value, record->names, name);
    if (v == nullptr) return {};
    parts.push_back(*v);
  }
  return parts.size() == 1 ? parts[0] : Value::list(parts);
}

Value field_value(const TraceEvent& e, const World& world, std::size_t i, bool min_if_absent) {
  const Value& v = e.fields[i];
  if (v.is_null() && min_if_absent) return Value::integer(kMinTimestamp);
  const FieldInfo& f = e.info().fields[i];
  if (v.is_null() && f.type == FieldType::kBool) return Value::boolean(false);
  return readable(v, world.plan().names_of(e, i));
}

Value read_source(const Access& a, const TraceEvent& e, const World& world) {
  switch (a.source) {
    case Source::kField: return field_value(e, world, a.field, a.min_if_absent);
    case Source::kIndex: return Value::integer(e.index);
    case Source::kStep: return Value::integer(e.step);
    case Source::kTime: return Value::integer(e.time);
    case Source::kKind: return Value::text(e.info().name);
    case Source::kAt: return e.at;
    case Source::kOp: return op_of(e, world);
    case Source::kAttempt: return Value::integer(e.attempt);
    case Source::kRow:
      if (const RecordInfo* record = record_of(e, world)) return record->row;
      return {};
    case Source::kRecordValue:
      if (const RecordInfo* record = record_of(e, world))
        return readable(record->value, record->names);
      return {};
    case Source::kRecordKey: return record_key(e, world);
    case Source::kRecordTime:
      if (const RecordInfo* record = record_of(e, world))
        return record->timestamp ? Value::integer(*record->timestamp) : Value();
      return {};
    case Source::kColumn: return column_of(e, world, a.name);
    case Source::kAnyField:
      if (const auto access = find_in_kind(e.info(), a.name, {}))
        return read_source(*access, e, world);
      return {};
    case Source::kOpenKey:
    case Source::kOpenStart:
    case Source::kOpenEnd:
    case Source::kOpenCount: break;
  }
  return {};
}

Value along(Value v, const std::vector<Value>& path) {
  for (const Value& name : path) {
    const Value* found = v.find(name);
    const Value next = found != nullptr ? *found : Value();
    v = next;
  }
  return v;
}

Kind kind_of_type(FieldType type) {
  switch (type) {
    case FieldType::kInt:
    case FieldType::kMs:
    case FieldType::kTime:
    case FieldType::kCp: return Kind::kInt;
    case FieldType::kBool: return Kind::kBool;
    case FieldType::kStr:
    case FieldType::kName:
    case FieldType::kRec:
    case FieldType::kCh:
    case FieldType::kTask:
    case FieldType::kPart:
    case FieldType::kTx:
    case FieldType::kNs: return Kind::kString;
    case FieldType::kVal:
    case FieldType::kKey:
    case FieldType::kList: return Kind::kNull;
  }
  return Kind::kNull;
}

}  // namespace

std::string Subject::text() const {
  switch (what) {
    case What::kKind: return std::string(kind_info(kind).name);
    case What::kAny: return "any";
    case What::kOpen: return "open";
  }
  return {};
}

std::optional<Access> find_access(const Subject& subject, std::string_view name,
                                  const QueryScope& scope) {
  switch (subject.what) {
    case Subject::What::kKind: return find_in_kind(kind_info(subject.kind), name, scope);
    case Subject::What::kOpen:
      if (const Named* n = find(kOpen, name)) return from(n->source);
      return std::nullopt;
    case Subject::What::kAny:
      if (const Named* n = find(kEnvelope, name)) return from(n->source);
      if (some_kind_has(name) || find(kRecord, name) != nullptr || may_be_column(name, scope))
        return from(Source::kAnyField, name);
      return std::nullopt;
  }
  return std::nullopt;
}

Kind kind_of(const Subject& subject, const Access& access) {
  if (!access.path.empty()) return Kind::kNull;
  if (access.source == Source::kField)
    return kind_of_type(kind_info(subject.kind).fields[access.field].type);
  for (const Named& n : kEnvelope)
    if (n.source == access.source) return n.kind;
  for (const Named& n : kRecord)
    if (n.source == access.source) return n.kind;
  for (const Named& n : kOpen)
    if (n.source == access.source) return n.kind;
  return Kind::kNull;
}

std::vector<std::string> own_names(const Subject& subject) {
  std::vector<std::string> out;
  if (subject.what == Subject::What::kOpen)
    for (const Named& n : kOpen) out.emplace_back(n.name);
  if (subject.what == Subject::What::kKind)
    for (const FieldInfo& f : kind_info(subject.kind).fields) out.emplace_back(f.name);
  if (subject.what == Subject::What::kAny)
    for (const KindInfo& k : all_kinds())
      for (const FieldInfo& f : k.fields)
        if (!contains(out, f.name)) out.emplace_back(f.name);
  return out;
}

std::vector<std::string> record_names(const Subject& subject) {
  std::vector<std::string> out;
  if (subject.what != Subject::What::kKind || !is_about_record(kind_info(subject.kind))) return out;
  for (const Named& n : kRecord)
    if (kind_info(subject.kind).index_of(n.name) < 0) out.emplace_back(n.name);
  return out;
}

const std::vector<std::string>& envelope_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> out;
    for (const Named& n : kEnvelope) out.emplace_back(n.name);
    return out;
  }();
  return names;
}

bool has_columns(const Subject& subject) {
  if (subject.what != Subject::What::kKind) return subject.what == Subject::What::kAny;
  const KindInfo& info = kind_info(subject.kind);
  return is_about_record(info) || holds_value(info);
}

Value read(const Access& access, const TraceEvent& event, const World& world) {
  return along(read_source(access, event, world), access.path);
}

Value read_open(const Access& access, const Value& key, const Value& count) {
  switch (access.source) {
    case Source::kAt: return key[0];
    case Source::kOp: return key[1];
    case Source::kOpenKey: return along(readable(key[2], nullptr), access.path);
    case Source::kOpenStart: return key[3];
    case Source::kOpenEnd: return key[4];
    case Source::kOpenCount: return count;
    case Source::kField:
    case Source::kIndex:
    case Source::kStep:
    case Source::kTime:
    case Source::kKind:
    case Source::kAttempt:
    case Source::kRow:
    case Source::kRecordValue:
    case Source::kRecordKey:
    case Source::kRecordTime:
    case Source::kColumn:
    case Source::kAnyField: break;
  }
  return {};
}

}  // namespace weir::query
