#include "diagrams/value_words.h"

#include <optional>

#include "engine/connectors/printed_row.h"
#include "engine/core/java_text.h"
#include "engine/core/lexer.h"
#include "engine/core/text_width.h"

namespace weir::diagrams {

namespace {

// Beyond this nothing more is written down: the rest would be cut off anyway.
constexpr std::size_t kEnoughBytes = 4 * kLongestValue;

bool is_clear(std::string_view text) {
  return !text.empty() && text.find_first_of(" \t\r\n'\",;()[]{}=") == std::string_view::npos;
}

const FieldNames* names_for(const Value& row, const FieldNames* names) {
  return names != nullptr && row.kind() == Kind::kRow && names->size() == row.size() ? names
                                                                                     : nullptr;
}

std::optional<std::size_t> place_of(const FieldNames& names, std::string_view name) {
  for (std::size_t i = 0; i < names.size(); i++)
    if (names[i] == name) return i;
  return std::nullopt;
}

bool is_time(const Value& v) { return v.kind() == Kind::kInt; }

class Writer {
 public:
  std::string out;

  void value(const Value& v, const FieldNames* names, bool inside) {
    if (out.size() > kEnoughBytes) return;
    switch (v.kind()) {
      case Kind::kNull: out += "nothing"; return;
      case Kind::kBool: out += v.as_bool() ? "true" : "false"; return;
      case Kind::kInt: out += std::to_string(v.as_int()); return;
      case Kind::kDouble: out += java_double(v.as_double()); return;
      case Kind::kString: out += text_words(v.as_text().substr(0, kEnoughBytes)); return;
      case Kind::kList: elements(v, "[", ", ", "]"); return;
      case Kind::kMap: map(v, inside); return;
      case Kind::kRow: row(v, names_for(v, names), inside); return;
    }
  }

 private:
  void elements(const Value& v, const char* open, const char* between, const char* close) {
    out += open;
    for (std::size_t i = 0; i < v.size() && out.size() <= kEnoughBytes; i++) {
      if (i > 0) out += between;
      value(v[i], nullptr, true);
    }
    out += close;
  }

  void map(const Value& v, bool inside) {
    const bool braces = inside || v.size() == 0;
    if (braces) out += '{';
    for (std::size_t i = 0; i < v.size() && out.size() <= kEnoughBytes; i++) {
      if (i > 0) out += ", ";
      value(v.at(2 * i), nullptr, true);
      out += '=';
      value(v.at(2 * i + 1), nullptr, true);
    }
    if (braces) out += '}';
  }

  void row(const Value& v, const FieldNames* names, bool inside) {
    if (names == nullptr || names->empty()) {
      // One value is itself: brackets would say no more.
      if (v.size() == 1 && !inside) return value(v[0], nullptr, false);
      elements(v, "(", ",", ")");
      return;
    }
    if (inside) out += '{';
    const auto start = place_of(*names, kWindowStart), end = place_of(*names, kWindowEnd);
    const bool window = start && end && is_time(v[*start]) && is_time(v[*end]);
    if (window) out += window_words(v[*start].as_int(), v[*end].as_int());
    bool first = true;
    for (std::size_t i = 0; i < v.size() && out.size() <= kEnoughBytes; i++) {
      if (window && (i == *start || i == *end)) continue;
      out += !first ? ", " : window ? " " : "";
      first = false;
      out += shown((*names)[i]);
      out += '=';
      value(v[i], nullptr, true);
    }
    if (inside) out += '}';
  }
};

std::string cut(const std::string& text, Writing writing) {
  return cut_to_width(text, kLongestValue, cut_mark(writing));
}

std::string from_to(const Value& was, const Value& now, bool may_have_been_zero, Writing writing) {
  const bool zero = may_have_been_zero && was.is_null() && now == Value::integer(1);
  std::string out = zero ? "0" : value_words(was, nullptr, writing);
  out += arrow(writing);
  return out + value_words(now, nullptr, writing);
}

}  // namespace

std::string_view arrow(Writing writing) {
  switch (writing) {
    case Writing::kAscii: return " -> ";
    case Writing::kUnicode: return " → ";
    case Writing::kSpeech: return " to ";
  }
  return {};
}

std::string_view cut_mark(Writing writing) {
  switch (writing) {
    case Writing::kAscii: return "~";
    case Writing::kUnicode: return "…";
    case Writing::kSpeech: return "...";
  }
  return {};
}

std::string time_words(Timestamp t) {
  if (t == kMinTimestamp) return "MIN";
  if (t == kMaxTimestamp) return "MAX";
  return std::to_string(t);
}

std::string window_words(Timestamp start, Timestamp end) {
  return "[" + time_words(start) + "," + time_words(end) + ")";
}

std::string text_words(std::string_view text) {
  return shown(is_clear(text) ? std::string(text) : literal_text(Value::text(text)));
}

std::string value_words(const Value& v, const FieldNames* names, Writing writing) {
  Writer writer;
  writer.value(v, names, false);
  return cut(writer.out, writing);
}

std::string change_words(const Value& was, const Value& now, const FieldNames* names,
                         Writing writing) {
  if (was == now) return "stays " + value_words(now, names, writing);
  const FieldNames* fields = names_for(now, names);
  const bool alike = was.is_null() || (was.kind() == Kind::kRow && was.size() == now.size());
  if (fields == nullptr || fields->empty() || !alike) {
    if (names == nullptr) return from_to(was, now, false, writing);
    return cut(value_words(was, names, writing) + std::string(arrow(writing)) +
                   value_words(now, names, writing),
               writing);
  }
  std::string out;
  for (std::size_t i = 0; i < fields->size() && out.size() <= kEnoughBytes; i++) {
    const Value before = was.is_null() ? Value() : was[i];
    if (before == now[i]) continue;
    if (!out.empty()) out += ", ";
    out += shown((*fields)[i]) + " " + from_to(before, now[i], was.is_null(), writing);
  }
  return cut(out, writing);
}

}  // namespace weir::diagrams
