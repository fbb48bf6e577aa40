// The commands that look at where the walker is, and move nothing.
#include <algorithm>
#include <set>

#include "diagrams/exec_text.h"
#include "diagrams/panels/channels.h"
#include "diagrams/panels/happened.h"
#include "diagrams/panels/state.h"
#include "diagrams/plot_view.h"
#include "diagrams/text_line.h"
#include "diagrams/view.h"
#include "diagrams/why/why.h"
#include "engine/core/text_width.h"
#include "lessons/stepper/commands.h"
#include "lessons/stepper/session.h"

namespace weir::stepper {

namespace {

constexpr std::size_t kMostLines = 30;

std::string lines_of(const Timeline& timeline, std::vector<std::size_t> places,
                     const diagrams::Screen& screen) {
  const std::size_t all = places.size();
  if (all > kMostLines) places.resize(kMostLines);
  std::string out;
  for (const std::string& line : diagrams::event_lines(timeline, places, screen))
    out += line + '\n';
  if (all > kMostLines) out += "and " + std::to_string(all - kMostLines) + " more\n";
  return out;
}

// The lines of panels that hold a text.
std::string found_in(std::vector<diagrams::Panel> panels, const std::string& text,
                     const diagrams::Screen& screen) {
  if (!text.empty()) {
    for (diagrams::Panel& panel : panels) {
      const bool title = panel.title.find(text) != std::string::npos;
      for (std::size_t i = panel.lines.size(); i-- > (screen.plain ? 0u : 1u);)
        if (!title && panel.lines[i].find(text) == std::string::npos)
          panel.lines.erase(panel.lines.begin() + static_cast<std::ptrdiff_t>(i));
    }
    const std::size_t head = screen.plain ? 0 : 1;
    std::erase_if(panels, [head](const auto& panel) { return panel.lines.size() <= head; });
  }
  if (panels.empty())
    return text.empty() ? "There is no state yet.\n" : "No state holds '" + shown(text) + "'.\n";
  return diagrams::panels_text(panels, screen);
}

// A view of the run up to where the walker is.
std::string viewed(Session& session, const char* view_name) {
  std::string out;
  const auto view = diagrams::make_view(view_name, session.screen(),
                                        [&out](std::string_view text) { out += text; });
  const Branch& branch = session.branch();
  replay(branch.timeline(), *view, 0, branch.place());
  return out;
}

// In the scale of all that is known of the run, so that marks stay where they are.
std::string plotted(Session& session) {
  std::string out;
  const Branch& branch = session.branch();
  diagrams::PlotView whole(session.screen(), [](std::string_view) {});
  replay(branch.timeline(), whole);
  diagrams::PlotView plot(session.screen(), [&out](std::string_view text) { out += text; });
  plot.fit_to(std::move(whole));
  replay(branch.timeline(), plot, 0, branch.place());
  return out;
}

const Value* field_of(const TraceEvent& e, std::string_view name) {
  const int i = e.info().index_of(name);
  if (i < 0 || e.fields[static_cast<std::size_t>(i)].is_null()) return nullptr;
  return &e.fields[static_cast<std::size_t>(i)];
}

// What a history is asked of: one cell, one window, or whatever has the name.
class Asked {
 public:
  Asked(const Timeline& timeline, std::size_t place, std::string name, diagrams::Writing writing)
      : name_(std::move(name)) {
    cell_ = name_.find('[') != std::string::npos && name_.find('[') > 0 && name_.ends_with(']');
    window_ = name_.ends_with(')') && name_.find('[') != std::string::npos;
    if (cell_ || window_) return;
    const auto record = diagrams::record_named(timeline, place, name_, writing);
    if (record) record_ = std::string(record->as_text());
  }

  bool is_about(const TraceEvent& e, const diagrams::Words& words) const {
    if (cell_) return is_cell(e, words);
    if (window_) return is_window(e, words);
    if (words.place(e.at) == name_ || e.at == Value::text(name_)) return true;
    for (std::size_t i = 0; i < e.fields.size(); i++)
      if (!e.fields[i].is_null() && is_field(e, i)) return true;
    return false;
  }

 private:
  bool has_name(const diagrams::Words& words, const Value& state, const Value* key,
                const Value* map_key, const Value* ns) const {
    const auto of = [](const Value* v) { return v != nullptr ? *v : Value(); };
    return words.cell(state, of(key), of(map_key), {}) == name_ ||
           words.cell(state, of(key), of(map_key), of(ns)) == name_;
  }

  bool is_cell(const TraceEvent& e, const diagrams::Words& words) const {
    if (const Value* state = field_of(e, "state"); state != nullptr)
      if (has_name(words, *state, field_of(e, "key"), field_of(e, "mk"), field_of(e, "ns")))
        return true;
    for (const char* list : {"cells", "items"}) {
      const Value* all = field_of(e, list);
      for (std::size_t i = 0; all != nullptr && i < all->size(); i++) {
        const Value &x = (*all)[i], key = member(x, "key"), mk = member(x, "mk"),
                    ns = member(x, "ns");
        if (has_name(words, member(x, "state"), &key, &mk, &ns)) return true;
      }
    }
    return false;
  }

