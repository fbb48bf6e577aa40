#include "diagrams/dot_writer.h"

#include <algorithm>

#include "engine/core/text_width.h"

namespace weir::diagrams {

namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_number(std::string_view text) {
  const std::size_t dots = static_cast<std::size_t>(std::count(text.begin(), text.end(), '.'));
  return dots <= 1 && text.size() > dots &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_digit(c) || c == '.'; });
}

bool is_keyword(std::string_view text) {
  const auto same = [text](std::string_view word) {
    return std::equal(text.begin(), text.end(), word.begin(), word.end(), [](char a, char b) {
      return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
    });
  };
  return same("node") || same("edge") || same("graph") || same("digraph") || same("subgraph") ||
         same("strict");
}

bool is_word(std::string_view text) {
  return !text.empty() && is_letter(text[0]) && !is_keyword(text) &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_letter(c) || is_digit(c); });
}

std::size_t hash_of(std::string_view text) {
  std::size_t hash = text.size();
  for (const char c : text) hash = hash * 31 + static_cast<unsigned char>(c);
  return hash;
}

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  out += text;
  out += '"';
}

// In every quoted text '"' and '\' are written so. A name may not hold a lone backslash at its end.
void append_escaped(std::string& out, std::string_view text) {
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
}

}  // namespace

std::string dot_label(const std::vector<std::string>& lines, std::size_t columns) {
  std::string out;
  for (std::size_t i = 0; i < lines.size(); i++) {
    if (i > 0) out += "\\n";
    const std::string line = shown(lines[i]);
    for (const char c : columns > 0 ? cut_to_width(line, columns) : line) {
      if (c == '&') {
        out += "&amp;";  // "&lt;" of a user is no "<"
        continue;
      }
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
  }
  return out;
}

DotWriter::DotWriter(std::string_view name) {
  std::string escaped;
  append_escaped(escaped, shown(name));
  out_ = "digraph ";
  append_quoted(out_, escaped);
  out_ += " {\n";
}

std::string DotWriter::unique(Taken& taken, const std::string& wish) {
  const auto [wished, is_free] = taken.emplace(std::pair(hash_of(wish), wish), 1);
  if (is_free) return wish;
  for (;;) {
    std::string name = wish;
    name += '-';
    name += std::to_string(++wished->second);
    if (taken.emplace(std::pair(hash_of(name), name), 1).second) return name;
  }
}

std::string DotWriter::unique_id(const std::string& wish) {
  std::string id = wish;
  for (char& c : id)
    if (!is_letter(c) && !is_digit(c)) c = '-';
  return unique(ids_, id);
}

std::string DotWriter::unique_name(const std::string& wish) {
  std::string name;
  append_escaped(name, shown(wish));
  return unique(names_, name);
}

void DotWriter::attribute(std::string_view name, const std::string& value) {
  indent();
  out_ += name;
  out_ += '=';
  if (is_word(value) || is_number(value))
    out_ += value;
  else
    append_quoted(out_, value);
  out_ += ";\n";
}

void DotWriter::list(DotAttributes attributes) {
  std::sort(attributes.begin(), attributes.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  out_ += " [";
  bool first = true;
  for (const auto& [name, value] : attributes) {
    if (!first) out_ += ", ";
    first = false;
    out_ += name;
    out_ += '=';
    if (is_word(value) || is_number(value))
      out_ += value;
    else
      append_quoted(out_, value);
  }
  out_ += "];\n";
}

void DotWriter::defaults(std::string_view of, DotAttributes attributes) {
  indent();
  out_ += of;
  list(std::move(attributes));
}

void DotWriter::begin_cluster(const std::string& name) {
  indent();
  out_ += "subgraph ";
  append_quoted(out_, "cluster_" + name);
  out_ += " {\n";
  depth_++;
}

void DotWriter::end_cluster() {
  depth_--;
  indent();
  out_ += "}\n";
}

void DotWriter::node(const std::string& name, DotAttributes attributes) {
  indent();
  append_quoted(out_, name);
  list(std::move(attributes));
}

void DotWriter::edge(const std::string& from, const std::string& to, DotAttributes attributes) {
  indent();
  append_quoted(out_, from);
  out_ += " -> ";
  append_quoted(out_, to);
  list(std::move(attributes));
}

void DotWriter::same_rank(const std::vector<std::string>& names) {
  indent();
  out_ += "{ rank=same;";
  for (const std::string& name : names) {
    out_ += ' ';
    append_quoted(out_, name);
    out_ += ';';
  }
  out_ += " }\n";
}

std::string DotWriter::finish() { return out_ + "}\n"; }

}  // namespace weir::diagrams
