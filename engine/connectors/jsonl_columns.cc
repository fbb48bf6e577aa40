// Tested by tests/connectors/jsonl_source_test.cc.
#include "engine/connectors/jsonl_columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <utility>

#include "engine/connectors/csv_value.h"
#include "engine/connectors/json_cursor.h"
#include "engine/connectors/jsonl_source.h"
#include "engine/connectors/line_file.h"
#include "engine/connectors/text_place.h"
#include "engine/core/check.h"
#include "engine/core/java_text.h"
#include "engine/core/suggest.h"

namespace weir {

namespace {

enum class Seen : std::uint8_t { kBool, kInt, kBigInt, kDouble, kText, kList, kRow };
constexpr std::size_t kSeen = 7;
constexpr std::array<const char*, kSeen> kSeenNames = {
    "bool", "int64", "integers beyond int64", "double", "string", "arrays", "objects"};

// What was seen of a field, and of what is inside of it.
struct Guess {
  std::string name;
  std::array<std::int64_t, kSeen> line = {};  // where first, from 1; 0: not
  std::vector<Guess> inside = {};             // fields of objects, in order
  std::vector<Guess> elements = {};           // of arrays: one, if any was there

  Guess& field(std::string_view field) {
    for (Guess& g : inside)
      if (g.name == field) return g;
    inside.push_back({std::string(field)});
    return inside.back();
  }
  Guess& element() {
    if (elements.empty()) elements.emplace_back();
    return elements[0];
  }
  void saw(Seen seen, std::int64_t at) {
    std::int64_t& first = line[static_cast<std::size_t>(seen)];
    if (first == 0) first = at;
  }
  bool has(Seen seen) const { return line[static_cast<std::size_t>(seen)] > 0; }
};

// The text is known to be JSON.
void look(JsonCursor& in, std::int64_t line, Guess& guess) {
  std::string_view raw;
  bool flag = false;
  switch (in.peek()) {
    case JsonKind::kNull: in.null(); return;
    case JsonKind::kBool:
      in.boolean(flag);
      guess.saw(Seen::kBool, line);
      return;
    case JsonKind::kNumber: {
      in.number(raw, flag);
      Value value;
      const bool fits = !parse_csv_value(raw, Kind::kInt, value);
      guess.saw(!flag ? Seen::kDouble : fits ? Seen::kInt : Seen::kBigInt, line);
      return;
    }
    case JsonKind::kText:
      in.text(raw);
      guess.saw(Seen::kText, line);
      return;
    case JsonKind::kArray:
      guess.saw(Seen::kList, line);
      in.begin_array();
      while (in.element()) look(in, line, guess.element());
      return;
    case JsonKind::kObject:
      guess.saw(Seen::kRow, line);
      in.begin_object();
      for (std::string_view name; in.member(name);) look(in, line, guess.field(name));
      return;
    case JsonKind::kNothing: break;
  }
  WEIR_CHECK(false, "text was looked at that is no JSON");
}

Result<Guess> look_at_rows(const std::vector<std::string>& paths, const TextFileOptions& options) {
  Guess all;
  std::int64_t left = kInferredRows;
  for (const std::string& path : paths) {
    auto text = TextFile::open(path, options);
    if (!text) return text.error();
    LineFile file(std::move(*text));
    while (left > 0) {
      const auto said = file.read();
      if (!said) return said.error();
      if (*said == Read::kEnd) break;
      if (*said == Read::kRow && is_blank_line(file.text())) continue;
      left--;
      if (*said == Read::kBadRow || file.bad_text()) continue;
      JsonCursor check(file.text());
      if (check.peek() != JsonKind::kObject || !check.skip() || !check.end()) continue;
      JsonCursor in(file.text());
      look(in, file.line(), all);
    }
  }
  return all;
}

// Guesses as columns; what cannot be one is told.
class Resolver {
 public:
  Resolver(const std::string& path, std::vector<std::string>& problems)
      : path_(path), problems_(problems) {}

  Column column(const Guess& guess) {
    top_ = guess.name;
    Column out = resolve(guess, quote_seen(guess.name));
    out.inferred = true;
    return out;
  }

 private:
  Column resolve(const Guess& guess, const std::string& place) {
    Column out{guess.name};
    std::vector<Seen> seen;
    for (std::size_t i = 0; i < kSeen; i++)
      if (guess.line[i] > 0) seen.push_back(static_cast<Seen>(i));
    if (seen == std::vector{Seen::kInt, Seen::kDouble}) seen = {Seen::kDouble};
    if (seen.size() > 1 || guess.has(Seen::kBigInt)) {
      several(guess, place);
      out.kind = Kind::kString;
      return out;
    }
    out.kind = Kind::kString;
    if (seen.empty()) return out;
    switch (seen[0]) {
      case Seen::kBool: out.kind = Kind::kBool; break;
      case Seen::kInt: out.kind = Kind::kInt; break;
      case Seen::kDouble: out.kind = Kind::kDouble; break;
      case Seen::kBigInt:
      case Seen::kText: break;
      case Seen::kList:
        out.kind = Kind::kList;
        out.fields.push_back({});
        if (guess.elements.empty()) {
          out.fields[0].kind = Kind::kString;
          out.fields[0].json = true;
        } else {
          out.fields[0] = resolve(guess.elements[0], place + "[]");
        }
        break;
      case Seen::kRow:
        out.json = guess.inside.empty();
        out.kind = out.json ? Kind::kString : Kind::kRow;
        for (const Guess& g : guess.inside)
          out.fields.push_back(resolve(g, place + "." + quote_seen(g.name)));
        break;
    }
    return out;
  }