  bool is_window(const TraceEvent& e, const diagrams::Words& words) const {
    if (const Value* ns = field_of(e, "ns"); ns != nullptr && *ns == Value::text(name_))
      return true;
    const Value *start = field_of(e, "start"), *end = field_of(e, "end");
    if (start == nullptr || end == nullptr) return false;
    return words.window(e) == name_ || words.window({}, *start, *end) == name_;
  }

  // Numbers of other sorts (positions, times, checkpoints) are not what has a name.
  bool is_field(const TraceEvent& e, std::size_t i) const {
    const Value& v = e.fields[i];
    const FieldInfo& field = e.info().fields[i];
    const std::string text = v.kind() == Kind::kString ? std::string(v.as_text()) : v.to_string();
    if (field.type == FieldType::kRec)
      return text == name_ || (!record_.empty() && (text == record_ || made_of(text)));
    if (field.type == FieldType::kKey || field.type == FieldType::kPart ||
        field.type == FieldType::kTx || field.name == "state")
      return text == name_;
    return false;
  }

  // What an operator made of a record is called after it: "scale.0.2/count".
  bool made_of(const std::string& id) const { return id.starts_with(record_ + "/"); }

  std::string name_, record_;
  bool cell_ = false, window_ = false;
};

}  // namespace

std::string do_predict(Session& session, const std::vector<std::string>& words) {
  Coach* const coach = session.options().coach;
  if (coach == nullptr) return "Nobody asks in this walk. Questions of a lesson: weir predict.\n";
  return coach->predict(words);
}

std::string do_why(Session& session, const std::vector<std::string>& words) {
  const diagrams::Screen screen = session.screen();
  Branch& branch = session.branch();
  const auto answer =
      diagrams::why(branch.timeline(), branch.place(), diagrams::WhyQuestion::of(words),
                    diagrams::Ink(screen).writing());
  if (!answer) return answer.error().text + '\n';
  return diagrams::why_text(*answer, screen);
}

std::string do_effects(Session& session, const std::vector<std::string>& words) {
  if (!words.empty()) return "effects says what followed from this step; it takes no words.\n";
  Branch& branch = session.branch();
  const Timeline& timeline = branch.timeline();
  std::set<std::int64_t> here;
  for (const TraceEvent& e : timeline.step(branch.step()))
    if (e.physical == 0) here.insert(e.index);
  std::vector<std::size_t> places;
  for (std::size_t i = timeline.end_of(branch.step()); i < timeline.events().size(); i++) {
    const TraceEvent& e = timeline.events()[i];
    if (e.causes && std::any_of(e.causes->begin(), e.causes->end(),
                                [&](std::int64_t cause) { return here.contains(cause); }))
      places.push_back(i);
  }
  if (places.empty()) return "Nothing followed from step " + std::to_string(branch.step()) + ".\n";
  return lines_of(timeline, std::move(places), session.screen());
}

std::string do_history(Session& session, const std::vector<std::string>& words) {
  if (words.empty())
    return "The history of what? A record, a key, a cell, a window, a split or a task: "
           "history eel, history count[hello].\n";
  std::string name;
  for (const std::string& word : words) name += (name.empty() ? "" : " ") + word;
  Branch& branch = session.branch();
  const Timeline& timeline = branch.timeline();
  const diagrams::Ink ink(session.screen());
  TimelineCursor cursor(timeline);
  std::vector<std::size_t> places;
  const Asked asked(timeline, branch.place(), name, ink.writing());
  while (cursor.place() < branch.place()) {
    const TraceEvent& e = timeline.events()[cursor.place()];
    cursor.seek(cursor.place() + 1);
    if (e.step > 0 && asked.is_about(e, diagrams::Words(cursor.world(), ink.writing())))
      places.push_back(cursor.place() - 1);
  }
  if (places.empty())
    return "Nothing has happened to '" + shown(name) + "' up to step " +
           std::to_string(branch.step()) + ".\n";
  return lines_of(timeline, std::move(places), session.screen());
}

std::string do_state(Session& session, const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  const diagrams::Moment moment = session.branch().moment();
  return found_in(diagrams::all_state(moment.now, moment.timeline, moment.place, session.screen()),
                  text, session.screen());
}

std::string do_channels(Session& session, const std::vector<std::string>&) {
  const auto panel = diagrams::channels_panel(session.branch().moment(), session.screen());
  return panel ? diagrams::panels_text({*panel}, session.screen())
               : "The job has no channels: it is one task.\n";
}

std::string do_show(Session& session, const std::vector<std::string>& words) {
  if (words.empty()) return session.frame();
  const std::string& what = words[0];
  if (what == "log") return viewed(session, what.c_str());
  if (what == "plot") return plotted(session);
  const diagrams::Moment moment = session.branch().moment();
  if (what == "event")
    return diagrams::panels_text({diagrams::event_panel(moment, session.screen(), true)},
                                 session.screen());
  if (what == "graph") {
    const auto picture =
        diagrams::exec_picture(moment.now.plan(), session.branch().run().name());
    return diagrams::text_of(
        picture, diagrams::overlay_of(picture, moment.now, moment.step(), moment.time()),
        session.screen());
  }
  return "Show what? log, plot, graph or event; nothing for the whole moment.\n";
}

}  // namespace weir::stepper
