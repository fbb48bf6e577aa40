#include "lessons/cli/html_command.h"

#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "diagrams/page/page.h"
#include "engine/core/suggest.h"
#include "lessons/cli/arguments.h"
#include "lessons/cli/html_file.h"
#include "lessons/cli/html_lesson.h"
#include "lessons/cli/streams.h"
#include "lessons/runs/target.h"
#include "lessons/runs/trace_file.h"
#include "lessons/runs/traced.h"

namespace weir::cli {

namespace {

constexpr const char* kHead =
    R"(weir html 11                         lesson 11 as a page: lesson-11.html
weir html 11 --at 8 --open           shown at step 8, in your browser
weir html job.toml -o run.html       a job of your own
weir html run.jsonl -o -             what weir run --json wrote, to stdout
weir html 11 --variant two-ticks     with one more run of the lesson
weir html job.toml --variant 'slow=clicks.every=200ms'

Runs a job and writes one HTML file that replays the run, step by step, forwards
and backwards. It opens from the disk and needs no network.
)";

struct Variant {
  std::string name;
  std::vector<std::string> sets;  // none: the lesson's run of this name
};

struct HtmlOptions {
  bool help = false;
  std::string target, output;
  std::vector<std::string> sets;
  std::vector<Variant> variants;
  std::optional<std::int64_t> at;
  bool open = false;
};

Error mistake(const std::string& text) { return Error{ErrorKind::kBadArgument, text}; }

// "a=1,b.c={ d = 2, e = 3 },f=[4, 5]": a comma between assignments has a key and '=' behind it, and
// stands in no brackets and no quotes.
std::vector<std::string> assignments_in(const std::string& text) {
  const auto begins_key = [&text](std::size_t at) {
    const std::size_t end = text.find_first_not_of(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.", at);
    return end != at && end != std::string::npos && text[end] == '=';
  };
  std::vector<std::string> out;
  std::size_t begin = 0, depth = 0;
  char quote = 0;
  for (std::size_t i = 0; i < text.size(); i++) {
    const char c = text[i];
    if (quote != 0) {
      quote = c == quote ? '\0' : quote;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '{' || c == '[' || c == '(') {
      depth++;
    } else if ((c == '}' || c == ']' || c == ')') && depth > 0) {
      depth--;
    } else if (c == ',' && depth == 0 && begins_key(i + 1)) {
      out.push_back(text.substr(begin, i - begin));
      begin = i + 1;
    }
  }
  out.push_back(text.substr(begin));
  return out;
}

// NAME=KEY=VALUE[,KEY=VALUE…], or the name of a run of the lesson. What comes again by the same
// name is one more assignment for it.
Result<void> add_variant(const std::string& typed, std::vector<Variant>& out) {
  const auto sign = typed.find('=');
  const bool named = sign == std::string::npos;
  if (!named && (sign == 0 || typed.find('=', sign + 1) == std::string::npos))
    return mistake("--variant wants NAME=KEY=VALUE, or the name of a run of the lesson, not '" +
                   typed + "'.");
  const std::string name = typed.substr(0, sign);
  for (Variant& v : out) {
    if (v.name != name) continue;
    if (named || v.sets.empty()) return mistake("There are two variants '" + name + "'.");
    const auto more = assignments_in(typed.substr(sign + 1));
    v.sets.insert(v.sets.end(), more.begin(), more.end());
    return {};
  }
  out.push_back({name, {}});
  if (!named) out.back().sets = assignments_in(typed.substr(sign + 1));
  return {};
}

Result<HtmlOptions> parse(std::span<const std::string> arguments) {
  HtmlOptions out;
  std::string at, seed;
  std::vector<std::string> variants;
  for (const std::string& argument : arguments)
    if (argument.empty()) return mistake("An argument is empty (''); is a variable not set?");
  // The short name of --output.
  std::vector<std::string> spelled(arguments.begin(), arguments.end());
  for (std::string& argument : spelled)
    if (argument == "-o") argument = "--output";
  Arguments a("weir html", kHead);
  a.positional("JOB", out.target, "a lesson's number or folder, a job file, or a trace (.jsonl)");
  a.option("--output", "FILE", out.output, "write it there, also -o; - is stdout");
  a.option("--at", "STEP", at, "the step that is shown first (0)");
  a.flag("--open", out.open, "open it in your browser");
  a.options("--set", "KEY=VALUE", out.sets, "another value for any key of the job file");
  a.options("--variant", "NAME=KEY=VALUE", variants,
            "one more run in the page; or a run of the lesson");
  a.option("--seed", "S", seed, "of everything that is left to chance");
  const auto wish = a.parse(spelled);
  if (!wish) return wish.error();
  out.help = *wish == Arguments::Wish::kHelp;
  if (out.help) {
    std::fputs(a.help().c_str(), stdout);
    return out;
  }
  const auto step = step_of(at);
  if (!step) return step.error();
  out.at = *step;
  if (const auto ok = add_seed(seed, out.sets); !ok) return ok.error();
  for (const std::string& variant : variants)
    if (const auto ok = add_variant(variant, out.variants); !ok) return ok.error();
  if (out.open && out.output == "-")
    return mistake("--open wants a file, and --output - writes none.");
  if (!out.variants.empty() && runs::is_trace_file(out.target))
    return mistake("--variant runs a job once more; " + out.target + " is a run that is over.");
  return out;
}

// ---- what it shows ------------------------------------------------------------------------------

std::string quoted(const std::string& text) {
  bool quiet = !text.empty();
  for (const char c : text)
    quiet = quiet && ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      std::string_view("-_./=:,+@%").find(c) != std::string_view::npos);
  if (quiet) return text;
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'')
      out += "'\\''";
    else
      out += c;
  }
  return out + "'";
}

