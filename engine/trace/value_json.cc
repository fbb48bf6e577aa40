#include "engine/trace/value_json.h"

#include <charconv>
#include <cmath>

#include "engine/core/java_text.h"

namespace weir {

namespace {

constexpr std::int64_t kLargestPlain = (1ll << 53) - 1;

Error bad(const std::string& text) { return Error{ErrorKind::kBadData, text}; }

void append_int(std::string& out, std::int64_t v) {
  char digits[24];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, v).ptr);
}

bool is_plain(std::int64_t v) { return v <= kLargestPlain && v >= -kLargestPlain; }

std::optional<std::int64_t> int_of(std::string_view s) {
  std::int64_t v = 0;
  const auto [end, problem] = std::from_chars(s.data(), s.data() + s.size(), v);
  if (problem != std::errc() || end != s.data() + s.size() || is_plain(v)) return std::nullopt;
  return v;
}

bool is_mark(const Value& key) {
  const std::string_view k = key.kind() == Kind::kString ? key.as_text() : std::string_view();
  return k == "d" || k == "i" || k == "r" || k == "m";
}

bool is_row_of(const Value& map, const FieldNames* names) {
  if (!names || names->size() != map.size() || map.size() == 0) return false;
  for (const std::string& name : *names)
    if (!map.find(Value::text(name))) return false;
  return true;
}

// Names that can stand for a row: none is there twice, and one field alone is not mistaken for a
//   mark.
bool usable(const FieldNames* names, std::size_t fields) {
  if (!names || names->size() != fields || fields == 0) return false;
  for (std::size_t i = 0; i < fields; i++)
    for (std::size_t j = 0; j < i; j++)
      if ((*names)[i] == (*names)[j]) return false;
  return fields > 1 || !is_mark(Value::text(names->front()));
}

void append_list(std::string& out, std::span<const Value> list, const FieldNames* names) {
  out += '[';
  for (std::size_t i = 0; i < list.size(); i++) {
    if (i) out += ',';
    append_trace_value(out, list[i], names);
  }
  out += ']';
}

void append_row(std::string& out, const Value& row, const FieldNames* names) {
  if (!usable(names, row.size())) {
    out += "{\"r\":";
    append_list(out, row.elements(), nullptr);
    out += '}';
    return;
  }
  for (std::size_t i = 0; i < row.size(); i++) {
    out += i ? ',' : '{';
    append_trace_text(out, (*names)[i]);
    out += ':';
    append_trace_value(out, row[i], nullptr);
  }
  out += '}';
}

void append_map(std::string& out, const Value& map, const FieldNames* names) {
  bool plain = !(map.size() == 1 && is_mark(map.at(0))) &&
               !(usable(names, map.size()) && is_row_of(map, names));
  for (std::size_t i = 0; i < map.size(); i++)
    plain = plain && map.at(2 * i).kind() == Kind::kString;
  out += plain ? "{" : "{\"m\":[";
  for (std::size_t i = 0; i < map.size(); i++) {
    if (i) out += ',';
    if (!plain) out += '[';
    append_trace_value(out, map.at(2 * i), nullptr);
    out += plain ? ':' : ',';
    append_trace_value(out, map.at(2 * i + 1), nullptr);
    if (!plain) out += ']';
  }
  out += plain ? "}" : "]}";
}

Result<Value> list_from(const Value& json, const FieldNames* names) {
  std::vector<Value> out;
  for (const Value& e : json.elements()) {
    Result<Value> v = trace_value_of(e, names);
    if (!v) return v;
    out.push_back(std::move(*v));
  }
  return Value::list(out);
}

// Java writes what std::from_chars reads, but for the names of the special values.
Result<Value> double_from(std::string_view s) {
  double d = 0;
  if (s == "NaN") {
    d = std::nan("");
  } else if (s == "Infinity" || s == "-Infinity") {
    d = s[0] == '-' ? -HUGE_VAL : HUGE_VAL;
  } else {
    const auto [end, problem] = std::from_chars(s.data(), s.data() + s.size(), d);
    if (problem != std::errc() || end != s.data() + s.size())
      return bad("no double: " + std::string(s));
  }
  if (java_double(d) != s) return bad("not as Java writes a double: " + std::string(s));
  return Value::number(d);
}