  void several(const Guess& guess, const std::string& place) {
    std::string kinds;
    for (std::size_t i = 0; i < kSeen; i++) {
      if (guess.line[i] == 0) continue;
      kinds +=
          fmt::format("{}{} (line {})", kinds.empty() ? "" : " and ", kSeenNames[i], guess.line[i]);
    }
    problems_.push_back(
        fmt::format("{}: field {} holds {}; declare it, as json for the text of "
                    "whatever stands there: columns = {{ {} = \"json\" }}",
                    path_, place, kinds, column_key(top_)));
  }

  const std::string& path_;
  std::vector<std::string>& problems_;
  std::string top_;
};

// Likely enough to refuse to go on; names that differ in a number are meant to.
std::string misspelt(const std::string& name, const std::vector<std::string>& others) {
  const auto letters = [](std::string text) {
    std::erase_if(text, [](char c) { return c >= '0' && c <= '9'; });
    return text;
  };
  std::vector<std::string> near;
  for (const std::string& other : others)
    if (edit_distance(name, other) * 3 <= std::max(name.size(), other.size()) &&
        letters(name) != letters(other))
      near.push_back(other);
  return did_you_mean(name, near);
}

Error lines_of(ErrorKind kind, const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += (text.empty() ? "" : "\n") + line;
  return {kind, text};
}

}  // namespace

Result<std::vector<std::string>> read_jsonl_names(const std::vector<std::string>& paths,
                                                  const TextFileOptions& options) {
  const auto all = look_at_rows(paths, options);
  if (!all) return all.error();
  std::vector<std::string> names;
  for (const Guess& g : all->inside) names.push_back(g.name);
  return names;
}

std::vector<ColumnMistake> jsonl_column_mistakes(const std::vector<std::string>& names,
                                                 const Columns& declared, const std::string& path) {
  std::vector<std::string> others;  // what nobody has declared
  for (const std::string& name : names) {
    const auto it = std::find_if(declared.begin(), declared.end(),
                                 [&](const Column& c) { return c.name == name; });
    if (it == declared.end()) others.push_back(name);
  }
  std::vector<ColumnMistake> out;
  for (std::size_t i = 0; i < declared.size(); i++) {
    const std::string& name = declared[i].name;
    const bool there = std::find(names.begin(), names.end(), name) != names.end();
    const std::string meant = there ? "" : misspelt(name, others);
    const bool twice =
        std::any_of(declared.begin(), declared.begin() + static_cast<std::ptrdiff_t>(i),
                    [&](const Column& c) { return c.name == name; });
    if (twice)
      out.push_back({i, fmt::format("the column '{}' is declared twice", name)});
    else if (!meant.empty())
      out.push_back({i, fmt::format("there is no field '{}' in the first 1,000 rows of {}.{}", name,
                                    path, meant)});
  }
  return out;
}

std::vector<ColumnMistake> jsonl_columns_unseen(const std::vector<std::string>& names,
                                                const Columns& declared, const std::string& path) {
  std::vector<ColumnMistake> out;
  if (names.empty()) return out;
  std::string all;
  for (const std::string& name : names) all += (all.empty() ? "" : ", ") + name;
  for (std::size_t i = 0; i < declared.size(); i++)
    if (std::find(names.begin(), names.end(), declared[i].name) == names.end())
      out.push_back({i, fmt::format("the field '{}' is in none of the first 1,000 rows of {}, "
                                    "where it is null; the fields there are {}",
                                    declared[i].name, path, all)});
  return out;
}

Result<Columns> read_jsonl_columns(const std::vector<std::string>& paths, const Columns& declared,
                                   const TextFileOptions& options) {
  WEIR_CHECK(!paths.empty(), "a JSONL source has a file");
  const auto all = look_at_rows(paths, options);
  if (!all) return all.error();
  std::vector<std::string> names, problems;
  for (const Guess& g : all->inside) names.push_back(g.name);
  for (const ColumnMistake& m : jsonl_column_mistakes(names, declared, paths.front()))
    problems.push_back(m.what);
  if (!problems.empty()) return lines_of(ErrorKind::kBadArgument, problems);
  Columns out;
  Resolver resolver(paths.front(), problems);
  const auto find = [](const Columns& in, const std::string& name) {
    return std::find_if(in.begin(), in.end(), [&](const Column& c) { return c.name == name; });
  };
  for (const Guess& g : all->inside) {
    const auto it = find(declared, g.name);
    const bool known = it != declared.end() && it->kind != Kind::kNull;
    out.push_back(known ? *it : resolver.column(g));
    if (it != declared.end()) out.back().required = it->required;
  }
  for (const Column& c : declared) {
    if (find(out, c.name) != out.end()) continue;
    out.push_back(c.kind != Kind::kNull ? c : resolver.column({c.name}));
    out.back().required = c.required;
  }
  if (!problems.empty()) return lines_of(ErrorKind::kBadData, problems);
  return out;
}

}  // namespace weir
