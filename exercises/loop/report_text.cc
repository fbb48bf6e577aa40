// Tested by tests/exercises/report_text_test.cc.
#include "exercises/loop/report_text.h"

#include <algorithm>

#include "engine/core/text_width.h"

namespace weir::exercises {

namespace {

constexpr std::string_view kHelp = "help      ";
constexpr std::size_t kIndent = 10, kLabel = 10;
constexpr std::size_t kExcerpt = 10;

constexpr const char* kThrown =
    "an exception that leaves your code fails the task, as in a real job.";
constexpr const char* kNotDeterministic =
    "your code does not depend on its input alone: look for a static, a global, a clock, a random "
    "number or a variable without a start value. Nothing else can be judged until this is gone.";
constexpr const char* kForbidden =
    "a function of a stream is called by one thread, and starts nothing: what runs beside it is in "
    "no checkpoint, and a replay would not do the same.";

std::string counted(std::size_t n, const char* one, const char* many) {
  return std::to_string(n) + ' ' + (n == 1 ? one : many);
}

class Writer {
 public:
  Writer(const Graded& graded, const Hints& hints, const ReportLooks& looks)
      : graded_(graded), hints_(hints), looks_(looks) {}

  std::string write() {
    head();
    if (!graded_.errors.empty()) {
      not_compiled();
    } else {
      status("ok", "compiles");
      checks();
    }
    return std::move(out_);
  }

 private:
  std::string number() const { return std::to_string(graded_.exercise->number); }

  void head() {
    out_ += exercise_name(*graded_.exercise);
    if (graded_.plan) {
      out_ += ": " + counted(graded_.plan->cases, "case", "cases") + ", " +
              counted(graded_.plan->properties, "property", "properties") + ", seed " +
              std::to_string(graded_.plan->seed);
    }
    out_ += '\n';
  }

  void status(const std::string& word, const std::string& sentence) {
    std::string shown = word;
    if (looks_.colour) {
      const char* code = word == "ok"     ? "32"
                         : word == "FAIL" ? "31;1"
                         : word == "????" ? "33"
                                          : "2";
      shown = "\x1b[" + std::string(code) + 'm' + word + "\x1b[0m";
    }
    out_ += "  " + shown + std::string(6 - word.size(), ' ') + sentence + '\n';
  }

  // A label and what it says, wrapped behind it.
  void labelled(const std::string& label, const std::string& said) {
    const std::string body = shown(said);  // texts of the learner's steer no terminal
    std::string line(kIndent, ' ');
    line += label;
    line.append(label.size() < kLabel ? kLabel - label.size() : 1, ' ');
    wrapped(std::move(line), kIndent + kLabel, body);
  }

  // Columns of narration stand two blanks apart; those that do not fit go on in the next line.
  void narrated(std::string_view line) {
    std::string begin(kIndent + 2, ' ');
    while (begin.size() + text_width(line) > looks_.columns) {
      const std::size_t gap = line.rfind("  ");
      if (gap == line.npos || gap == 0) break;
      std::size_t cut = gap;
      while (cut > 0 && begin.size() + text_width(line.substr(0, cut)) > looks_.columns) {
        const std::size_t next = line.substr(0, cut).rfind("  ");
        if (next == line.npos || next == 0) break;
        cut = next;
      }
      std::string_view first = line.substr(0, cut);
      while (first.ends_with(' ')) first.remove_suffix(1);
      out_ += begin + cut_to_width(std::string(first), looks_.columns - begin.size()) + '\n';
      line.remove_prefix(cut);
      while (line.starts_with(' ')) line.remove_prefix(1);
      begin.assign(kIndent + 10, ' ');
    }
    out_ += begin + cut_to_width(std::string(line), looks_.columns - begin.size()) + '\n';
  }

  void wrapped(std::string line, std::size_t indent, std::string_view body) {
    std::size_t used = text_width(line);
    bool fresh = true;
    while (!body.empty()) {
      const std::size_t blank = std::min(body.find(' '), body.size());
      const std::string_view word = body.substr(0, blank);
      body.remove_prefix(std::min(blank + 1, body.size()));
      if (!fresh && used + 1 + text_width(word) > looks_.columns) {
        out_ += line + '\n';
        line.assign(indent, ' ');
        used = indent;
        fresh = true;
      }
      if (!fresh) line += ' ', used++;
      line += word;
      used += text_width(word);
      fresh = false;
    }
    while (line.ends_with(' ')) line.pop_back();
    out_ += line + '\n';
  }

  void not_compiled() {
    status("FAIL", "compiles");
    for (const std::string& line : graded_.errors) {
      // Lines of the source, and the marks below them, stay as they are.
      if (line.starts_with(' ') || line.find(" | ") != line.npos)
        out_ += std::string(kIndent, ' ') + cut_to_width(line, looks_.columns - kIndent) + '\n';
      else if (line.starts_with(kHelp))
        labelled("help", line.substr(kHelp.size()));
      else
        wrapped(std::string(kIndent, ' '), kIndent + kLabel, line);
    }
    next({"weir check " + number() + " --raw (" + graded_.raw_hint + ")",
          "lesson " + std::to_string(graded_.exercise->lesson)});
  }

  void checks() {
    std::size_t done = 0;
    for (const CheckReport& check : graded_.checks) {
      done++;
      const std::string sentence = sentence_of(check.id);
      if (check.outcome == Outcome::kOk) {
        status("ok", sentence);
        continue;
      }
      status(check.outcome == Outcome::kFail ? "FAIL" : "????", sentence);
      finding(check);
      return after_failure(done);
    }
    if (graded_.stopped) return stopped();
    if (graded_.grade() == Grade::kPass) return passed();
    out_ += "unknown: the grader did not come to its end\n";
    printed();
  }

