#include "diagrams/exec_text.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "diagrams/dot_style.h"
#include "diagrams/graph_picture.h"
#include "diagrams/text_line.h"
#include "engine/core/text_width.h"

namespace weir::diagrams {

namespace {

std::string chain_text(const PicturedTask& task) {
  std::string out;
  for (const PicturedTask::Op& op : task.ops) out += (out.empty() ? "" : ", ") + op.uid;
  return out;
}

std::string groups_words(const KeyGroupRange& groups) {
  return std::to_string(groups.first) + " to " + std::to_string(groups.last);
}

// All channels of one stream between two operators.
struct Connection {
  std::vector<std::size_t> from, to;  // tasks, ascending
  const PicturedChannel* one = nullptr;
  std::size_t channels = 0;
};

std::vector<Connection> connections_of(const ExecPicture& picture) {
  std::map<std::tuple<std::string, std::string, std::string, std::string, std::int64_t>,
           std::size_t>
      known;
  std::vector<Connection> out;
  const auto note = [](std::vector<std::size_t>& tasks, std::size_t task) {
    const auto place = std::lower_bound(tasks.begin(), tasks.end(), task);
    if (place == tasks.end() || *place != task) tasks.insert(place, task);
  };
  for (const PicturedChannel& c : picture.channels) {
    const auto [place, fresh] =
        known.emplace(std::make_tuple(picture.tasks[c.from].vertex, picture.tasks[c.to].vertex,
                                      c.part, c.key, c.input),
                      out.size());
    if (fresh) out.emplace_back();
    Connection& connection = out[place->second];
    if (fresh) connection.one = &c;
    note(connection.from, c.from);
    note(connection.to, c.to);
    connection.channels += c.channels.size();
  }
  return out;
}

// "count#0", "count#0-3", "count x128"; 0 columns: not cut.
std::string ends_text(const ExecPicture& picture, const std::vector<std::size_t>& tasks,
                      std::size_t columns, std::string_view mark) {
  PicturedTask ends = picture.tasks[tasks.front()];
  if (tasks.size() > 1) ends.id += '-' + std::to_string(picture.tasks[tasks.back()].subtask);
  return columns == 0 ? shown(ends.id) : cut_id(ends, columns, mark);
}

std::string pattern_text(const ExecPicture& picture, const Connection& connection) {
  std::size_t from = 0, to = 0;
  for (const std::size_t t : connection.from) from += picture.tasks[t].tasks.size();
  for (const std::size_t t : connection.to) to += picture.tasks[t].tasks.size();
  std::string out = counted(connection.channels, "channel");
  if (connection.channels == 1) return out;
  if (connection.channels == from * to) return out + ", all to all";
  return out + (connection.channels == from && from == to ? ", one to one" : ", each to some");
}

std::size_t managers_of(const ExecPicture& picture) {
  std::set<std::int64_t> managers;
  for (const PicturedTask& task : picture.tasks) managers.insert(task.manager);
  return managers.size();
}

std::size_t tasks_of(const ExecPicture& picture) {
  std::size_t tasks = 0;
  for (const PicturedTask& task : picture.tasks) tasks += task.tasks.size();
  return tasks;
}

std::size_t channels_of(const ExecPicture& picture) {
  std::size_t channels = 0;
  for (const PicturedChannel& channel : picture.channels) channels += channel.channels.size();
  return channels;
}

std::string head_text(const ExecPicture& picture) {
  return counted(tasks_of(picture), "task") + " on " +
         counted(managers_of(picture), "task manager") + ", " +
         counted(channels_of(picture), "channel");
}

// Only when some have any.
bool any_groups(const ExecPicture& picture) {
  return std::any_of(picture.tasks.begin(), picture.tasks.end(),
                     [](const PicturedTask& task) { return task.groups.has_value(); });
}

std::string place_text(const PicturedTask& task) {
  return task.tasks.size() > 1 ? "all"
                               : std::to_string(task.manager) + '/' + std::to_string(task.slot);
}

std::string exec_tables(const ExecPicture& picture, const Screen& screen) {
  const bool groups = any_groups(picture);
  std::vector<std::string> head{"task", "operators", "tm/slot"};
  if (groups) head.push_back("key groups");
  TextTable tasks(std::move(head));
  for (const PicturedTask& task : picture.tasks) {
    std::vector<std::string> row{cut_id(task, screen.width / 3, cut_mark(screen)),
                                 shown(chain_text(task)), place_text(task)};
    if (groups) row.push_back(task.groups ? groups_text(*task.groups) : "-");
    tasks.row(std::move(row), {{}, {}, "quiet", task.groups ? "state" : "quiet"});
  }
  std::string out = cut_text(picture.name, screen.width - 20, screen) + '\n';
  out += head_text(picture) + "\n\n" + tasks.text(screen) + '\n';
  const std::size_t name = std::max<std::size_t>(12, screen.width / 4);
  for (const Connection& c : connections_of(picture)) {
    WrappedLine line(screen, 5);
    std::string how = how_text(c.one->part, cut_text(c.one->key, name, screen));
    if (c.one->input > 0) how = "input 2 " + how;
    line.add(ends_text(picture, c.from, name, cut_mark(screen)));
    line.add(arrow_text(ship_named(c.one->part), how, screen));
    line.add(ends_text(picture, c.to, name, cut_mark(screen)));
    line.add(Piece{" " + pattern_text(picture, c), "quiet"});
    out += line.text();
  }
  return out;
}

std::string exec_sentences(const ExecPicture& picture) {
  std::string out = "Job " + shown(picture.name) + " has " + head_text(picture) + ".\n";
  for (const PicturedTask& task : picture.tasks) {
    out += shown(task.id) + " runs " + shown(chain_text(task));
    if (task.tasks.size() == 1)
      out += " in slot " + std::to_string(task.slot) + " of task manager " +
             std::to_string(task.manager);
    if (task.groups) out += ", with key groups " + groups_words(*task.groups);
    out += ".\n";
  }
  for (const Connection& c : connections_of(picture))
    out += ends_text(picture, c.to, 0, {}) + " reads from " + ends_text(picture, c.from, 0, {}) +
           " by " + shown(how_words(c.one->part, c.one->key)) +
           (c.one->input > 0 ? " as input 2" : "") + ", " + pattern_text(picture, c) + ".\n";
  return out;
}

std::string moment_text(const StepOverlay& o) {
  std::string out = "step " + std::to_string(o.step) + ", " + std::to_string(o.time) + " ms, " +
                    o.job + ", attempt " + std::to_string(o.attempt);
  if (o.complete) out += ", checkpoint " + std::to_string(*o.complete) + " complete";
  if (o.running) out += ", checkpoint " + std::to_string(*o.running) + " running";
  return out;
}

std::vector<std::string> remarks(const TaskNote& note) {
  std::vector<std::string> out;
  if (note.checkpoint)
    out.push_back(std::to_string(note.barriers) + " of " + std::to_string(note.inputs) +
                  " barriers #" + std::to_string(*note.checkpoint));
  if (note.waits) out.push_back("waits, a channel is FULL");
  if (note.idle) out.push_back("IDLE");
  return out;
}

std::vector<std::string> remarks(const ChannelNote& note) {
  std::vector<std::string> out;
  if (note.blocked) out.push_back("X blocked");
  if (note.full) out.push_back("FULL");
  if (!note.status.empty()) out.push_back(note.status);
  return out;
}

// What a colour says of a whole cell: the first of these that is the case.
std::string_view remarks_role(const TaskNote& note) {
  if (note.waits) return "alarm";
  if (note.checkpoint) return "barrier";
  return note.idle ? "idle" : "";
}

std::string_view remarks_role(const ChannelNote& note) {
  if (note.full) return "alarm";
  if (note.blocked) return "barrier";
  return note.status.empty() ? "" : "idle";
}

std::string_view status_role(const std::string& status) {
  if (status.starts_with("FAIL")) return "alarm";
  return status == "RUNNING" ? "" : "quiet";
}

std::string channel_text(const ExecPicture& picture, const PicturedChannel& channel,
                         const Screen& screen) {
  const std::size_t columns = screen.width / 2;
  const std::string id = shown(channel.id);
  if (channel.channels.size() == 1 && text_width(id) <= columns) return id;
  const std::size_t each = (columns - 1) / 2;
  return cut_id(picture.tasks[channel.from], each, cut_mark(screen)) + '>' +
         cut_id(picture.tasks[channel.to], each, cut_mark(screen));
}

std::string depth_text(const PicturedChannel& channel, const ChannelNote& note) {
  return std::to_string(note.depth) + '/' + std::to_string(channel.capacity);
}

std::string step_tables(const ExecPicture& picture, const StepOverlay& overlay,
                        const Screen& screen) {
  TextTable tasks({"task", "status", "watermark", "keys", "remarks"});
  for (std::size_t t = 0; t < picture.tasks.size(); t++) {
    const PicturedTask& task = picture.tasks[t];
    const TaskNote& note = overlay.tasks[t];
    tasks.row({cut_id(task, screen.width / 3, cut_mark(screen)), note.status,
               '^' + watermark_text(note.watermark), task.groups ? std::to_string(note.keys) : "-",
               listed(remarks(note))},
              {{},
               status_role(note.status),
               note.watermark ? "watermark" : "quiet",
               task.groups ? "state" : "quiet",
               remarks_role(note)});
  }
  TextTable channels({"channel", "taken", "watermark", "barrier", "remarks"});
  for (std::size_t c = 0; c < picture.channels.size(); c++) {
    const PicturedChannel& channel = picture.channels[c];
    const ChannelNote& note = overlay.channels[c];
    channels.row({channel_text(picture, channel, screen), depth_text(channel, note),
                  '^' + watermark_text(note.watermark),
                  note.barrier ? '#' + std::to_string(*note.barrier) : "-", listed(remarks(note))},
                 {{},
                  note.full ? "alarm" : "",
                  note.watermark ? "watermark" : "quiet",
                  note.barrier ? "barrier" : "quiet",
                  remarks_role(note)});
  }
  WrappedLine moment(screen, 1);
  const std::string all = moment_text(overlay) + ' ';
  for (std::size_t at = 0; at < all.size();) {
    const std::size_t end = all.find(", ", at);
    moment.add(end == std::string::npos ? all.substr(at, all.size() - 1 - at)
                                        : all.substr(at, end + 1 - at));
    at = end == std::string::npos ? all.size() : end + 2;
  }
  std::string out = cut_text(picture.name, screen.width - 20, screen) + '\n';
  return out + moment.text().substr(1) + '\n' + tasks.text(screen) + '\n' + channels.text(screen);
}

std::string step_sentences(const ExecPicture& picture, const StepOverlay& overlay) {
  std::string out = "Job " + shown(picture.name) + ", " + moment_text(overlay) + ".\n";
  for (std::size_t t = 0; t < picture.tasks.size(); t++) {
    const TaskNote& note = overlay.tasks[t];
    out += shown(picture.tasks[t].id) + " is " + note.status;
    if (note.watermark) out += ", its watermark is " + watermark_text(note.watermark);
    if (picture.tasks[t].groups) out += ", it has state of " + counted(note.keys, "key");
    for (const std::string& remark : remarks(note)) out += ", " + remark;
    out += ".\n";
  }
  for (std::size_t c = 0; c < picture.channels.size(); c++) {
    const PicturedChannel& channel = picture.channels[c];
    const ChannelNote& note = overlay.channels[c];
    out += "The channel from " + shown(picture.tasks[channel.from].id) + " to " +
           shown(picture.tasks[channel.to].id) + " has " + std::to_string(note.depth) + " of " +
           counted(static_cast<std::size_t>(channel.capacity), "place") + " taken";
    if (note.watermark) out += ", its watermark is " + watermark_text(note.watermark);
    if (note.barrier)
      out +=
          ", barrier " + std::to_string(*note.barrier) + (note.blocked ? " has come" : " is in it");
    for (const std::string& remark : remarks(note)) out += ", " + remark;
    out += ".\n";
  }
  return out;
}

}  // namespace

std::string text_of(const ExecPicture& picture, const Screen& screen) {
  return screen.plain ? exec_sentences(picture) : exec_tables(picture, screen);
}

std::string text_of(const ExecPicture& picture, const StepOverlay& overlay, const Screen& screen) {
  WEIR_CHECK(overlay.tasks.size() == picture.tasks.size() &&
                 overlay.channels.size() == picture.channels.size(),
             "the overlay is of another picture");
  return screen.plain ? step_sentences(picture, overlay) : step_tables(picture, overlay, screen);
}

}  // namespace weir::diagrams