Result<Value> marked(std::string_view mark, const Value& json) {
  if (mark == "d" && json.kind() == Kind::kString) return double_from(json.as_text());
  if (mark == "i" && json.kind() == Kind::kString) {
    const auto v = int_of(json.as_text());
    return v ? Result<Value>(Value::integer(*v)) : Result<Value>(bad("no large int"));
  }
  if (mark == "r" && json.kind() == Kind::kList) {
    Result<Value> list = list_from(json, nullptr);
    return list ? Result<Value>(Value::row(list->elements())) : list;
  }
  if (mark != "m" || json.kind() != Kind::kList)
    return bad("an object with the only member '" + std::string(mark) + "'");
  std::vector<Value> entries;
  for (const Value& pair : json.elements()) {
    if (pair.kind() != Kind::kList || pair.size() != 2) return bad("an entry of a map is a pair");
    for (const Value& half : pair.elements()) {
      Result<Value> v = trace_value_of(half, nullptr);
      if (!v) return v;
      entries.push_back(std::move(*v));
    }
  }
  Value map = Value::map(entries);
  if (2 * map.size() != entries.size()) return bad("a key is there twice");
  return map;
}

// Objects in lists: by the shape of the list. Objects in lists in those are slots of queues, but
// for the key of a row of the World, which holds values.
const ListShape* shape_for(std::string_view field) { return list_shape(field); }
const ListShape* shape_inside(std::string_view member) {
  return member == "id" ? nullptr : shape_for("slots");
}

void append_entry(std::string& out, const Value& map, const ListShape& shape,
                  const FieldNames* names);

void append_entries(std::string& out, const Value& list, const ListShape* shape,
                    const FieldNames* names) {
  out += '[';
  for (std::size_t i = 0; i < list.size(); i++) {
    if (i) out += ',';
    if (shape && list[i].kind() == Kind::kMap) {
      append_entry(out, list[i], *shape, names);
    } else {
      append_trace_value(out, list[i], names);
    }
  }
  out += ']';
}

void append_entry(std::string& out, const Value& map, const ListShape& shape,
                  const FieldNames* names) {
  out += '{';
  bool first = true;
  for (const FieldInfo& f : shape.fields) {
    const Value v = member(map, f.name);
    if (v.is_null()) continue;
    if (!first) out += ',';
    first = false;
    out += '"';
    out += f.name;
    out += "\":";
    if (f.type == FieldType::kList) {
      append_entries(out, v, shape_inside(f.name), names);
    } else {
      append_trace_field(out, f.type, f.name, v, names);
    }
  }
  out += '}';
}

Result<Value> entry_from(const Value& json, const ListShape& shape, const FieldNames* names);

Result<Value> entries_from(const Value& json, const ListShape* shape, const FieldNames* names) {
  if (json.kind() != Kind::kList) return bad("expected a list");
  std::vector<Value> out;
  for (const Value& e : json.elements()) {
    Result<Value> v =
        shape && e.kind() == Kind::kMap ? entry_from(e, *shape, names) : trace_value_of(e, names);
    if (!v) return v;
    out.push_back(std::move(*v));
  }
  return Value::list(out);
}

Result<Value> entry_from(const Value& json, const ListShape& shape, const FieldNames* names) {
  std::vector<Value> out;
  for (const FieldInfo& f : shape.fields) {
    const Value* v = json.find(Value::text(f.name));
    if (!v) {
      if (!f.optional)
        return bad("an entry of " + std::string(shape.name) + " has no " + std::string(f.name));
      continue;
    }
    Result<Value> read = f.type == FieldType::kList ? entries_from(*v, shape_inside(f.name), names)
                                                    : trace_field_of(f.type, f.name, *v, names);
    if (!read) return read;
    out.push_back(Value::text(f.name));
    out.push_back(std::move(*read));
  }
  if (out.size() != 2 * json.size())
    return bad("an entry of " + std::string(shape.name) + " has unknown members");
  return Value::map(out);
}

}  // namespace

void append_trace_text(std::string& out, std::string_view text) {
  for (const char c : text) {
    const bool plain = c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
    if (plain) continue;
    append_json_text(out, text);
    return;
  }
  out += '"';
  out += text;
  out += '"';
}

void append_trace_value(std::string& out, const Value& v, const FieldNames* names) {
  switch (v.kind()) {
    case Kind::kNull: out += "null"; return;
    case Kind::kBool: out += v.as_bool() ? "true" : "false"; return;
    case Kind::kInt:
      if (!is_plain(v.as_int())) out += "{\"i\":\"";
      append_int(out, v.as_int());
      if (!is_plain(v.as_int())) out += "\"}";
      return;
    case Kind::kDouble:
      out += "{\"d\":\"";
      out += java_double(v.as_double());
      out += "\"}";
      return;
    case Kind::kString: append_trace_text(out, v.as_text()); return;
    case Kind::kList: append_list(out, v.elements(), names); return;
    case Kind::kMap: append_map(out, v, names); return;
    case Kind::kRow: append_row(out, v, names); return;
  }
}

