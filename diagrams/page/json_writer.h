// JsonWriter: JSON in the order in which it is said, without blanks. '<' is written as \u003c, so
// that the text can stand inside of a block of a page.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace weir::diagrams {

class JsonWriter {
 public:
  void begin_object() { open('{'); }
  void begin_object(std::string_view name) { named(name), out_ += '{', first_ = true; }
  void end_object() { close('}'); }
  void begin_list() { open('['); }
  void begin_list(std::string_view name) { named(name), out_ += '[', first_ = true; }
  void end_list() { close(']'); }
  void text(std::string_view value);
  void number(std::int64_t value);
  void member(std::string_view name, std::string_view value);
  void member(std::string_view name, const char* value) { member(name, std::string_view(value)); }
  void member(std::string_view name, std::int64_t value);
  void member(std::string_view name, bool value);
  // JSON already.
  void raw(std::string_view json);

  std::string take() { return std::move(out_); }

 private:
  void comma();
  void open(char bracket);
  void close(char bracket);
  void named(std::string_view name);

  std::string out_;
  bool first_ = true;
};

// A text of JSON, or lines of it, fit to stand inside of a block of a page: without '<'.
std::string inert(std::string_view json);

}  // namespace weir::diagrams
