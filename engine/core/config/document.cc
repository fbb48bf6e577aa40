// The only file of the engine that knows toml++.
#include "engine/core/config/document.h"

// Its assertions fail on texts that it refuses a line later ("[[[").
#define TOML_ASSERT(condition) static_cast<void>(0)
#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "engine/core/config/toml_mistake.h"
#include "engine/core/suggest.h"
#include "engine/core/utf8.h"

namespace weir {

namespace {

// toml++ counts columns in code points, we in bytes.
class Places {
 public:
  explicit Places(std::string_view text) : text_(text) {
    line_begins_.push_back(0);
    for (std::size_t i = 0; i < text.size(); i++)
      if (text[i] == '\n') line_begins_.push_back(i + 1);
  }

  std::size_t byte_of(const toml::source_position& p) const {
    if (p.line == 0) return 0;
    if (p.line > line_begins_.size()) return text_.size();
    std::size_t at = line_begins_[p.line - 1];
    for (std::uint32_t column = 1; column < p.column && at < text_.size(); column++)
      next_code_point(text_, at);
    return at;
  }
  TextSpan span_of(const toml::source_region& r) const {
    const std::size_t begin = byte_of(r.begin);
    return {begin, std::max(begin, byte_of(r.end))};
  }

 private:
  std::string_view text_;
  std::vector<std::size_t> line_begins_;
};

class Converter {
 public:
  Converter(std::string_view text, std::uint32_t number)
      : text_(text), number_(number), places_(text) {}

  ConfigNode node(const toml::node& from) const {
    ConfigNode out;
    out.place = {number_, places_.span_of(from.source()), false};
    if (const auto* table = from.as_table())
      add_members(*table, out);
    else if (const auto* array = from.as_array())
      add_elements(*array, out);
    else
      scalar(from, out);
    return out;
  }
  TextSpan span_of(const toml::source_region& r) const { return places_.span_of(r); }

 private:
  void add_members(const toml::table& table, ConfigNode& out) const {
    out.kind = ConfigNode::Kind::kTable;
    for (auto&& [key, value] : table)
      out.members.push_back(
          {std::string(key.str()), {number_, places_.span_of(key.source()), false}, node(value)});
    std::stable_sort(out.members.begin(), out.members.end(),
                     [](const ConfigMember& a, const ConfigMember& b) {
                       return a.place.span.begin < b.place.span.begin;
                     });
  }

  void add_elements(const toml::array& array, ConfigNode& out) const {
    out.kind = ConfigNode::Kind::kArray;
    for (const toml::node& element : array) out.elements.push_back(node(element));
  }

  void scalar(const toml::node& from, ConfigNode& out) const {
    using Kind = ConfigNode::Kind;
    if (const auto* text = from.as_string()) {
      out.kind = Kind::kText;
      out.scalar = Value::text(text->get());
      find_content(text->get(), out.place);
    } else if (const auto* integer = from.as_integer()) {
      out.kind = Kind::kInteger;
      out.scalar = Value::integer(integer->get());
    } else if (const auto* number = from.as_floating_point()) {
      out.kind = Kind::kNumber;
      out.scalar = Value::number(number->get());
    } else if (const auto* boolean = from.as_boolean()) {
      out.kind = Kind::kBool;
      out.scalar = Value::boolean(boolean->get());
    } else {
      out.kind = Kind::kDate;
      const TextSpan at = out.place.span;
      out.scalar = Value::text(text_.substr(at.begin, at.end - at.begin));
    }
  }

  // Between the quotes, if what stands there is the value itself.
  void find_content(std::string_view value, TextRef& place) const {
    const std::string_view from = text_.substr(std::min(place.span.begin, text_.size()));
    for (const std::string_view open : {"\"\"\"\n", "\"\"\"", "\"", "'''\n", "'''", "'"}) {
      if (!from.starts_with(open)) continue;
      const std::string_view close = open.substr(0, std::min<std::size_t>(open.size(), 3));
      if (from.substr(open.size(), value.size()) != value ||
          !from.substr(open.size() + value.size()).starts_with(close))
        return;
      const std::size_t begin = place.span.begin + open.size();
      place.span = {begin, begin + value.size()};
      place.exact = true;
      return;
    }
  }

