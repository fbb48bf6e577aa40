#include "diagrams/page/json_writer.h"

#include "engine/core/value.h"
#include "engine/trace/json.h"

namespace weir::diagrams {

void JsonWriter::comma() {
  if (!first_) out_ += ',';
  first_ = false;
}

void JsonWriter::open(char bracket) {
  comma();
  out_ += bracket;
  first_ = true;
}

void JsonWriter::close(char bracket) {
  out_ += bracket;
  first_ = false;
}

void JsonWriter::named(std::string_view name) {
  text(name);
  out_ += ':';
}

void JsonWriter::text(std::string_view value) {
  comma();
  out_ += inert(to_json(Value::text(value)));
}

void JsonWriter::number(std::int64_t value) {
  comma();
  out_ += std::to_string(value);
}

void JsonWriter::member(std::string_view name, std::string_view value) {
  named(name);
  first_ = true;
  text(value);
}

void JsonWriter::member(std::string_view name, std::int64_t value) {
  named(name);
  out_ += std::to_string(value);
}

void JsonWriter::member(std::string_view name, bool value) {
  named(name);
  out_ += value ? "true" : "false";
}

void JsonWriter::raw(std::string_view json) {
  comma();
  out_ += inert(json);
}

std::string inert(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  for (const char c : json) {
    if (c == '<')
      out += "\\u003c";
    else
      out += c;
  }
  return out;
}

}  // namespace weir::diagrams
