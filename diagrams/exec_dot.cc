#include "diagrams/exec_dot.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "diagrams/dot_style.h"
#include "diagrams/graph_picture.h"
#include "diagrams/layout.h"

namespace weir::diagrams {

namespace {

constexpr std::size_t kMostOps = 6;  // lines of a box; a longer chain says how many more
constexpr std::size_t kNoteLines = 3;
constexpr const char* kQuiet = "#767676";
constexpr const char* kBarrier = "#C15500";

std::string number_text(double n) {
  std::string text = std::to_string(n);
  text.erase(text.find('.') + 3);
  return text;
}

std::vector<std::string> op_lines(const PicturedTask& task) {
  std::vector<std::string> lines{cut_id(task, kBoxColumns)};
  for (std::size_t i = 0; i < task.ops.size(); i++) {
    if (i == kMostOps - 1 && task.ops.size() > kMostOps) {
      lines.push_back("and " + std::to_string(task.ops.size() - i) + " more");
      break;
    }
    const PicturedTask::Op& op = task.ops[i];
    lines.push_back(op.is.empty() || op.is == op.uid ? op.uid : op.is + ' ' + op.uid);
  }
  if (task.groups) lines.push_back("kg " + groups_text(*task.groups));
  return lines;
}

std::vector<std::string> note_lines(const PicturedTask& task, const TaskNote& note) {
  std::string first = note.status;
  if (note.checkpoint)
    first = std::to_string(note.barriers) + '/' + std::to_string(note.inputs) + " barriers cp" +
            std::to_string(*note.checkpoint);
  if (note.waits) first += " FULL";
  if (note.idle) first += " IDLE";
  return {first, "wm " + watermark_text(note.watermark),
          task.groups ? "keys " + std::to_string(note.keys) : std::string()};
}

// What a channel's head says: three lines as wide as any that can come.
std::vector<std::string> head_lines(const PicturedChannel& channel, const ChannelNote& note,
                                    std::size_t columns) {
  const std::string barrier = note.barrier ? " #" + std::to_string(*note.barrier) : "";
  std::string word = note.status;
  if (note.full) word = "FULL";
  if (note.blocked) word = "blocked X";
  std::vector<std::string> lines{
      std::to_string(note.depth) + '/' + std::to_string(channel.capacity) + barrier,
      '^' + watermark_text(note.watermark), word};
  for (std::string& line : lines) {
    if (line.size() > columns) line = line.substr(0, columns - 1) + '~';
    line.resize(columns, ' ');
  }
  return lines;
}

class ExecDot {
 public:
  ExecDot(const ExecPicture& picture, const StepOverlay* overlay)
      : picture_(picture), overlay_(overlay), dot_(picture.name + " exec") {}

  std::string write() {
    begin_dot(dot_, "1.9");
    for (const LayoutBox& box : layout_of(picture_).boxes) order_.push_back(box.task);
    place_.resize(order_.size());
    names_.resize(order_.size());
    ids_.resize(order_.size());
    for (std::size_t i = 0; i < order_.size(); i++) {
      place_[order_[i]] = i;
      names_[order_[i]] = dot_.unique_name(picture_.tasks[order_[i]].id);
      ids_[order_[i]] = dot_.unique_id(picture_.tasks[order_[i]].id);
    }
    measure();
    write_managers();
    write_master();
    write_channels();
    write_key();
    return dot_.finish();
  }

 private:
  // Of all boxes, so that columns are even.
  void measure() {
    std::size_t lines = 0;
    for (const PicturedTask& task : picture_.tasks) lines = std::max(lines, op_lines(task).size());
    height_ = number_text(0.25 + 0.16 * static_cast<double>(lines + kNoteLines));
    std::int64_t capacity = 0;
    for (const PicturedChannel& c : picture_.channels) capacity = std::max(capacity, c.capacity);
    const std::size_t digits = std::to_string(capacity).size();
    head_columns_ = std::max<std::size_t>(14, 2 * digits + 1 + 5);
  }

  void write_managers() {
    std::map<std::pair<std::int64_t, std::int64_t>, std::vector<std::size_t>> slots;
    for (const std::size_t t : order_)
      slots[{picture_.tasks[t].manager, picture_.tasks[t].slot}].push_back(t);
    std::optional<std::int64_t> manager;
    for (const auto& [place, tasks] : slots) {
      const std::string tm = "tm" + std::to_string(place.first);
      const std::string slot = tm + "_s" + std::to_string(place.second);
      if (manager != place.first) {
        if (manager) dot_.end_cluster();
        manager = place.first;
        begin_frame(tm, "task manager " + std::to_string(place.first), "solid");
      }
      begin_frame(slot, "slot " + std::to_string(place.second), "dashed");
      for (const std::size_t t : tasks) write_task(t);
      dot_.end_cluster();
    }
    if (manager) dot_.end_cluster();
  }

  void begin_frame(const std::string& name, const std::string& label, const char* style) {
    dot_.begin_cluster(name);
    dot_.attribute("id", dot_.unique_id(name));
    dot_.attribute("label", label);
    dot_.attribute("style", style);
  }