  std::string_view text_;
  std::uint32_t number_;
  Places places_;
};

bool has_table(std::span<const std::string_view> tables, std::string_view name) {
  return std::find(tables.begin(), tables.end(), name) != tables.end();
}

ConfigNode* member_of(ConfigNode& table, std::string_view key) {
  for (ConfigMember& m : table.members)
    if (m.key == key) return &m.value;
  return nullptr;
}

ConfigNode* element_named(ConfigNode& root, std::string_view uid) {
  for (ConfigMember& m : root.members)
    for (ConfigNode& element : m.value.elements) {
      const ConfigNode* name = member_of(element, "uid");
      if (name != nullptr && name->kind == ConfigNode::Kind::kText && name->scalar.as_text() == uid)
        return &element;
    }
  return nullptr;
}

std::vector<std::string> names_of(const ConfigNode& root,
                                  std::span<const std::string_view> tables) {
  std::vector<std::string> names;
  for (const ConfigMember& m : root.members)
    for (const ConfigNode& element : m.value.elements)
      if (const ConfigMember* uid = element.find("uid"))
        if (uid->value.kind == ConfigNode::Kind::kText)
          names.emplace_back(uid->value.scalar.as_text());
  for (const std::string_view table : tables) names.emplace_back(table);
  return names;
}

// Element `key` of an array, counted from 1.
ConfigNode* element_at(ConfigNode& array, std::string_view key) {
  std::size_t n = 0;
  const auto read = std::from_chars(key.data(), key.data() + key.size(), n);
  if (read.ec != std::errc() || read.ptr != key.data() + key.size()) return nullptr;
  return n >= 1 && n <= array.elements.size() ? &array.elements[n - 1] : nullptr;
}

// What stands behind the equals sign: TOML, or a text as it is.
ConfigNode assigned_value(const std::string& assignment, std::size_t from, std::uint32_t number) {
  // The key is as long as what it stands for, so that places are those of the assignment.
  const std::string text = std::string(from - 1, 'k') + assignment.substr(from - 1);
  const Converter converter(text, number);
  try {
    const toml::table table = toml::parse(std::string_view(text), std::string_view());
    if (table.size() == 1) return converter.node(table.begin()->second);
  } catch (const toml::parse_error&) {
    // Then it is a text.
  }
  ConfigNode out;
  out.kind = ConfigNode::Kind::kText;
  out.place = {number, {from, assignment.size()}, true};
  out.scalar = Value::text(std::string_view(assignment).substr(from));
  return out;
}

}  // namespace

const ConfigMember* ConfigNode::find(std::string_view key) const {
  for (const ConfigMember& m : members)
    if (m.key == key) return &m;
  return nullptr;
}

const char* describe(ConfigNode::Kind kind) {
  switch (kind) {
    case ConfigNode::Kind::kTable: return "a table";
    case ConfigNode::Kind::kArray: return "a list";
    case ConfigNode::Kind::kText: return "a text";
    case ConfigNode::Kind::kInteger: return "an integer";
    case ConfigNode::Kind::kNumber: return "a number with a fraction";
    case ConfigNode::Kind::kBool: return "true or false";
    case ConfigNode::Kind::kDate: return "a date";
  }
  return "";
}

namespace {

constexpr std::size_t kDotsMost = 200;

// toml++ goes one call deeper for each part of a dotted key, without an end. A run of text with so
// many dots is none that anybody means.
std::optional<TextMistake> too_deep(std::string_view text) {
  std::size_t begin = 0, dots = 0;
  for (std::size_t i = 0; i < text.size(); i++) {
    if (std::string_view("\n=,{}[]#").find(text[i]) != std::string_view::npos) {
      begin = i + 1;
      dots = 0;
    } else if (text[i] == '.' && ++dots > kDotsMost) {
      return TextMistake{{begin, i}, fmt::format("a key has {} parts at most", kDotsMost)};
    }
  }
  return std::nullopt;
}

}  // namespace

Document::Parsed Document::parse(std::string path, std::string text) {
  Parsed out;
  if (const auto deep = too_deep(text)) {
    out.diagnostics.push_back(weir::diagnose(path, text, *deep));
    return out;
  }
  if (text.size() > kBytesMost) {
    out.diagnostics.push_back({std::move(path),
                               {},
                               fmt::format("this file has {} bytes; a job file has {} at most",
                                           text.size(), kBytesMost)});
    return out;
  }
  Document document;
  document.texts_.push_back({std::move(path), std::move(text)});
  const Text& source = document.texts_.front();
  const Converter converter(source.text, 0);
  try {
    const toml::table table = toml::parse(std::string_view(source.text), std::string_view());
    document.root_ = converter.node(table);
  } catch (const toml::parse_error& e) {
    out.diagnostics.push_back(
        weir::diagnose(source.path, source.text,
                       toml_mistake(source.text, converter.span_of(e.source()), e.description())));
    return out;
  }
  out.document = std::move(document);
  return out;
}

ConfigNode* Document::find_first(std::string_view key, const TextRef& place,
                                 std::span<const std::string_view> tables) {
  if (ConfigNode* element = element_named(root_, key)) return element;
  if (ConfigNode* table = member_of(root_, key)) return table;
  if (!has_table(tables, key)) return nullptr;
  root_.members.push_back({std::string(key), place, {}});
  root_.members.back().value.place = place;
  return &root_.members.back().value;
}

// One step of the path of an assignment.
ConfigNode* Document::step(ConfigNode& at, const std::string& key, const TextRef& place,
                           std::string& why) {
  if (at.kind == ConfigNode::Kind::kArray) {
    ConfigNode* element = element_at(at, key);
    if (element == nullptr)
      why = fmt::format("there is no element '{}'; there are {}, counted from 1", key,
                        at.elements.size());
    return element;
  }
  if (at.kind != ConfigNode::Kind::kTable) {
    why = fmt::format("what stands in front of '{}' is {}, which has no keys", key,
                      describe(at.kind));
    return nullptr;
  }
  if (ConfigNode* there = member_of(at, key)) return there;
  at.members.push_back({key, place, {}});
  at.members.back().value.place = place;
  return &at.members.back().value;
}

Diagnostics Document::set(const std::string& assignment, std::span<const std::string_view> tables) {
  const auto number = static_cast<std::uint32_t>(texts_.size());
  texts_.push_back({"--set", assignment});
  const auto bad = [&](TextSpan span, std::string what) {
    return Diagnostics{diagnose({number, span, false}, std::move(what))};
  };
  if (const auto deep = too_deep(assignment)) return bad(deep->span, deep->what);
  const std::size_t equals = assignment.find('=');
  if (equals == std::string::npos || equals == 0)
    return bad({0, assignment.size()},
               "this is no assignment; write KEY=VALUE, like checkpointing.interval=50ms or "
               "UID.KEY=VALUE");
  ConfigNode* at = nullptr;
  for (std::size_t begin = 0; begin <= equals;) {
    const TextSpan span{begin, std::min(assignment.find('.', begin), equals)};
    const std::string key = assignment.substr(span.begin, span.end - span.begin);
    if (key.empty()) return bad(span, "a key is empty here");
    if (at == nullptr && span.end == equals)
      return bad(span, "say of what: TABLE.KEY=VALUE or UID.KEY=VALUE");
    std::string why;
    ConfigNode* next = at == nullptr ? find_first(key, {number, span, false}, tables)
                                     : step(*at, key, {number, span, false}, why);
    if (next == nullptr && at == nullptr)
      why = fmt::format("there is no table and no uid '{}'.{}", key,
                        did_you_mean(key, names_of(root_, tables)));
    if (next == nullptr) return bad(span, std::move(why));
    at = next;
    begin = span.end + 1;
  }
  *at = assigned_value(assignment, equals + 1, number);
  return {};
}

Diagnostic Document::diagnose(const TextRef& at, std::string what) const {
  const Text& source = texts_[at.text];
  return weir::diagnose(source.path, source.text, {at.span, std::move(what)});
}

}  // namespace weir
