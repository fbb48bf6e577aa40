// The model between events.toml and the generated C++: what catalogue_gen_read.cc reads and
//   catalogue_gen.cc writes. A host tool, never part of the engine. Every error names the file,
//   line and column of events.toml, and stops the build.
#pragma once
#include <stdexcept>
#include <string>
#include <vector>

namespace weir::gen {

struct Field {
  std::string name;
  std::string type;  // without the question mark
  bool optional = false;
  bool derived = false;
};

// One name in an effect: nothing, the place, the operator, a literal, a field of the event, or a
//   member of a list entry.
struct Operand {
  enum class What { kNone, kAt, kOp, kLiteral, kField, kMember };
  What what = What::kNone;
  int field = -1;    // kField: index among the fields
  std::string text;  // kLiteral, kMember
};

struct Argument {
  std::string name;  // its name in the queue element
  Operand value;
};

struct Effect {
  std::string verb;   // set push take put
  int each = -1;      // index of the list field of "for x in", or -1
  std::string table;  // empty: dynamic, see table_of
  Operand table_of;
  std::vector<Operand> keys;
  Operand was, now;     // set
  std::string element;  // push take put: the name of the element; empty: dynamic, see element_of
  Operand element_of;
  std::vector<Argument> arguments;
  Operand at;  // position; none: tail of a push, head of a take
};

struct Face {
  std::string when, letter, glyph, role, say, log;
  bool milestone = false;
};

struct Event {
  std::string kind;
  std::vector<Field> fields;  // stored, then derived
  std::size_t stored = 0;
  Face face;
  std::string tail, join, opens, opens_if;
  bool physical = false;
  std::vector<Effect> effects;
  std::vector<Face> alt;
  int index_of(const std::string& name) const;
};

struct ListShape {
  std::string name;
  std::vector<Field> fields;
};

struct Catalogue {
  std::string schema;
  std::vector<Event> events;  // hot ones first: the position + 1 is the code
  std::vector<ListShape> lists;
  std::vector<std::pair<std::string, std::string>> signs;
  std::string text;
};

struct Wrong : std::runtime_error {
  using std::runtime_error::runtime_error;
};

Catalogue read_catalogue(const std::string& path);
// `name` stands for the file in errors.
Catalogue parse_catalogue(std::string text, const std::string& name);

}  // namespace weir::gen