// That stands where the page stands, when --at and the step are added. Of two assignments to one
// key the last one counts, and is enough.
std::string command_of(const std::string& target, const std::vector<std::string>& sets) {
  std::string out = runs::is_trace_file(target) ? "weir state " : "weir step ";
  out += quoted(target);
  for (auto set = sets.begin(); set != sets.end(); ++set) {
    const std::string key = set->substr(0, set->find('=') + 1);
    const bool again = std::any_of(
        set + 1, sets.end(), [&key](const std::string& later) { return later.starts_with(key); });
    if (!again) out += " --set " + quoted(*set);
  }
  return out;
}

// The runs of a page, which live as long as it is made.
class Material {
 public:
  Material(const HtmlOptions& options, const runs::Target* target) : options_(options) {
    if (target == nullptr || target->lesson == nullptr || !book::has_text(*target->lesson)) return;
    auto lesson = book::open_lesson(*target->lesson);
    if (!lesson) return;  // what is wrong with it does not keep its job from running
    lesson_ = std::make_unique<book::OpenLesson>(std::move(*lesson));
    lesson_runs_ = std::make_unique<book::LessonRuns>(lesson_->target());
  }

  // Errors: sentences.
  Result<diagrams::PageRun> run(const Variant& variant) {
    book::RunSpec own{variant.sets, {}};  // what the variant adds
    if (!variant.name.empty() && variant.sets.empty()) {
      const auto named = run_named(variant.name);
      if (!named) return named.error();
      own = {(*named)->sets(), (*named)->kills()};
    }
    book::RunSpec spec{options_.sets, own.kills};
    spec.sets.insert(spec.sets.end(), own.sets.begin(), own.sets.end());
    diagrams::PageRun out;
    out.varies = own.sets;
    for (const std::string& kill : own.kills) out.varies.push_back("--kill " + kill);
    out.name = variant.name;
    out.title = variant.name;
    if (spec.kills.empty()) out.command = command_of(options_.target, spec.sets);
    if (const auto ok = lesson_ != nullptr ? lesson_run(spec, out) : job_run(spec, out); !ok)
      return ok.error();
    return out;
  }

