#include "diagrams/graph_dot.h"

#include <algorithm>
#include <tuple>
#include <utility>
#include <vector>

#include "diagrams/dot_style.h"

namespace weir::diagrams {

namespace {

const char* class_of(Role role) {
  switch (role) {
    case Role::kSource: return "source";
    case Role::kStateless: return "stateless";
    case Role::kStateful: return "stateful";
    case Role::kWindow: return "window";
    case Role::kSink: return "sink";
  }
  return "";
}

DotAttributes shape_of(Role role) {
  switch (role) {
    case Role::kSource: return {{"shape", "cds"}};
    case Role::kStateless: return {{"shape", "box"}, {"style", "rounded"}};
    case Role::kStateful: return {{"peripheries", "2"}, {"shape", "box"}};
    case Role::kWindow: return {{"shape", "tab"}};
    case Role::kSink: return {{"shape", "folder"}};
  }
  return {};
}

const char* role_words(Role role) {
  switch (role) {
    case Role::kSource: return "source";
    case Role::kStateless: return "keeps no state";
    case Role::kStateful: return "keeps state by key";
    case Role::kWindow: return "windows";
    case Role::kSink: return "sink";
  }
  return "";
}

bool has_store(const PicturedOperator& op) {
  return op.role == Role::kStateful || op.role == Role::kWindow;
}

class LogicalDot {
 public:
  explicit LogicalDot(const GraphPicture& picture)
      : picture_(picture), dot_(picture.name + " logical") {}

  std::string write() {
    begin_dot(dot_, "0.9");
    for (std::uint32_t n = 0; n < picture_.operators.size(); n++) order_.push_back(n);
    std::sort(order_.begin(), order_.end(), [this](std::uint32_t a, std::uint32_t b) {
      const PicturedOperator &x = picture_.operators[a], &y = picture_.operators[b];
      return std::tie(x.rank, x.uid, a) < std::tie(y.rank, y.uid, b);
    });
    place_.resize(order_.size());
    for (std::uint32_t i = 0; i < order_.size(); i++) place_[order_[i]] = i;
    names_.resize(order_.size());
    ids_.resize(order_.size());
    stores_.resize(order_.size());
    for (const std::uint32_t n : order_) {
      names_[n] = dot_.unique_name(picture_.operators[n].uid);
      ids_[n] = dot_.unique_id(picture_.operators[n].uid);
    }
    write_operators();
    write_streams();
    write_key();
    return dot_.finish();
  }

 private:
  // A chain of several stands where its first operator would.
  void write_operators() {
    std::vector<bool> written(picture_.chains.size());
    for (const std::uint32_t n : order_) {
      const std::uint32_t chain = picture_.operators[n].chain;
      if (written[chain]) continue;
      written[chain] = true;
      std::vector<std::uint32_t> members = picture_.chains[chain];
      if (members.size() == 1) {
        write_operator(n);
        continue;
      }
      std::sort(members.begin(), members.end(),
                [this](std::uint32_t a, std::uint32_t b) { return place_[a] < place_[b]; });
      dot_.begin_cluster("task_" + std::to_string(++frames_));
      dot_.attribute("class", "task");
      dot_.attribute("id", dot_.unique_id("task-" + ids_[members[0]]));
      dot_.attribute("label", "one task");
      dot_.attribute("style", "solid");
      for (const std::uint32_t member : members) write_operator(member);
      dot_.end_cluster();
    }
  }

  void write_operator(std::uint32_t n) {
    const PicturedOperator& op = picture_.operators[n];
    std::string kind = op.is;
    if (op.role == Role::kSink) kind += " sink";
    std::string copies = op.parallelism > 1 ? "x" + std::to_string(op.parallelism) : "";
    DotAttributes attributes = shape_of(op.role);
    attributes.emplace_back("class", class_of(op.role));
    attributes.emplace_back("id", "n-" + ids_[n]);
    attributes.emplace_back(
        "label", dot_label({op.uid, copies.empty() ? kind : kind + ' ' + copies}, kBoxColumns));
    attributes.emplace_back(
        "tooltip",
        dot_line(op.uid + ": " + kind + ", parallelism " + std::to_string(op.parallelism) +
                 ", max parallelism " + std::to_string(op.max_parallelism)));
    dot_.node(names_[n], std::move(attributes));
    if (!has_store(op)) return;
    stores_[n] = dot_.unique_name("state of " + op.uid);
    dot_.node(
        stores_[n],
        {{"class", "state"},
         {"height", "0.5"},
         {"id", "s-" + ids_[n]},
         {"label", dot_label({"state", op.key.empty() ? "" : "by " + op.key}, kBoxColumns / 2)},
         {"shape", "cylinder"},
         {"tooltip", dot_line("state of " + op.uid)},
         {"width", "1.1"}});
    dot_.same_rank({names_[n], stores_[n]});
  }

