#include "lessons/cli/html_command.h"

#include <cstdio>
#include <filesystem>
#include <limits>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include "diagrams/page/page.h"
#include "lessons/book/progress_file.h"
#include "lessons/cli/arguments.h"
#include "lessons/cli/run_program.h"
#include "lessons/cli/streams.h"
#include "lessons/cli/target.h"
#include "lessons/cli/traced.h"
#include "lessons/lesson.h"

namespace weir::cli {

namespace {

namespace fs = std::filesystem;

constexpr const char* kHead =
    "weir html 11                      lesson 11 as a page: lesson-11.html\n"
    "weir html 11 --at 8 --open        shown at step 8, in your browser\n"
    "weir html job.toml -o run.html    a job of your own\n"
    "weir html run.jsonl -o -          what weir run --json wrote, to stdout\n"
    "weir html 11 --variant two=camera.watermarks.out_of_orderness=2ms\n"
    "                                  two runs in one page\n"
    "\n"
    "Runs a job and writes one HTML file that replays the run step by step, forwards and\n"
    "backwards. It opens from the disk and needs no network.";

struct Variant {
  std::string name;
  std::vector<std::string> sets;
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

// NAME=KEY=VALUE; what comes again by the same name is one more assignment for it.
Result<void> add_variant(const std::string& typed, std::vector<Variant>& out) {
  const auto sign = typed.find('=');
  if (sign == std::string::npos || sign == 0 || typed.find('=', sign + 1) == std::string::npos)
    return mistake("--variant wants NAME=KEY=VALUE, not '" + typed + "'.");
  const std::string name = typed.substr(0, sign);
  for (Variant& v : out) {
    if (v.name != name) continue;
    v.sets.push_back(typed.substr(sign + 1));
    return {};
  }
  out.push_back({name, {typed.substr(sign + 1)}});
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
  a.option("--output", "FILE", out.output,
           "write it there, also -o; - is stdout\n(lesson-11.html, or as the job file is called)");
  a.option("--at", "STEP", at, "the step that is shown first (0)");
  a.flag("--open", out.open, "open it in your browser");
  a.options("--set", "KEY=VALUE", out.sets, "another value for any key of the job file");
  a.options("--variant", "NAME=KEY=VALUE", variants, "one more run in the page, to compare with");
  a.option("--seed", "S", seed, "of everything that is left to chance");
  const auto wish = a.parse(spelled);
  if (!wish) return wish.error();
  out.help = *wish == Arguments::Wish::kHelp;
  if (out.help) {
    std::fputs(a.help().c_str(), stdout);
    return out;
  }
  constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
  if (!at.empty()) {
    const auto step = number("--at", at, 0, kMost);
    if (!step) return step.error();
    out.at = static_cast<std::int64_t>(*step);
  }
  if (!seed.empty()) {
    if (const auto ok = number("--seed", seed, 0, kMost); !ok) return ok.error();
    out.sets.push_back("simulation.seed=" + seed);
  }
  for (const std::string& variant : variants)
    if (const auto ok = add_variant(variant, out.variants); !ok) return ok.error();
  if (out.open && out.output == "-")
    return mistake("--open wants a file, and --output - writes none.");
  if (!out.variants.empty() && is_trace_file(out.target))
    return mistake("--variant runs a job once more; " + out.target + " is a run that is over.");
  return out;
}

// ---- where it goes ------------------------------------------------------------------------------

struct Place {
  std::string file, title, number;
  const lessons::Lesson* lesson = nullptr;
};

std::string stem_of(const std::string& path) {
  fs::path clean = fs::path(path).lexically_normal();
  if (!clean.has_filename()) clean = clean.parent_path();
  const std::string stem = clean.stem().string();
  return stem.empty() || stem == "." || stem == ".." ? "run" : stem;
}

Result<Place> place_of(const HtmlOptions& options) {
  Place out;
  if (is_trace_file(options.target)) {
    out.title = stem_of(options.target);
    out.file = out.title + ".html";
  } else {
    const auto target = find_target(options.target);
    if (!target) return target.error();
    out.lesson = target->lesson;
    if (out.lesson != nullptr) {
      out.number = std::to_string(out.lesson->number);
      out.title = out.lesson->title;
      out.file = "lesson-" + out.number + ".html";
    } else {
      out.title = stem_of(target->file.ends_with("/job.toml") ? target->folder : target->file);
      out.file = out.title + ".html";
    }
  }
  if (!options.output.empty()) out.file = options.output;
  return out;
}

// What is there already and must stay.
Result<void> check_place(const std::string& file) {
  std::error_code error;
  const fs::path path(file);
  const auto status = fs::status(path, error);
  if (fs::is_directory(status))
    return mistake(file + " is a folder. Name a file: --output " +
                   (path / "page.html").lexically_normal().string());
  if (fs::exists(status) && !fs::is_regular_file(status))
    return mistake(file + " is no ordinary file; it is left as it is.");
  const fs::path folder = path.parent_path();
  if (!folder.empty() && !fs::is_directory(folder, error))
    return mistake("There is no folder " + folder.string() + " to write " +
                   path.filename().string() + " into.");
  if (file.ends_with(".jsonl") || file.ends_with(".ndjson") || file.ends_with(".toml"))
    return mistake("A page is HTML; " + file + " would be mistaken for something else. " +
                   "Name it " + fs::path(file).replace_extension(".html").string() + ".");
  return {};
}

// ---- what it shows ------------------------------------------------------------------------------

std::string quoted(const std::string& text) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-_./=:,+@%").find(c) != std::string_view::npos;
  };
  bool quiet = !text.empty();
  for (const char c : text) quiet = quiet && plain(c);
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

// That stands where the page stands, when --at and the step are added.
std::string command_of(const HtmlOptions& options, const std::vector<std::string>& sets) {
  std::string out = is_trace_file(options.target) ? "weir state " : "weir step ";
  out += quoted(options.target);
  for (const std::string& set : sets) out += " --set " + quoted(set);
  return out;
}

int write_out(const HtmlOptions& options, const std::string& file, const std::string& text) {
  if (file == "-") {
    std::fwrite(text.data(), 1, text.size(), stdout);
    return kExitOk;
  }
  if (const auto ok = book::write_whole(file, text); !ok) {
    complain(ok.error().text);
    return kExitEnvironment;
  }
  std::printf("%s: %zu KiB. It needs no network.\n", file.c_str(), (text.size() + 1023) / 1024);
  if (!options.open) return kExitOk;
#ifdef __APPLE__
  const char* const opener = "open";
#else
  const char* const opener = "xdg-open";
#endif
  std::error_code error;
  const std::string whole = fs::absolute(file, error).string();
  constexpr int kLimitMs = 20'000;
  const auto opened = run_program(opener, {whole}, "", kLimitMs);
  if (opened && opened->exit == 0) return kExitOk;
  complain(std::string(!opened && opened.error().kind == ErrorKind::kUnsupported
                           ? "There is no program here that opens pages (xdg-open)."
                           : "xdg-open did not open it.") +
           " Open it in a browser yourself: " + whole);
  return kExitEnvironment;
}

}  // namespace

int html_command(std::span<const std::string> arguments) {
  const auto options = parse(arguments);
  if (!options) {
    complain(options.error().text);
    return kExitUsage;
  }
  if (options->help) return kExitOk;
  const auto place = place_of(*options);
  const auto free = place && place->file != "-" ? check_place(place->file) : Result<void>();
  if (!place || !free) {
    complain(!place ? place.error().text : free.error().text);
    return kExitUsage;
  }
  diagrams::PageInput input;
  input.title = place->title;
  input.number = place->number;
  input.at = options->at;
  std::vector<Traced> runs;
  runs.reserve(options->variants.size() + 1);
  const auto add = [&](const std::string& name, const std::vector<std::string>& sets) {
    auto run = Traced::open(options->target, sets);
    if (!run) {
      complain((name.empty() ? "" : name + ": ") + run.error().text);
      return Traced::exit_code(options->target, sets);
    }
    runs.push_back(std::move(*run));
    diagrams::PageRun shown;
    shown.name = name;
    shown.title = name;
    shown.command = command_of(*options, sets);
    input.runs.push_back(std::move(shown));
    return static_cast<int>(kExitOk);
  };
  if (const int code = add("", options->sets); code != kExitOk) return code;
  for (const Variant& variant : options->variants) {
    std::vector<std::string> sets = options->sets;
    sets.insert(sets.end(), variant.sets.begin(), variant.sets.end());
    if (const int code = add(variant.name, sets); code != kExitOk) return code;
  }
  for (std::size_t i = 0; i < runs.size(); i++) input.runs[i].timeline = &runs[i].timeline();
  if (options->at && *options->at > runs[0].timeline().steps()) {
    complain("--at wants a step from 0 to " + std::to_string(runs[0].timeline().steps()) +
             ", which is the last one of this run, not " + std::to_string(*options->at) + ".");
    return kExitUsage;
  }
  return write_out(*options, place->file, diagrams::page(input));
}

}  // namespace weir::cli