  // What the job calls itself; empty: it is a lesson's.
  const std::string& name() const { return name_; }

 private:
  Result<const book::RunSection*> run_named(const std::string& name) const {
    std::vector<std::string> known;
    if (lesson_ == nullptr)
      return mistake("--variant wants NAME=KEY=VALUE; only lessons have runs with names.");
    for (const book::RunSection& run : lesson_->file.runs) known.push_back(run.name);
    if (const book::RunSection* run = lesson_->file.run(name)) return run;
    return mistake("Lesson " + std::to_string(lesson_->number()) + " has no run '" + name + "'." +
                   did_you_mean(name, known));
  }

  Result<void> lesson_run(const book::RunSpec& spec, diagrams::PageRun& out) {
    const auto run = lesson_runs_->run(spec);
    if (!run) return run.error();
    out.timeline = &(*run)->timeline();
    return add_lesson(*lesson_, *lesson_runs_, spec, out);
  }

  Result<void> job_run(const book::RunSpec& spec, diagrams::PageRun& out) {
    auto run = runs::Traced::open(options_.target, spec.sets);
    if (!run) return run.error();
    if (traced_.empty()) name_ = run->name();
    traced_.push_back(std::make_unique<runs::Traced>(std::move(*run)));
    out.timeline = &traced_.back()->timeline();
    return {};
  }

  const HtmlOptions& options_;
  std::unique_ptr<book::OpenLesson> lesson_;
  std::unique_ptr<book::LessonRuns> lesson_runs_;
  std::vector<std::unique_ptr<runs::Traced>> traced_;
  std::string name_;
};

// Title and number; the name of its file is returned.
std::string named(const HtmlOptions& options, const runs::Target* target,
                  diagrams::PageInput& input) {
  if (target != nullptr && target->lesson != nullptr) {
    input.number = std::to_string(target->lesson->number);
    input.title = target->lesson->title;
    return "lesson-" + input.number + ".html";
  }
  std::string of = options.target;
  if (target != nullptr) of = target->file.ends_with("/job.toml") ? target->folder : target->file;
  input.title = stem_of(of);
  return input.title + ".html";
}

int failed(const HtmlOptions& options, const Error& error) {
  complain(error.text);
  return runs::Traced::is_users(options.target, options.sets) || !options.variants.empty()
             ? kExitUsage
             : kExitEnvironment;
}

int make(const HtmlOptions& options) {
  std::optional<runs::Target> target;
  if (!runs::is_trace_file(options.target)) {
    const auto found = runs::find_target(options.target);
    if (!found) return failed(options, found.error());
    target = *found;
  }
  const runs::Target* const known = target ? &*target : nullptr;
  diagrams::PageInput input;
  input.at = options.at;
  std::string file = named(options, known, input);
  if (!options.output.empty()) file = options.output;
  if (const auto ok = check_page_place(file); !ok) {
    complain(ok.error().text);
    return kExitUsage;
  }
  Material material(options, known);
  std::vector<Variant> variants{{}};
  variants.insert(variants.end(), options.variants.begin(), options.variants.end());
  for (const Variant& variant : variants) {
    auto run = material.run(variant);
    if (!run) return failed(options, run.error());
    input.runs.push_back(std::move(*run));
  }
  if (!material.name().empty()) input.title = material.name();
  const std::int64_t steps = input.runs[0].timeline->steps();
  if (options.at && *options.at > steps) {
    complain("--at wants a step from 0 to " + std::to_string(steps) +
             ", which is the last one of this run, not " + std::to_string(*options.at) + ".");
    return kExitUsage;
  }
  return write_page(file, diagrams::page(input), options.open);
}

}  // namespace

int html_command(std::span<const std::string> arguments) {
  const auto options = parse(arguments);
  if (!options) {
    complain(options.error().text);
    return kExitUsage;
  }
  return options->help ? static_cast<int>(kExitOk) : make(*options);
}

}  // namespace weir::cli