Result<Value> trace_value_of(const Value& json, const FieldNames* names) {
  switch (json.kind()) {
    case Kind::kNull:
    case Kind::kBool:
    case Kind::kString: return json;
    case Kind::kInt:
      return is_plain(json.as_int()) ? Result<Value>(json)
                                     : Result<Value>(bad("an int beyond 2^53-1"));
    case Kind::kDouble: return bad("a number with a fraction: doubles are {\"d\":\"…\"}");
    case Kind::kRow: return bad("no JSON");
    case Kind::kList: return list_from(json, names);
    case Kind::kMap: break;
  }
  if (json.size() == 1 && is_mark(json.at(0))) return marked(json.at(0).as_text(), json.at(1));
  const bool row = usable(names, json.size()) && is_row_of(json, names);
  std::vector<Value> out;
  if (row) {
    for (const std::string& name : *names) {
      Result<Value> v = trace_value_of(*json.find(Value::text(name)), nullptr);
      if (!v) return v;
      out.push_back(std::move(*v));
    }
    return Value::row(out);
  }
  for (std::size_t i = 0; i < json.size(); i++) {
    Result<Value> v = trace_value_of(json.at(2 * i + 1), nullptr);
    if (!v) return v;
    out.push_back(json.at(2 * i));
    out.push_back(std::move(*v));
  }
  return Value::map(out);
}

void append_trace_field(std::string& out, FieldType type, std::string_view name, const Value& v,
                        const FieldNames* names) {
  switch (type) {
    case FieldType::kTime:
      if (v.as_int() == kMinTimestamp || v.as_int() == kMaxTimestamp) {
        out += v.as_int() == kMinTimestamp ? "\"MIN\"" : "\"MAX\"";
        return;
      }
      [[fallthrough]];
    case FieldType::kInt:
    case FieldType::kMs:
    case FieldType::kCp:
      if (!is_plain(v.as_int())) out += '"';
      append_int(out, v.as_int());
      if (!is_plain(v.as_int())) out += '"';
      return;
    case FieldType::kBool: out += "true"; return;
    case FieldType::kStr:
    case FieldType::kName:
    case FieldType::kRec:
    case FieldType::kCh:
    case FieldType::kTask:
    case FieldType::kPart:
    case FieldType::kTx:
    case FieldType::kNs: append_trace_text(out, v.as_text()); return;
    case FieldType::kVal:
    case FieldType::kKey: append_trace_value(out, v, names); return;
    case FieldType::kList: append_entries(out, v, shape_for(name), names); return;
  }
}

Result<Value> trace_field_of(FieldType type, std::string_view name, const Value& json,
                             const FieldNames* names) {
  switch (type) {
    case FieldType::kTime:
      if (json == Value::text("MIN")) return Value::integer(kMinTimestamp);
      if (json == Value::text("MAX")) return Value::integer(kMaxTimestamp);
      [[fallthrough]];
    case FieldType::kInt:
    case FieldType::kMs:
    case FieldType::kCp: {
      if (json.kind() == Kind::kInt && is_plain(json.as_int())) return json;
      const auto v = json.kind() == Kind::kString ? int_of(json.as_text()) : std::nullopt;
      const bool mark =
          v && type == FieldType::kTime && (*v == kMinTimestamp || *v == kMaxTimestamp);
      return v && !mark ? Result<Value>(Value::integer(*v))
                        : Result<Value>(bad("expected an integer"));
    }
    case FieldType::kBool:
      return json == Value::boolean(true) ? Result<Value>(json)
                                          : Result<Value>(bad("expected true"));
    case FieldType::kStr:
    case FieldType::kName:
    case FieldType::kRec:
    case FieldType::kCh:
    case FieldType::kTask:
    case FieldType::kPart:
    case FieldType::kTx:
    case FieldType::kNs:
      return json.kind() == Kind::kString ? Result<Value>(json)
                                          : Result<Value>(bad("expected a text"));
    case FieldType::kVal:
    case FieldType::kKey: return trace_value_of(json, names);
    case FieldType::kList: return entries_from(json, shape_for(name), names);
  }
  return bad("an unknown type");
}

}  // namespace weir
