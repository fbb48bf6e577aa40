// JsonCursor: one JSON text, read value by value (RFC 8259, strict, in UTF-8 that was checked).
//   peek() says what comes; then exactly one of the functions for it reads it, or skip() does.
//   Objects: begin_object(), then member() for each name, its value being read behind it, until it
//   says no. Arrays alike with element(). Values may be nested up to kJsonNesting.
// Errors: whatever is wrong makes functions say no; failed() is true from then on, at() is the byte
//   and what() says what was seen there and expected. Names in objects may be there twice: whoever
//   cares looks. Views of texts are valid until the next text is read.
#pragma once
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace weir {

inline constexpr int kJsonNesting = 200;

enum class JsonKind : std::uint8_t { kNull, kBool, kNumber, kText, kArray, kObject, kNothing };

class JsonCursor {
 public:
  explicit JsonCursor(std::string_view text) : text_(text) {}

  JsonKind peek();  // kNothing: no value begins here, which is an error
  bool null() { return word("null"); }
  bool boolean(bool& out);
  // As it is written. `whole`: without fraction and exponent.
  bool number(std::string_view& raw, bool& whole);
  bool text(std::string_view& out);
  bool begin_object() { return begin('{'); }
  bool member(std::string_view& name);
  bool begin_array() { return begin('['); }
  bool element();
  bool skip();
  // Nothing may follow.
  bool end();

  bool failed() const { return !what_.empty(); }
  std::size_t at() const { return at_; }  // the next byte, or the one that is wrong
  const std::string& what() const { return what_; }
  std::string_view from(std::size_t begin) const { return text_.substr(begin, at_ - begin); }

 private:
  void blanks();
  bool fail(const std::string& expected);
  bool word(std::string_view word);
  bool begin(char c);
  // After a value or the beginning of a list: true if another entry follows.
  bool more(char close, const char* expected);
  bool escape();
  bool hex(std::uint32_t& code);
  std::string seen() const;

  std::string_view text_;
  std::size_t at_ = 0;
  bool first_ = false;  // directly behind the sign that begins an object or array
  int depth_ = 0;
  std::bitset<kJsonNesting> is_object_;  // what was begun, by depth
  std::string scratch_;                  // of texts with escapes
  std::string what_;
};

}  // namespace weir
