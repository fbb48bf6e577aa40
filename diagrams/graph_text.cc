#include "diagrams/graph_text.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "diagrams/text_line.h"
#include "engine/core/text_width.h"

namespace weir::diagrams {

namespace {

constexpr std::size_t kMostOfAName = 40;  // columns of a name before it is cut
constexpr std::size_t kIndent = 5;        // of what goes on below

bool keeps_state(const PicturedOperator& op) {
  return op.role == Role::kStateful || op.role == Role::kWindow;
}

// Without key_by: one state for all rows.
bool keeps_state_for_all(const PicturedOperator& op) { return keeps_state(op) && op.key.empty(); }

std::size_t tasks_of(const GraphPicture& picture) {
  std::size_t tasks = 0;
  for (const auto& chain : picture.chains) tasks += picture.operators[chain[0]].parallelism;
  return tasks;
}

class Branches {
 public:
  Branches(const GraphPicture& picture, const Screen& screen)
      : picture_(picture),
        screen_(screen),
        unicode_(screen.charset == Charset::kUnicode),
        name_columns_(std::min(kMostOfAName, screen.width - 35)),
        drawn_(picture.operators.size()) {}

  std::string write() {
    out_ = cut(picture_.name) + ": " + counted(picture_.operators.size(), "operator") + " in " +
           counted(tasks_of(picture_), "task") + "\n\n";
    for (std::uint32_t n = 0; n < picture_.operators.size(); n++) {
      if (!picture_.inputs[n].empty()) continue;
      WrappedLine line(screen_, kIndent);
      line.add(drawn_box(n));
      follow(line, n);
      side_lines();
    }
    write_legend();
    return std::move(out_);
  }

 private:
  std::string cut(const std::string& text) const { return cut_text(text, name_columns_, screen_); }

  std::string box(std::uint32_t n) const {
    const PicturedOperator& op = picture_.operators[n];
    std::string inner = cut(op.uid);
    if (op.role != Role::kSource && op.is != op.uid && !op.is.empty())
      inner = cut_text(op.is, 20, screen_) + ' ' + inner;
    if (op.parallelism > 1) inner += (unicode_ ? " ×" : " x") + std::to_string(op.parallelism);
    if (keeps_state(op)) inner += unicode_ ? " ▤" : " *state";
    return op.role == Role::kSink ? '(' + inner + ')' : '[' + inner + ']';
  }

  Piece drawn_box(std::uint32_t n) const {
    switch (picture_.operators[n].role) {
      case Role::kWindow: return {box(n), "window"};
      case Role::kStateful: return {box(n), "state"};
      case Role::kSink: return {box(n), "commit"};
      case Role::kSource:
      case Role::kStateless: break;
    }
    return {box(n), {}};
  }

  std::string arrow(const PicturedStream& stream) const {
    std::vector<std::string> words;
    if (stream.input > 0) words.push_back("input " + std::to_string(stream.input));
    if (!stream.tag.empty()) words.push_back("side(" + cut(stream.tag) + ')');
    if (!stream.chained)
      words.push_back(how_text(ship_name(stream.ship), stream.key.empty() ? "" : cut(stream.key)));
    std::string all;
    for (const std::string& word : words) all += all.empty() ? word : ' ' + word;
    all = cut_to_width(all, screen_.width - kIndent - 5, cut_mark(screen_));
    return arrow_text(stream.ship, all, screen_);
  }

  // To a sink, or to an operator that has its box already; ends the line. What else leaves the
  // operators on the way comes later, in the order of the way.
  void follow(WrappedLine& line, std::uint32_t n) {
    std::vector<std::uint32_t> later;
    for (;;) {
      drawn_[n] = true;
      const auto& outputs = picture_.outputs[n];
      if (outputs.empty()) break;
      later.insert(later.end(), outputs.begin() + 1, outputs.end());
      if (!append(line, picture_.streams[outputs[0]])) break;
      n = picture_.streams[outputs[0]].to;
    }
    out_ += line.text();
    later_.insert(later_.end(), later.rbegin(), later.rend());
  }

  void side_lines() {
    while (!later_.empty()) {
      const PicturedStream& stream = picture_.streams[later_.back()];
      later_.pop_back();
      WrappedLine line(screen_, kIndent);
      line.add(cut(picture_.operators[stream.from].uid));
      again_ = true;
      if (append(line, stream))
        follow(line, stream.to);
      else
        out_ += line.text();
    }
  }

