#include "diagrams/panels/channels.h"

#include <algorithm>
#include <set>

#include "diagrams/text_line.h"
#include "engine/core/text_width.h"
#include "engine/trace/generated/event_fields.h"

namespace weir::diagrams {

namespace {

constexpr std::size_t kMostChannels = 10;
constexpr std::size_t kMostSpoken = 8;  // elements of one channel

Value key_of(const Value& id) { return Value::list({id}); }

std::string_view text_of(const Value& v) {
  return v.kind() == Kind::kString ? v.as_text() : std::string_view();
}

class Channels {
 public:
  Channels(const Moment& moment, const Screen& screen)
      : moment_(moment),
        world_(moment.now),
        screen_(screen),
        ink_(screen),
        words_(moment.now, ink_.writing()) {}

  std::optional<Panel> make() {
    if (world_.plan().channels().empty()) return std::nullopt;
    Panel out{title(), {}};
    const std::vector<std::size_t> shown = choose();
    std::size_t ends = 0;
    for (const std::size_t c : shown) ends = std::max(ends, text_width(reader(c)));
    std::set<int> readers;
    for (const std::size_t c : shown) {
      const bool first = readers.insert(world_.plan().channels()[c].to).second;
      out.lines.push_back(screen_.plain ? sentence(c) : line(c, ends, first));
    }
    if (const std::size_t rest = world_.plan().channels().size() - shown.size(); rest > 0)
      out.lines.push_back("and " + counted(rest, "channel") + " more, empty");
    for (const Plan::Source& source : world_.plan().sources()) add_source(source, out);
    return out;
  }

 private:
  std::string title() const {
    if (screen_.plain) return "Channels";
    return std::string("channels, oldest right ") +
           std::string(ink_.pick("─ ▲ watermark", "- ^ watermark")) +
           (barriers() ? std::string(ink_.pick(" ▌ barrier", " # barrier")) : "");
  }

  bool barriers() const { return !world_.rows(table::kCp).empty(); }

  const WorldQueue* queue(std::size_t channel) const {
    return world_.queue(table::kQueue, key_of(world_.plan().channels()[channel].id));
  }
  const Value* get(std::size_t table, const Value& id) const {
    return world_.get(table, key_of(id));
  }

  // All of a few, else those that matter now, in the order of the plan.
  std::vector<std::size_t> choose() const {
    const auto& channels = world_.plan().channels();
    std::set<std::size_t> out;
    if (channels.size() <= kMostChannels) {
      for (std::size_t c = 0; c < channels.size(); c++) out.insert(c);
    } else {
      std::set<Value> busy;
      for (const TraceEvent& e : moment_.events()) busy.insert(e.at);
      const auto consider = [&](auto matters) {
        for (std::size_t c = 0; c < channels.size() && out.size() < kMostChannels; c++)
          if (matters(c)) out.insert(c);
      };
      consider([&](std::size_t c) {
        return queue(c) != nullptr && busy.contains(task(channels[c].to).id);
      });
      consider([&](std::size_t c) { return queue(c) != nullptr; });
      consider([&](std::size_t c) { return busy.contains(task(channels[c].to).id); });
    }
    return {out.begin(), out.end()};
  }

  const Plan::Task& task(int index) const {
    return world_.plan().tasks()[static_cast<std::size_t>(index)];
  }
  std::string writer(std::size_t c) const {
    return words_.place(task(world_.plan().channels()[c].from).id);
  }
  std::string reader(std::size_t c) const {
    return words_.place(task(world_.plan().channels()[c].to).id);
  }

  std::string element(const Value& e) const {
    const Value kind = member(e, "e");
    const std::string_view what = text_of(kind);
    const auto number = [&](const char* name) {
      const Value v = member(e, name);
      return v.kind() == Kind::kInt ? time_words(v.as_int()) : std::string("?");
    };
    const bool plain = screen_.plain;
    if (what == "rec")
      return std::string(ink_.unicode() ? "●" : "") + words_.record(member(e, "r"));
    if (what == "wm")
      return (plain ? "watermark " : std::string(ink_.pick("▲", "^"))) + number("value");
    if (what == "bar")
      return (plain ? "barrier " : std::string(ink_.pick("▌", "#"))) + number("cp");
    if (what == "status") return std::string(text_of(member(e, "now")));
    if (what == "cancel") return "cancel " + number("cp");
    if (what == "end") return "end of " + std::string(text_of(member(e, "what")));
    return shown(what);
  }

  std::vector<std::string> elements(std::size_t c) const {
    std::vector<std::string> out;
    if (const WorldQueue* q = queue(c))
      for (const Value& e : *q) out.push_back(element(e));
    return out;
  }

  // From the newest to the oldest, as many of the oldest as there is room for.
  std::string waiting(std::size_t c, std::size_t room) const {
    const std::vector<std::string> all = elements(c);
    std::string out;
    for (std::size_t i = 0; i < all.size(); i++) {
      const std::size_t rest = all.size() - i;
      const std::string more = "+" + std::to_string(rest) + ' ';
      std::string wider = out.empty() ? all[i] : all[i] + ' ' + out;
      const std::size_t needed = text_width(wider) + (rest > 1 ? more.size() : 0);
      if (needed > room) return out.empty() ? "+" + std::to_string(rest) : more + out;
      out = std::move(wider);
    }
    return out;
  }

