#include "engine/core/config/section_printer.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/core/duration_text.h"

namespace weir {

std::string toml_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte == 0x7f) {
      out += fmt::format("\\u{:04x}", byte);
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::string toml_scalar(const Value& value) {
  switch (value.kind()) {
    case Kind::kBool: return value.as_bool() ? "true" : "false";
    case Kind::kInt: return std::to_string(value.as_int());
    case Kind::kDouble: {
      // The shortest text that reads back to the same bits; TOML wants to see that it is a float.
      std::string out = fmt::format("{}", value.as_double());
      if (out.find_first_not_of("-0123456789") == std::string::npos) out += ".0";
      return out;
    }
    case Kind::kString: return toml_text(value.as_text());
    case Kind::kNull:
    case Kind::kList:
    case Kind::kMap:
    case Kind::kRow: break;
  }
  WEIR_CHECK(false, "no scalar of a job file");
  return {};
}

std::string toml_key(std::string_view key) {
  const bool bare = !key.empty() && std::all_of(key.begin(), key.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
  });
  return bare ? std::string(key) : toml_text(key);
}

void SectionPrinter::begin(const KeySpec& spec) {
  if (inner_ > 0) out_ += first_ ? " " : ", ";
  first_ = false;
  out_ += toml_key(spec.name);
  out_ += " = ";
}

void SectionPrinter::end() {
  if (inner_ == 0) out_ += '\n';
}

void SectionPrinter::line(const KeySpec& spec, const std::string& value) {
  begin(spec);
  out_ += value;
  end();
}

void SectionPrinter::print(const KeySpec& spec, const Text& from) {
  if (from) line(spec, toml_text(from->value));
}

void SectionPrinter::print(const KeySpec& spec, const Integer& from) {
  if (!from) return;
  line(spec, spec.type == KeyType::kDuration ? toml_text(duration_text(from->value))
                                             : std::to_string(from->value));
}

void SectionPrinter::print(const KeySpec& spec, const Real& from) {
  if (from) line(spec, toml_scalar(Value::number(from->value)));
}

void SectionPrinter::print(const KeySpec& spec, const Flag& from) {
  if (from) line(spec, from->value ? "true" : "false");
}

void SectionPrinter::print(const KeySpec& spec, const Texts& from) {
  if (from.empty()) return;
  if (from.size() == 1) return line(spec, toml_text(from[0].value));
  std::string list = "[";
  for (std::size_t i = 0; i < from.size(); i++)
    list += (i > 0 ? ", " : "") + toml_text(from[i].value);
  line(spec, list + "]");
}

void SectionPrinter::print(const KeySpec& spec, const NamedTexts& from) {
  if (from.empty()) return;
  std::string table = "{";
  for (std::size_t i = 0; i < from.size(); i++)
    table += fmt::format("{} {} = {}", i > 0 ? "," : "", toml_key(from[i].name.value),
                         toml_text(from[i].text.value));
  line(spec, table + " }");
}

void SectionPrinter::print(const KeySpec& spec, const ValueRows& from) {
  if (from.empty()) return;
  std::string list = "[";
  for (const ValueRow& row : from) {
    list += inner_ == 0 ? "\n  {" : " {";
    for (std::size_t i = 0; i < row.values.size(); i++)
      list += fmt::format("{} {} = {}", i > 0 ? "," : "", toml_key(row.values[i].name.value),
                          toml_scalar(row.values[i].value.value));
    list += " },";
  }
  line(spec, list + (inner_ == 0 ? "\n]" : " ]"));
}

}  // namespace weir