  // False: it leads to a box that is there.
  bool append(WrappedLine& line, const PicturedStream& stream) {
    const bool there = drawn_[stream.to];
    line.add(Piece{arrow(stream), stream.chained ? "quiet" : ""},
             there ? Piece{cut(picture_.operators[stream.to].uid), {}} : drawn_box(stream.to));
    again_ = again_ || there;
    return !there;
  }

  void write_legend() {
    const auto some_operator = [this](const auto& holds) {
      return std::any_of(picture_.operators.begin(), picture_.operators.end(), holds);
    };
    const auto some_stream = [this](const auto& holds) {
      return std::any_of(picture_.streams.begin(), picture_.streams.end(), holds);
    };
    std::vector<std::string> notes;
    if (some_operator([](const PicturedOperator& op) { return op.parallelism > 1; }))
      notes.push_back(unicode_ ? "×2: in two subtasks" : "x2: in two subtasks");
    if (some_operator(keeps_state))
      notes.push_back(std::string(unicode_ ? "▤" : "*state") + ": keeps state" +
                      (some_operator(keeps_state_for_all) ? "" : " by key"));
    if (some_stream([](const PicturedStream& s) { return s.chained; }))
      notes.push_back(arrow_text(Ship::kForward, "", screen_) + ": within one task");
    if (some_stream([](const PicturedStream& s) { return s.ship == Ship::kGlobal; }))
      notes.push_back("global: all rows to one subtask");
    if (some_stream([](const PicturedStream& s) { return !s.tag.empty(); }))
      notes.push_back("side(x): side output x");
    if (again_) notes.push_back("a name alone: that operator once more");
    if (notes.empty()) return;
    WrappedLine line(screen_, 1);
    for (std::size_t i = 0; i < notes.size(); i++)
      line.add(i + 1 < notes.size() ? notes[i] + ';' : notes[i]);
    out_ += '\n' + line.text();
  }

  const GraphPicture& picture_;
  const Screen& screen_;
  bool unicode_;
  std::size_t name_columns_;
  std::vector<bool> drawn_;
  std::vector<std::uint32_t> later_;  // streams, the next one at the end
  bool again_ = false;
  std::string out_;
};

std::string reads(const GraphPicture& picture, const PicturedStream& stream) {
  std::string out = "from ";
  if (!stream.tag.empty()) out = "side output " + shown(stream.tag) + " of ";
  out += shown(picture.operators[stream.from].uid);
  out += stream.chained ? " within one task"
                        : " by " + shown(how_words(ship_name(stream.ship), stream.key));
  if (stream.input > 0) out += " as input " + std::to_string(stream.input);
  return out;
}

std::string sentence(const GraphPicture& picture, std::uint32_t n) {
  const PicturedOperator& op = picture.operators[n];
  std::string out = shown(op.uid);
  if (op.role == Role::kSource) {
    out += " is a source";
  } else {
    out += " (" + shown(op.is) + (op.role == Role::kSink ? " sink)" : ")") + " reads ";
    std::vector<std::string> inputs;
    for (const std::uint32_t s : picture.inputs[n])
      inputs.push_back(reads(picture, picture.streams[s]));
    out += listed(inputs);
  }
  std::vector<std::string> more;
  if (op.parallelism > 1) more.push_back("in " + counted(op.parallelism, "subtask"));
  if (keeps_state(op))
    more.push_back(keeps_state_for_all(op) ? "keeping state" : "keeping state by key");
  for (const std::string& words : more) out += ", " + words;
  return out + ".\n";
}

std::string sentences(const GraphPicture& picture) {
  std::string out = "Job " + shown(picture.name) + " has " +
                    counted(picture.operators.size(), "operator") + " in " +
                    counted(tasks_of(picture), "task") + ".\n";
  for (std::uint32_t n = 0; n < picture.operators.size(); n++) out += sentence(picture, n);
  return out;
}

}  // namespace

std::string text_of(const GraphPicture& picture, const Screen& screen) {
  return screen.plain ? sentences(picture) : Branches(picture, screen).write();
}

}  // namespace weir::diagrams