  // What the reader makes of its channels, or what this one is at.
  std::string note(std::size_t c, bool first) const {
    const Plan::Channel& channel = world_.plan().channels()[c];
    std::string out;
    if (first) {
      const Value* clock = get(table::kClock, task(channel.to).id);
      out = "event time " + (clock != nullptr ? time_words(clock->as_int()) : std::string("MIN"));
      out += formula(channel.to);
    } else if (const Value* mark = get(table::kCwm, channel.id)) {
      out = "is at " + time_words(mark->as_int());
    }
    const auto add = [&out](const std::string& text) { out += (out.empty() ? "" : ", ") + text; };
    if (const Value* status = get(table::kCstat, channel.id);
        status && text_of(*status) != "ACTIVE")
      add(text_of(*status) == "IDLE" ? "idle" : "ended");
    if (const Value* cp = get(table::kBlocked, channel.id))
      add("blocked by barrier " + time_words(cp->as_int()));
    if (get(table::kFull, channel.id) != nullptr) add("full");
    const Value* status = get(table::kTask, task(channel.to).id);
    if (first && status && text_of(*status) != "RUNNING") add(shown(text_of(*status)));
    return out;
  }

  // " = min(14, 10), held by camera#1" where there are several.
  std::string formula(int reader) const {
    const auto& ins = task(reader).ins;
    if (ins.size() < 2) return "";
    std::optional<Timestamp> least;
    std::string who;
    for (const std::size_t c : ins) {
      const Plan::Channel& channel = world_.plan().channels()[c];
      if (const Value* status = get(table::kCstat, channel.id);
          status && text_of(*status) != "ACTIVE")
        continue;
      const Value* mark = get(table::kCwm, channel.id);
      const Timestamp at = mark != nullptr ? mark->as_int() : kMinTimestamp;
      if (least && at >= *least) continue;
      least = at;
      who = writer(c);
    }
    return who.empty() ? "" : ", held by " + who;
  }

  std::string line(std::size_t c, std::size_t ends, bool first) const {
    const std::string head =
        cut_text(writer(c) + std::string(ink_.pick(" → ", " -> ")) + reader(c), 30, screen_);
    const std::string to = std::string(ink_.pick("▶ ", "> ")) + (first ? reader(c) : "");
    const std::size_t tail = std::min<std::size_t>(2 + ends, 20);
    const std::string right = note(c, first);
    const std::size_t left = std::max<std::size_t>(text_width(head) + 2, 22);
    const std::size_t all = screen_.width - 2;
    std::size_t room =
        all > left + tail + text_width(right) + 3 ? all - left - tail - text_width(right) - 3 : 6;
    // The reader stands in the same column in every line, unless a note is very long.
    room = std::min(room, all - left - tail - 3 - std::min<std::size_t>(text_width(right), 16));
    if (all > left + tail + 19) room = std::min(room, all - left - tail - 19);
    const std::string waits = waiting(c, room);
    std::string out = fit_to_width(head, left, cut_mark(screen_));
    out.append(room - std::min(room, text_width(waits)), ' ');
    out += ink_.colored(waits, "record") + ' ' + fit_to_width(to, tail, cut_mark(screen_)) + "  ";
    const std::size_t used = left + room + 3 + tail;
    return out + cut_text(right, std::max<std::size_t>(all - std::min(all - 1, used), 1), screen_);
  }

  std::string sentence(std::size_t c) const {
    const std::vector<std::string> all = elements(c);
    std::string out = "From " + writer(c) + " to " + reader(c) + ": ";
    if (all.empty()) out += "nothing waits";
    for (std::size_t i = 0; i < all.size() && i < kMostSpoken; i++)
      out += (i == 0 ? "first " : ", then ") + all[i];
    if (all.size() > kMostSpoken)
      out += " and " + std::to_string(all.size() - kMostSpoken) + " more";
    const std::string right = note(c, true);
    return out + ". " + reader(c) + " is at " + right + '.';
  }

  void add_source(const Plan::Source& source, Panel& out) const {
    const Value* newest = get(table::kMax, source.part);
    const Value* last = get(table::kLast, source.task);
    if (newest == nullptr && last == nullptr) return;
    if (out.lines.size() > kMostChannels + 4) return;
    const bool several =
        std::count_if(world_.plan().sources().begin(), world_.plan().sources().end(),
                      [&](const Plan::Source& s) { return s.task == source.task; }) > 1;
    std::string text = words_.place(source.task);
    if (several) text += " (" + shown(text_of(source.part)) + ")";
    text += ":";
    if (newest != nullptr) text += " newest event time " + time_words(newest->as_int()) + ",";
    if (source.bound) text += " out_of_orderness " + std::to_string(*source.bound) + " ms,";
    text += " last watermark sent ";
    text += last != nullptr ? time_words(last->as_int()) : "none";
    out.lines.push_back(screen_.plain ? text + '.' : cut_text(text, screen_.width - 2, screen_));
  }

  const Moment& moment_;
  const World& world_;
  const Screen& screen_;
  Ink ink_;
  Words words_;
};

}  // namespace

std::optional<Panel> channels_panel(const Moment& moment, const Screen& screen) {
  return Channels(moment, screen).make();
}

}  // namespace weir::diagrams
