// The commands that go somewhere in the current run.
#include <algorithm>
#include <optional>

#include "diagrams/words.h"
#include "engine/core/suggest.h"
#include "engine/core/text_width.h"
#include "lessons/stepper/commands.h"
#include "lessons/stepper/session.h"

namespace weir::stepper {

namespace {

// How many; nullopt: the words say something else.
std::optional<std::int64_t> count_of(const std::vector<std::string>& words) {
  if (words.empty()) return 1;
  if (words.size() > 1) return std::nullopt;
  return whole_number(words[0], 1);
}

const char* const kCount = "How many? A number from 1 on, or nothing for one.\n";
const char* const kBeginning = "This is the beginning.\n";

struct Short {
  const char* word;
  const char* kind;
};
constexpr Short kShorts[] = {{"fire", "win.fire"},        {"wm", "wm.advance"},
                             {"watermark", "wm.advance"}, {"barrier", "bar.recv"},
                             {"checkpoint", "cp."},       {"commit", "tx.commit"},
                             {"write", "st.write"}};

// What `next` looks for; text: a mistake.
struct Search {
  Branch::Wanted wanted;
  std::string problem;
};

Search search_for(const std::vector<std::string>& words) {
  if (words.empty())
    return {[](const TraceEvent& e) { return e.physical == 0 && diagrams::face_of(e).milestone; },
            ""};
  std::string kind = words[0];
  for (const Short& s : kShorts)
    if (kind == s.word) kind = s.kind;
  if (kind.ends_with('.'))
    return {[kind](const TraceEvent& e) { return e.info().name.starts_with(kind); }, ""};
  if (const auto found = kind_named(kind))
    return {[code = *found](const TraceEvent& e) { return e.kind == code; }, ""};
  std::vector<std::string> names;
  for (const KindInfo& info : all_kinds()) names.emplace_back(info.name);
  for (const Short& s : kShorts) names.emplace_back(s.word);
  return {nullptr, "There is no kind of event '" + shown(words[0]) + "'." +
                       did_you_mean(words[0], names) + "\n"};
}

}  // namespace

std::string do_step(Session& session, const std::vector<std::string>& words) {
  const auto n = count_of(words);
  if (!n) return kCount;
  return session.forward(
      [&] {
        bool moved = false;
        for (std::int64_t i = 0; i < *n; i++) {
          if (session.options().stop && session.options().stop()) break;
          if (!session.branch().forward()) break;
          moved = true;
        }
        return moved;
      },
      "Nothing more happens: the run has " + std::to_string(session.branch().timeline().steps()) +
          " steps.\n");
}

std::string do_micro(Session& session, const std::vector<std::string>& words) {
  const auto n = count_of(words);
  if (!n) return kCount;
  bool moved = false;
  for (std::int64_t i = 0; i < *n && session.branch().micro(); i++) moved = true;
  return moved ? session.frame() : "Nothing more happens.\n";
}

std::string do_back(Session& session, const std::vector<std::string>& words) {
  std::vector<std::string> rest = words;
  const bool micro = !rest.empty() && std::string_view("micro").starts_with(rest[0]);
  if (micro) rest.erase(rest.begin());
  const auto n = count_of(rest);
  if (!n) return kCount;
  bool moved = false;
  for (std::int64_t i = 0; i < *n; i++) {
    if (!(micro ? session.branch().micro_back() : session.branch().back())) break;
    moved = true;
  }
  return moved ? session.frame() : kBeginning;
}

std::string do_next(Session& session, const std::vector<std::string>& words) {
  const Search search = search_for(words);
  if (!search.problem.empty()) return search.problem;
  return session.forward(
      [&] { return session.branch().next(search.wanted, session.options().stop); },
      "There is none behind step " + std::to_string(session.branch().step()) + ".\n");
}

std::string do_prev(Session& session, const std::vector<std::string>& words) {
  const Search search = search_for(words);
  if (!search.problem.empty()) return search.problem;
  return session.branch().previous(search.wanted) ? session.frame()
                                                  : "There is none before this step.\n";
}

std::string do_goto(Session& session, const std::vector<std::string>& words) {
  const auto step = words.size() == 1 ? whole_number(words[0], 0) : std::nullopt;
  if (!step) return "Where to? The number of a step: goto 8. To an event: until late().\n";
  if (*step <= session.branch().step() && session.branch().go(*step)) return session.frame();
  return session.forward([&] { return session.branch().go(*step); },
                         "There is no step " + std::to_string(*step) + ": the run has " +
                             std::to_string(session.branch().timeline().steps()) + " steps.\n");
}

std::string do_until(Session& session, const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  if (text.empty()) return "Until what? A query: until late(), until win.fire(start = 10).\n";
  Branch& branch = session.branch();
  auto query = stop_query(text, branch.moment().now);
  if (!query) return query.error().text;
  Hits hits(branch.timeline(), std::move(*query));
  const auto& stop = session.options().stop;
  while (true) {
    if (const auto ok = hits.update(); !ok) return ok.error().text + '\n';
    if (const auto hit = hits.first_in(branch.place(), static_cast<std::size_t>(-1)))
      return session.forward([&] { return branch.go(branch.timeline().step_at(*hit)); }, "");
    if (stop && stop()) return "Stopped by you.\n";
    if (branch.run().over()) break;
    const std::int64_t last = branch.timeline().steps();
    branch.run().reach(last + 64);
    if (branch.timeline().steps() == last && !branch.run().over()) break;
  }
  return "This does not happen any more behind step " + std::to_string(branch.step()) +
         "; the run has " + std::to_string(branch.timeline().steps()) + " steps.\n";
}

std::string do_break(Session& session, const std::vector<std::string>& words) {
  std::vector<std::string>& breaks = session.breaks();
  if (words.empty()) {
    if (breaks.empty()) return "There are no breakpoints. Make one: break late().\n";
    std::string out;
    for (std::size_t i = 0; i < breaks.size(); i++)
      out += std::to_string(i + 1) + "  " + shown(breaks[i]) + '\n';
    return out;
  }
  if (words[0] == "clear") {
    if (words.size() == 1) {
      breaks.clear();
      return "No breakpoints are left.\n";
    }
    const auto n = whole_number(words[1], 1);
    if (!n || static_cast<std::size_t>(*n) > breaks.size())
      return "There is no breakpoint " + shown(words[1]) + ".\n";
    breaks.erase(breaks.begin() + (*n - 1));
    return "Removed.\n";
  }
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  const auto query = stop_query(text, session.branch().moment().now);
  if (!query) return query.error().text;
  breaks.push_back(text);
  return "Moves forward stop at: " + shown(text) + '\n';
}

}  // namespace weir::stepper
