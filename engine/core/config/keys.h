// Keys: what a table of a job file may hold, as data. One list of keys per table is the reader's,
// the printer's and the reference's: nothing is said twice.
//   A section is a struct whose members are of the kinds below; empty members are not there, and
//   what then holds is the `fallback` of the key. Everything that was read knows its place;
//   equality of sections is that of their values.
//
//     struct Sink {
//       static constexpr std::string_view kTable = "sink";
//       static std::span<const Key<Sink>> keys();
//       Text uid;
//       Flag print;
//     };
//     constexpr std::array kSinkKeys{
//         key<&Sink::uid>({.name = "uid", .type = KeyType::kUid, .help = "its name"}), …};
#pragma once
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/config/document.h"
#include "engine/core/time.h"

namespace weir {

template <class T>
struct Placed {
  T value{};
  TextRef place = {};
  bool operator==(const Placed& o) const { return value == o.value; }
};

using Text = std::optional<Placed<std::string>>;
using Integer = std::optional<Placed<std::int64_t>>;
using Real = std::optional<Placed<double>>;
using Flag = std::optional<Placed<bool>>;
using Length = Integer;  // in ms; its key is of KeyType::kDuration
// A text, or a list of texts.
using Texts = std::vector<Placed<std::string>>;
// A table of texts, in the order of the file.
struct NamedText {
  Placed<std::string> name;
  Placed<std::string> text;
  bool operator==(const NamedText&) const = default;
};
using NamedTexts = std::vector<NamedText>;
// A list of tables of scalars; null is the absence of a name.
struct NamedValue {
  Placed<std::string> name;
  Placed<Value> value;
  bool operator==(const NamedValue&) const = default;
};
struct ValueRow {
  std::vector<NamedValue> values;
  TextRef place = {};
  bool operator==(const ValueRow& o) const { return values == o.values; }
};
using ValueRows = std::vector<ValueRow>;

// Where a section stands, and whether something of it could not be read: then what it lacks may
// have been meant to be there. A member `origin` of a section is set by its reader.
struct Origin {
  TextRef place = {};
  bool damaged = false;
  bool operator==(const Origin&) const { return true; }
};

// How a value is written, beyond its TOML type; for checks and for the reference.
enum class KeyType : unsigned char {
  kText,
  kUid,         // a name: letters, digits, _ and -
  kInput,       // a uid, or uid.output
  kPath,        // of a file, relative to the job file
  kExpression,  // core/expression
  kCondition,
  kAggregate,
  kQuery,  // trace/query
  kColumnType,
  kFunction,  // registered
  kChoice,
  kDuration,
  kDurationOr,  // or one of the choices
  kDurations,   // one, or two: from, to
  kInteger,
  kReal,
  kBool,
  kRows,
  kTable,
};

std::string_view type_text(KeyType type);  // for the reference

struct KeySpec {
  std::string_view name;
  KeyType type = KeyType::kText;
  std::string_view fallback = {};  // what holds without it, for people; empty: nothing
  std::string_view flink = {};     // the option or the method of Flink that it stands for
  std::string_view help = {};
  std::span<const std::string_view> choices = {};
  std::int64_t min = 0;
  std::int64_t max = std::numeric_limits<std::int64_t>::max();
  bool required = false;
};

class SectionReader;
class SectionPrinter;

// Is told of all keys of a section, those of its inner tables between enter() and leave().
class KeyVisitor {
 public:
  virtual ~KeyVisitor() = default;
  virtual void key(const KeySpec& spec, bool list) = 0;
  virtual void enter(const KeySpec& spec) = 0;
  virtual void leave() = 0;
};

template <class Section>
struct Key {
  KeySpec spec;
  void (*read)(SectionReader& reader, const ConfigNode& node, const KeySpec& spec, Section& into);
  void (*print)(SectionPrinter& printer, const KeySpec& spec, const Section& from);
  void (*visit)(KeyVisitor& visitor, const KeySpec& spec);
  bool (*there)(const Section& section);  // it is not empty
};

}  // namespace weir