  void write_task(std::size_t t) {
    const PicturedTask& task = picture_.tasks[t];
    std::vector<std::string> lines = op_lines(task);
    std::string classes = task.groups ? "keyed" : "task", color = "black", style = "solid";
    std::string tooltip = task.id;
    if (overlay_ != nullptr) {
      const TaskNote& note = overlay_->tasks[t];
      for (std::string& line : note_lines(task, note)) lines.push_back(std::move(line));
      tooltip += ' ' + note.status;
      if (note.checkpoint) {
        classes += " aligning";
        color = kBarrier;
      }
      if (note.waits) classes += " waits";
      if (note.idle) {
        classes += " idle";
        color = kQuiet;
        style = "dashed";
      }
      if (note.failed()) {
        classes += " failed";
        style = "dashed";
      }
    }
    dot_.node(names_[t], {{"class", classes},
                          {"color", color},
                          {"height", height_},
                          {"id", "n-" + ids_[t]},
                          {"label", dot_label(lines, kBoxColumns)},
                          {"peripheries", task.groups ? "2" : "1"},
                          {"style", style},
                          {"tooltip", dot_line(tooltip)}});
  }

  // Outside of all task managers.
  void write_master() {
    std::vector<std::string> master{"job master"}, store{"checkpoints"};
    if (overlay_ != nullptr) {
      master.push_back(overlay_->job);
      master.push_back("attempt " + std::to_string(overlay_->attempt));
      master.push_back("step " + std::to_string(overlay_->step) + ", " +
                       std::to_string(overlay_->time) + " ms");
      if (overlay_->complete) store.push_back("complete " + std::to_string(*overlay_->complete));
      if (overlay_->running) store.push_back("running " + std::to_string(*overlay_->running));
    }
    begin_frame("master", "coordination", "dotted");
    dot_.node(dot_.unique_name("job master"), {{"class", "master"},
                                               {"height", "0.9"},
                                               {"id", dot_.unique_id("n-job-master")},
                                               {"label", dot_label(master, kBoxColumns)}});
    dot_.node(dot_.unique_name("checkpoints"), {{"class", "store"},
                                                {"height", "0.9"},
                                                {"id", dot_.unique_id("n-checkpoints")},
                                                {"label", dot_label(store, kBoxColumns)},
                                                {"shape", "cylinder"}});
    dot_.end_cluster();
  }

  void write_channels() {
    std::vector<std::size_t> order(picture_.channels.size());
    for (std::size_t i = 0; i < order.size(); i++) order[i] = i;
    std::sort(order.begin(), order.end(), [this](std::size_t a, std::size_t b) {
      const PicturedChannel &x = picture_.channels[a], &y = picture_.channels[b];
      return std::tie(place_[x.from], place_[x.to], a) < std::tie(place_[y.from], place_[y.to], b);
    });
    for (const std::size_t c : order) write_channel(c);
  }

  void write_channel(std::size_t c) {
    const PicturedChannel& channel = picture_.channels[c];
    DotAttributes attributes = stream_style(ship_named(channel.part));
    std::string classes = channel.part.empty() ? "channel" : channel.part, color = "black";
    if (overlay_ != nullptr) {
      const ChannelNote& note = overlay_->channels[c];
      attributes.emplace_back("headlabel", dot_label(head_lines(channel, note, head_columns_)));
      if (!note.status.empty()) {
        classes += " idle";
        color = kQuiet;
      }
      if (note.full) {
        classes += " full";
        color = "black:invis:black";
      }
      if (note.blocked) {
        classes += " blocked";
        color = kBarrier;
      }
    }
    attributes.emplace_back("class", classes);
    attributes.emplace_back("color", color);
    attributes.emplace_back("id",
                            dot_.unique_id("e-" + ids_[channel.from] + '-' + ids_[channel.to]));
    std::vector<std::string> label{how_text(channel.part, channel.key)};
    if (channel.channels.size() > 1)
      label.push_back(std::to_string(channel.channels.size()) + " channels");
    attributes.emplace_back("label", dot_label(label, kBoxColumns));
    attributes.emplace_back("tooltip", dot_line(channel.id));
    dot_.edge(names_[channel.from], names_[channel.to], std::move(attributes));
  }

  void write_key() {
    std::vector<LegendEntry> entries;
    const auto keyed = [](const PicturedTask& task) { return task.groups.has_value(); };
    if (!std::all_of(picture_.tasks.begin(), picture_.tasks.end(), keyed))
      entries.push_back({"a task", {}});
    if (std::any_of(picture_.tasks.begin(), picture_.tasks.end(), keyed))
      entries.push_back({"has key groups (kg)", {{"peripheries", "2"}}});
    if (overlay_ != nullptr)
      for (const char* words : {"2/4: taken of capacity", "^: watermark", "#: barrier, X: blocked"})
        entries.push_back({words, {{"shape", "plaintext"}}});
    std::set<Ship> ships;
    for (const PicturedChannel& channel : picture_.channels) ships.insert(ship_named(channel.part));
    std::vector<LegendStream> streams;
    for (const Ship ship : ships) streams.push_back({ship_words(ship), ship});
    write_legend(dot_, entries, streams);
  }

  const ExecPicture& picture_;
  const StepOverlay* overlay_;
  DotWriter dot_;
  std::vector<std::size_t> order_, place_;
  std::vector<std::string> names_, ids_;  // per task
  std::string height_;
  std::size_t head_columns_ = 0;
};

}  // namespace

std::string dot_of(const ExecPicture& picture) { return ExecDot(picture, nullptr).write(); }

std::string dot_of(const ExecPicture& picture, const StepOverlay& overlay) {
  WEIR_CHECK(overlay.tasks.size() == picture.tasks.size() &&
                 overlay.channels.size() == picture.channels.size(),
             "the overlay is of another picture");
  return ExecDot(picture, &overlay).write();
}

}  // namespace weir::diagrams
