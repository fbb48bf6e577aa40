// Document: a TOML text as a tree in which every key and every value knows its place.
//   Tables keep the order of the text. set() lays one assignment over it, as "--set KEY=VALUE" on a
//   command line does; what it brings knows that it comes from there.
// Ownership: a Document owns its texts and its tree; a TextRef is good for its Document.
// Errors: parse() and set() say what is wrong as Diagnostics. Of a text that is no TOML the first
//   mistake only: behind it nothing is sure. Texts of more than 1 MB are refused.
#pragma once
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/diagnostic.h"
#include "engine/core/value.h"

namespace weir {

// A place in one of the texts of a Document. If `exact`, the bytes there are those of the value (a
// text without escapes, between its quotes), so that places inside of the value can be told.
struct TextRef {
  std::uint32_t text = 0;
  TextSpan span;
  bool exact = false;

  // Bytes of the value that stands here; the whole value if they cannot be told.
  TextRef within(TextSpan bytes) const {
    if (!exact) return *this;
    return {text, {span.begin + bytes.begin, span.begin + bytes.end}, true};
  }
};

struct ConfigMember;

struct ConfigNode {
  enum class Kind : unsigned char { kTable, kArray, kText, kInteger, kNumber, kBool, kDate };
  Kind kind = Kind::kTable;
  TextRef place;
  Value scalar;  // texts, integers, numbers, bools; a date is its text
  std::vector<ConfigMember> members;
  std::vector<ConfigNode> elements;

  const ConfigMember* find(std::string_view key) const;
};

struct ConfigMember {
  std::string key;
  TextRef place;  // of the key
  ConfigNode value;
};

// "a table", "a text", … for sentences.
const char* describe(ConfigNode::Kind kind);

class Document {
 public:
  static constexpr std::size_t kBytesMost = std::size_t{1} << 20;

  struct Parsed;
  // `path` is what diagnostics call the text.
  static Parsed parse(std::string path, std::string text);

  // "KEY.KEY=VALUE". The first key is a table of the document, or the uid of an element of one of
  // its arrays of tables; an element of an array is also "fault.1", counted from 1, and the one
  // behind the last is made. VALUE is TOML if it parses as such, else a text as it is. Tables that
  // are not there are made if `tables`, the names of all that could be there, has the first key.
  Diagnostics set(const std::string& assignment, std::span<const std::string_view> tables);

  const ConfigNode& root() const { return root_; }
  const std::string& path() const { return texts_.front().path; }
  Diagnostic diagnose(const TextRef& at, std::string what) const;

 private:
  struct Text {
    std::string path, text;
  };
  ConfigNode* find_first(std::string_view key, const TextRef& place,
                         std::span<const std::string_view> tables);
  static ConfigNode* step(ConfigNode& at, const std::string& key, const TextRef& place,
                          std::string& why);

  std::deque<Text> texts_;  // the document, then the assignments
  ConfigNode root_;
};

struct Document::Parsed {
  std::optional<Document> document;
  Diagnostics diagnostics;
};

}  // namespace weir
