#include "engine/core/config/section_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/core/duration_text.h"
#include "engine/core/suggest.h"

namespace weir {

namespace {

using NodeKind = ConfigNode::Kind;

std::string list_of(std::span<const std::string_view> names) {
  std::string out;
  for (std::size_t i = 0; i < names.size(); i++) {
    if (i > 0) out += i + 1 == names.size() ? " or " : ", ";
    out += fmt::format("\"{}\"", names[i]);
  }
  return out;
}

std::vector<std::string> strings(std::span<const std::string_view> names) {
  return {names.begin(), names.end()};
}

// What a text of this type looks like, for messages about something else.
std::string example_of(const KeySpec& spec) {
  switch (spec.type) {
    case KeyType::kDuration: return "like \"250ms\" or \"5min\"";
    case KeyType::kDurationOr: return fmt::format("like \"250ms\", or {}", list_of(spec.choices));
    case KeyType::kDurations: return "like \"2ms\", or two: [\"1ms\", \"4ms\"]";
    case KeyType::kChoice: return list_of(spec.choices);
    case KeyType::kCondition: return "a condition in quotes, like \"price > 10\"";
    case KeyType::kExpression: return "an expression in quotes, like \"price * 2\"";
    case KeyType::kAggregate: return "aggregates in quotes, like { n = \"count()\" }";
    case KeyType::kQuery: return "a query in quotes, like \"cp.complete(cp = 2)\"";
    case KeyType::kColumnType: return "types in quotes, like { at = \"int64\" }";
    case KeyType::kPath: return "a path in quotes";
    case KeyType::kUid:
    case KeyType::kInput:
    case KeyType::kFunction: return "a name in quotes";
    case KeyType::kText:
    case KeyType::kInteger:
    case KeyType::kReal:
    case KeyType::kBool:
    case KeyType::kRows:
    case KeyType::kTable: return {};
  }
  return {};
}

}  // namespace

std::string_view type_text(KeyType type) {
  switch (type) {
    case KeyType::kText: return "text";
    case KeyType::kUid: return "name";
    case KeyType::kInput: return "uid or uid.output";
    case KeyType::kPath: return "path";
    case KeyType::kExpression: return "expression";
    case KeyType::kCondition: return "condition";
    case KeyType::kAggregate: return "aggregate";
    case KeyType::kQuery: return "query";
    case KeyType::kColumnType: return "column type";
    case KeyType::kFunction: return "function";
    case KeyType::kChoice: return "word";
    case KeyType::kDuration: return "duration";
    case KeyType::kDurationOr: return "duration or word";
    case KeyType::kDurations: return "duration, or two";
    case KeyType::kInteger: return "integer";
    case KeyType::kReal: return "number";
    case KeyType::kBool: return "true or false";
    case KeyType::kRows: return "list of tables";
    case KeyType::kTable: return "table";
  }
  return {};
}

bool is_uid(std::string_view text) {
  const auto letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  if (text.empty() || text.size() > 100 || !letter(text[0])) return false;
  return std::all_of(text.begin(), text.end(),
                     [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '-'; });
}

bool SectionReader::begin_table(const ConfigNode& node, const std::string& what,
                                const std::vector<const KeySpec*>& specs) {
  if (node.kind != NodeKind::kTable) {
    mistake(node.place,
            fmt::format("{} is {}; it wants a table with keys", what, describe(node.kind)));
    return false;
  }
  std::vector<std::string> names;
  for (const KeySpec* s : specs) names.emplace_back(s->name);
  for (const ConfigMember& m : node.members) {
    if (std::find(names.begin(), names.end(), m.key) != names.end()) continue;
    std::string text = fmt::format("there is no key '{}' in {}.", m.key, what);
    const std::string near = did_you_mean(m.key, names);
    if (near.empty()) {
      text += " Its keys are";
      for (std::size_t i = 0; i < names.size(); i++) text += (i > 0 ? ", " : " ") + names[i];
    } else {
      text += near;
    }
    mistake(m.place, text);
  }
  for (const KeySpec* s : specs)
    if (s->required && node.find(s->name) == nullptr)
      mistake(node.place, fmt::format("{} needs the key '{}' ({})", what, s->name, s->help));
  return true;
}

void SectionReader::wrong_kind(const ConfigNode& node, const KeySpec& spec, const char* wanted,
                               const std::string& example) {
  mistake(node.place, fmt::format("'{}' of {} wants {}{}{}, not {}", spec.name, table_, wanted,
                                  example.empty() ? "" : ", ", example, describe(node.kind)));
}

bool SectionReader::check_choice(const ConfigNode& node, const KeySpec& spec) {
  const std::string_view text = node.scalar.as_text();
  if (std::find(spec.choices.begin(), spec.choices.end(), text) != spec.choices.end()) return true;
  mistake(node.place,
          fmt::format("'{}' of {} wants {}, not \"{}\".{}", spec.name, table_,
                      list_of(spec.choices), text, did_you_mean(text, strings(spec.choices))));
  return false;
}

// Of a text: what its type asks for beyond that. Expressions and queries are looked at by who knows
// the rows.
bool SectionReader::check_text(const ConfigNode& node, const KeySpec& spec) {
  const std::string_view text = node.scalar.as_text();
  switch (spec.type) {
    case KeyType::kUid:
      if (is_uid(text)) return true;
      mistake(node.place,
              fmt::format("\"{}\" is no name: a letter, then letters, digits, _ and -, at most 100",
                          text));
      return false;
    case KeyType::kChoice: return check_choice(node, spec);
    case KeyType::kDurations: {
      const auto duration = parse_duration(text);
      if (!duration) mistake(node.place, duration.error().text);
      return duration.has_value();
    }
    case KeyType::kDurationOr: {
      if (std::find(spec.choices.begin(), spec.choices.end(), text) != spec.choices.end())
        return true;
      const auto duration = parse_duration(text);
      if (!duration)
        mistake(node.place, fmt::format("{}; or {}", duration.error().text, list_of(spec.choices)));
      return duration.has_value();
    }
    case KeyType::kPath:
    case KeyType::kInput:
    case KeyType::kFunction:
    case KeyType::kExpression:
    case KeyType::kCondition:
    case KeyType::kAggregate:
    case KeyType::kQuery:
    case KeyType::kColumnType:
      if (!text.empty()) return true;
      mistake(node.place, fmt::format("'{}' of {} is empty", spec.name, table_));
      return false;
    case KeyType::kText:
    case KeyType::kDuration:
    case KeyType::kInteger:
    case KeyType::kReal:
    case KeyType::kBool:
    case KeyType::kRows:
    case KeyType::kTable: return true;
  }
  return true;
}

void SectionReader::read(const ConfigNode& node, const KeySpec& spec, Text& into) {
  if (node.kind != NodeKind::kText) return wrong_kind(node, spec, "a text", example_of(spec));
  if (check_text(node, spec)) into = {std::string(node.scalar.as_text()), node.place};
}

void SectionReader::read(const ConfigNode& node, const KeySpec& spec, Integer& into) {
  if (spec.type == KeyType::kDuration) return read_length(node, spec, into);
  if (node.kind != NodeKind::kInteger) return wrong_kind(node, spec, "a whole number", "");
  const std::int64_t value = node.scalar.as_int();
  if (value < spec.min || value > spec.max)
    return mistake(node.place, spec.max == std::numeric_limits<std::int64_t>::max()
                                   ? fmt::format("'{}' of {} is {}; it wants at least {}",
                                                 spec.name, table_, value, spec.min)
                                   : fmt::format("'{}' of {} is {}; it goes from {} to {}",
                                                 spec.name, table_, value, spec.min, spec.max));
  into = {value, node.place};
}

void SectionReader::read(const ConfigNode& node, const KeySpec& spec, Real& into) {
  if (node.kind != NodeKind::kNumber && node.kind != NodeKind::kInteger)
    return wrong_kind(node, spec, "a number", "");
  const double value = node.kind == NodeKind::kInteger ? static_cast<double>(node.scalar.as_int())
                                                       : node.scalar.as_double();
  if (!(value >= static_cast<double>(spec.min) && value <= 1e15))
    return mistake(node.place, fmt::format("'{}' of {} wants a number of at least {}", spec.name,
                                           table_, spec.min));
  into = {value, node.place};
}

void SectionReader::read(const ConfigNode& node, const KeySpec& spec, Flag& into) {
  if (node.kind != NodeKind::kBool) return wrong_kind(node, spec, "true or false", "");
  into = {node.scalar.as_bool(), node.place};
}

void SectionReader::read_length(const ConfigNode& node, const KeySpec& spec, Length& into) {
  if (node.kind != NodeKind::kText)
    return wrong_kind(node, spec, "a length of time in quotes", example_of(spec));
  const auto duration = parse_duration(node.scalar.as_text());
  if (!duration) return mistake(node.place, duration.error().text);
  if (*duration < spec.min)
    return mistake(node.place, fmt::format("'{}' of {} wants at least {}", spec.name, table_,
                                           duration_text(spec.min)));
  into = {*duration, node.place};
}

void SectionReader::read(const ConfigNode& node, const KeySpec& spec, Texts& into) {
  if (node.kind == NodeKind::kText) {
    if (check_text(node, spec)) into.push_back({std::string(node.scalar.as_text()), node.place});
    return;
  }
  if (node.kind != NodeKind::kArray)
    return wrong_kind(node, spec, "a text or a list of texts", example_of(spec));
  if (node.elements.empty())
    return mistake(node.place, fmt::format("'{}' of {} is an empty list", spec.name, table_));
  for (const ConfigNode& element : node.elements) {
    if (element.kind != NodeKind::kText)
      wrong_kind(element, spec, "texts in its list", example_of(spec));
    else if (check_text(element, spec))
      into.push_back({std::string(element.scalar.as_text()), element.place});
  }
}

void SectionReader::read(const ConfigNode& node, const KeySpec& spec, NamedTexts& into) {
  if (node.kind != NodeKind::kTable)
    return wrong_kind(node, spec, "a table of names", example_of(spec));
  if (node.members.empty())
    return mistake(node.place, fmt::format("'{}' of {} is an empty table", spec.name, table_));
  for (const ConfigMember& m : node.members) {
    if (m.key.empty())
      mistake(m.place, fmt::format("a name in '{}' of {} is empty", spec.name, table_));
    else if (m.value.kind != NodeKind::kText)
      wrong_kind(m.value, spec, "texts in its table", example_of(spec));
    else if (check_text(m.value, spec))
      into.push_back({{m.key, m.place}, {std::string(m.value.scalar.as_text()), m.value.place}});
  }
}

void SectionReader::read(const ConfigNode& node, const KeySpec& spec, ValueRows& into) {
  if (node.kind != NodeKind::kArray)
    return wrong_kind(node, spec, "a list of tables", "like [{ user = \"ann\", at = 5 }]");
  if (node.elements.empty())
    return mistake(node.place, fmt::format("'{}' of {} is an empty list", spec.name, table_));
  for (const ConfigNode& element : node.elements) {
    if (element.kind != NodeKind::kTable) {
      wrong_kind(element, spec, "tables in its list", "like { user = \"ann\", at = 5 }");
      continue;
    }
    ValueRow row;
    row.place = element.place;
    for (const ConfigMember& m : element.members) {
      if (m.value.kind == NodeKind::kTable || m.value.kind == NodeKind::kArray ||
          m.value.kind == NodeKind::kDate)
        mistake(m.value.place,
                fmt::format("'{}' of {}: a value is a text, a number, true or false, not {}",
                            spec.name, table_, describe(m.value.kind)));
      else
        row.values.push_back({{m.key, m.place}, {m.value.scalar, m.value.place}});
    }
    into.push_back(std::move(row));
  }
}

}  // namespace weir