  std::string sentence_of(const std::string& id) const {
    if (graded_.plan)
      for (const CheckName& check : graded_.plan->checks)
        if (check.id == id) return check.sentence;
    return id;
  }

  const HintWords& words() const {
    const Finding* f = graded_.finding();
    return hints_.words(graded_.failing(), graded_.like,
                        f != nullptr && f->kind == FindingKind::kTodo);
  }

  void finding(const CheckReport& check) {
    const Finding& f = check.finding;
    for (const auto& [label, body] : f.lines) labelled(label, body);
    if (!f.schedule.empty()) labelled("schedule", f.schedule);
    if (f.kind != FindingKind::kTodo)
      for (const std::string& line : graded_.narration) narrated(line);
    const std::string why = why_of(f);
    if (!why.empty()) labelled("why", why);
    if (!graded_.like.empty() && f.kind == FindingKind::kWrong)
      labelled("like", "your run behaves like: " + graded_.like);
  }

  std::string why_of(const Finding& f) const {
    switch (f.kind) {
      case FindingKind::kTodo:
      case FindingKind::kBudget: return "";
      case FindingKind::kThrew: return kThrown;
      case FindingKind::kNotDeterministic: return kNotDeterministic;
      case FindingKind::kForbidden: return kForbidden;
      case FindingKind::kWrong: return words().why;
    }
    return "";
  }

  void after_failure(std::size_t done) {
    const std::size_t left = graded_.plan ? graded_.plan->checks.size() - done : 0;
    const Finding& f = *graded_.finding();
    const bool unknown = graded_.checks.back().outcome == Outcome::kUnknown;
    if (left > 0)
      status("skip", std::to_string(left) +
                         (unknown ? " more, not started" : " more, they need the check above"));
    if (f.kind == FindingKind::kNotDeterministic)
      out_ += "unknown: no verdict, because the same input gave two answers\n";
    else if (unknown)
      out_ += "unknown: this is not a pass\n";
    printed();
    if (f.kind == FindingKind::kBudget)
      return next({"weir check " + number() + " --budget 1000000"});
    std::vector<std::string> ways{"weir hint " + number()};
    if (!f.token.empty()) ways.push_back("weir step e" + number());
    const std::string lesson = words().lesson;
    ways.push_back(f.kind == FindingKind::kTodo
                       ? "README.md"
                       : "lesson " +
                             (lesson.empty() ? std::to_string(graded_.exercise->lesson) : lesson));
    next(ways);
    if (!f.token.empty() && f.kind != FindingKind::kTodo)
      out_ += "       weir replay " + f.token + '\n';
  }

  void stopped() {
    const Stopped& s = *graded_.stopped;
    const std::size_t all = graded_.plan ? graded_.plan->checks.size() : 0;
    const bool fail = s.verdict == Stopped::Verdict::kFail;
    if (graded_.stopped_check < all)
      status(fail ? "FAIL" : "????", graded_.plan->checks[graded_.stopped_check].sentence);
    else
      status(fail ? "FAIL" : "????", "the grader begins");
    for (const auto& [label, body] : s.lines) labelled(label, body);
    if (graded_.stopped_check + 1 < all)
      status("skip", std::to_string(all - graded_.stopped_check - 1) +
                         (fail ? " more, they need the check above" : " more, not started"));
    if (!fail) out_ += "unknown: this is not a pass\n";
    printed();
    std::vector<std::string> ways;
    if (s.sanitize)
      ways.push_back("weir check " + number() + " --sanitize (names the line, takes some seconds)");
    ways.push_back("weir hint " + number());
    next(ways);
  }

  void passed() {
    std::string explored;
    for (const std::string& line : graded_.ending->explored)
      explored += (explored.empty() ? "" : "; ") + line;
    wrapped("passed: ", 8, explored);
    if (!hints_.after.empty()) wrapped("        ", 8, hints_.after);
    printed();
    next({"weir next", "weir reveal " + number()});
  }

  // Shown, and never judged.
  void printed() {
    const bool full = looks_.full;
    // What a sanitizer says was read already, and is long.
    const bool read = graded_.stopped && !graded_.stopped->lines.empty() &&
                      graded_.stopped->lines.front().second.find("Sanitizer") != std::string::npos;
    if (graded_.output.bytes() == 0 || (read && !full)) return;
    out_ += "your program printed " + with_thin_groups(graded_.output.bytes()) + " bytes";
    if (graded_.output.left_out() > 0)
      out_ += full ? "; what was kept of them" : "; the first and the last lines";
    out_ += ":\n";
    for (const std::string& line : graded_.output.excerpt(full ? Output::kKept : kExcerpt))
      out_ += "        | " + line + '\n';
  }

  void next(const std::vector<std::string>& ways) {
    out_ += "next:  ";
    for (std::size_t i = 0; i < ways.size(); i++)
      out_ += (i == 0 ? "" : looks_.unicode ? "   ·   " : "   |   ") + ways[i];
    out_ += '\n';
  }

  const Graded& graded_;
  const Hints& hints_;
  const ReportLooks& looks_;
  std::string out_;
};

}  // namespace

std::string exercise_name(const Exercise& exercise) {
  std::string number = std::to_string(exercise.number);
  if (number.size() < 2) number.insert(0, "0");
  return "E" + number + ' ' + std::string(exercise.folder.substr(exercise.folder.find('-') + 1));
}

std::string report_text(const Graded& graded, const Hints& hints, const ReportLooks& looks) {
  return Writer(graded, hints, looks).write();
}

}  // namespace weir::exercises