  void write_streams() {
    std::vector<std::uint32_t> order(picture_.streams.size());
    for (std::uint32_t i = 0; i < order.size(); i++) order[i] = i;
    std::sort(order.begin(), order.end(), [this](std::uint32_t a, std::uint32_t b) {
      const PicturedStream &x = picture_.streams[a], &y = picture_.streams[b];
      return std::tie(place_[x.from], place_[x.to], a) < std::tie(place_[y.from], place_[y.to], b);
    });
    for (const std::uint32_t i : order) write_stream(picture_.streams[i]);
    for (const std::uint32_t n : order_)
      if (!stores_[n].empty())
        dot_.edge(names_[n], stores_[n],
                  {{"class", "state"},
                   {"dir", "none"},
                   {"id", "e-state-" + ids_[n]},
                   {"style", "dashed"}});
  }

  void write_stream(const PicturedStream& stream) {
    const std::string how = how_text(ship_name(stream.ship), stream.key);
    std::vector<std::string> label;
    if (!stream.tag.empty()) label.push_back("side output " + stream.tag);
    label.push_back(stream.chained ? "chained" : how);
    DotAttributes attributes = stream_style(stream.ship);
    attributes.emplace_back("class", stream.chained ? "chained" : ship_name(stream.ship));
    if (stream.input > 0) {
      attributes.emplace_back("headlabel", std::to_string(stream.input));
      attributes.emplace_back("labeldistance", "1.5");
    }
    attributes.emplace_back("id", dot_.unique_id("e-" + ids_[stream.from] + '-' + ids_[stream.to]));
    attributes.emplace_back("label", dot_label(label, kBoxColumns));
    attributes.emplace_back(
        "tooltip",
        dot_line(picture_.operators[stream.from].uid + " to " + picture_.operators[stream.to].uid +
                 ": " + (stream.tag.empty() ? "" : "side output " + stream.tag + ", ") + how));
    dot_.edge(names_[stream.from], names_[stream.to], std::move(attributes));
  }

  void write_key() {
    std::vector<LegendEntry> entries;
    for (const Role role :
         {Role::kSource, Role::kStateless, Role::kStateful, Role::kWindow, Role::kSink})
      if (std::any_of(picture_.operators.begin(), picture_.operators.end(),
                      [role](const PicturedOperator& op) { return op.role == role; }))
        entries.push_back({role_words(role), shape_of(role)});
    std::vector<LegendStream> streams;
    if (std::any_of(picture_.streams.begin(), picture_.streams.end(),
                    [](const PicturedStream& s) { return s.chained; }))
      streams.push_back({"chained: a call within a task", Ship::kForward});
    for (const Ship ship : {Ship::kForward, Ship::kHash, Ship::kRebalance, Ship::kBroadcast,
                            Ship::kGlobal, Ship::kRescale, Ship::kShuffle, Ship::kCustom})
      if (std::any_of(picture_.streams.begin(), picture_.streams.end(),
                      [ship](const PicturedStream& s) { return !s.chained && s.ship == ship; }))
        streams.push_back({ship_words(ship), ship});
    write_legend(dot_, entries, streams);
  }

  const GraphPicture& picture_;
  DotWriter dot_;
  std::vector<std::uint32_t> order_, place_;
  std::vector<std::string> names_, ids_, stores_;  // per operator
  std::uint32_t frames_ = 0;
};

}  // namespace

std::string dot_of(const GraphPicture& picture) { return LogicalDot(picture).write(); }

}  // namespace weir::diagrams
