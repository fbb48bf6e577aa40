// DotWriter: the syntax of Graphviz, and nothing of what is drawn.
//   Attributes are written by name in alphabetical order, values without quotes where the language
//   allows it. Texts of users can do nothing but be shown: control characters and marks of
//   direction are escaped, quotes, backslashes and entities written so that they come out as they
//   went in, and there are no HTML-like labels and no links. ids are letters, digits, '-' and '_'.
// Names of nodes and ids are unique: whoever comes later gets "-2". The same calls make the same
// bytes everywhere.
#pragma once
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weir::diagrams {

// Name and value; dot_label() and the like have made the value fit to be quoted.
using DotAttributes = std::vector<std::pair<std::string_view, std::string>>;

// For labels and tooltips; lines cut at `columns`, 0: not at all.
std::string dot_label(const std::vector<std::string>& lines, std::size_t columns = 0);
inline std::string dot_line(const std::string& line, std::size_t columns = 0) {
  return dot_label({line}, columns);
}

class DotWriter {
 public:
  // A graph named so; more are written one behind the other by nobody.
  explicit DotWriter(std::string_view name);

  std::string unique_id(const std::string& wish);    // for id=
  std::string unique_name(const std::string& wish);  // of a node or cluster, fit for `node`

  void attribute(std::string_view name, const std::string& value);
  void defaults(std::string_view of, DotAttributes attributes);  // "node", "edge"
  void begin_cluster(const std::string& name);
  void end_cluster();
  void node(const std::string& name, DotAttributes attributes);
  void edge(const std::string& from, const std::string& to, DotAttributes attributes);
  void same_rank(const std::vector<std::string>& names);

  std::string finish();

 private:
  void indent() { out_.append(2 * depth_, ' '); }
  void list(DotAttributes attributes);
  // By hash and text: texts alone have long beginnings in common.
  using Taken = std::map<std::pair<std::size_t, std::string>, std::size_t>;
  static std::string unique(Taken& taken, const std::string& wish);

  std::string out_;
  std::size_t depth_ = 1;
  Taken ids_, names_;
};

}  // namespace weir::diagrams
