#include "lessons/cli/graph_command.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

#include "diagrams/exec_dot.h"
#include "diagrams/exec_text.h"
#include "diagrams/graph_dot.h"
#include "diagrams/graph_text.h"
#include "lessons/cli/arguments.h"
#include "lessons/cli/dot_program.h"
#include "lessons/cli/screen_options.h"
#include "lessons/cli/streams.h"
#include "lessons/runs/open_job.h"
#include "lessons/runs/trace_file.h"
#include "lessons/runs/traced.h"

namespace weir::cli {

namespace {

constexpr const char* kHead = R"(weir graph 1                           the operators of lesson 1
weir graph 8 --kind exec               its tasks, key groups and channels
weir graph 8 --at 30                   what is the case in them at step 30
weir graph 8 --output graph.svg        a picture (needs Graphviz)
weir graph 8 --format dot | dot -Tpng > graph.png

Draws the graph of a job. The same command prints the same bytes everywhere.
)";

enum class PictureKind { kLogical, kExec, kStep };
enum class Format { kDot, kSvg, kAscii };

struct GraphOptions {
  bool help = false;
  std::string target;
  std::vector<std::string> sets;  // "KEY.KEY=VALUE"
  PictureKind kind = PictureKind::kLogical;
  Format format = Format::kAscii;
  std::optional<std::int64_t> at;
  std::string output;
  diagrams::Screen screen;
};

struct Typed {
  std::string kind, format, at, parallelism, seed;
  ScreenWishes screen;
};

void declare(Arguments& a, Typed& typed, GraphOptions& out) {
  a.positional("JOB", out.target,
               "a lesson's number or folder, a job file, or (--at) a trace (.jsonl)");
  a.option("--kind", "KIND", typed.kind, "logical (operators), exec (tasks) or step");
  a.option("--format", "FORMAT", typed.format, "ascii, dot or svg (by --output; else ascii)");
  a.option("--at", "STEP", typed.at, "the step to draw (the last one); means --kind step");
  a.option("--output", "FILE", out.output, "write it there");
  a.options("--set", "KEY=VALUE", out.sets, "another value for any key of the job file");
  a.option("--parallelism", "P", typed.parallelism, "subtasks of each operator, 1 to 128");
  a.option("--seed", "S", typed.seed, "of the run that --kind step draws (42)");
  declare_screen(a, typed.screen);
}

Result<void> check_kind(const Typed& typed, GraphOptions& out) {
  const auto at = step_of(typed.at);
  if (!at) return at.error();
  out.at = *at;
  if (out.at) out.kind = PictureKind::kStep;
  if (typed.kind.empty()) return {};
  const auto kind = one_of("--kind", typed.kind, {"logical", "exec", "step"});
  if (!kind) return kind.error();
  out.kind = static_cast<PictureKind>(*kind);
  if (out.at && out.kind != PictureKind::kStep)
    return Error{ErrorKind::kBadArgument, "--at and --kind " + typed.kind +
                                              " do not go together: they are the same at "
                                              "every step."};
  return {};
}

Result<void> check(const Typed& typed, GraphOptions& out) {
  if (const auto ok = check_kind(typed, out); !ok) return ok.error();
  if (!typed.format.empty()) {
    const auto format = one_of("--format", typed.format, {"dot", "svg", "ascii"});
    if (!format) return format.error();
    out.format = static_cast<Format>(*format);
  } else if (out.output.ends_with(".svg")) {
    out.format = Format::kSvg;
  } else if (out.output.ends_with(".dot") || out.output.ends_with(".gv")) {
    out.format = Format::kDot;
  }
  if (!typed.parallelism.empty()) {
    const auto parallelism = number("--parallelism", typed.parallelism, 1, 128);
    if (!parallelism) return parallelism.error();
    out.sets.push_back("job.parallelism=" + typed.parallelism);
  }
  if (const auto ok = add_seed(typed.seed, out.sets); !ok) return ok.error();
  // A file is no terminal.
  Surroundings around = surroundings(stdout);
  if (!out.output.empty()) around.terminal = false;
  const auto screen = screen_of(typed.screen, around);
  if (!screen) return screen.error();
  out.screen = *screen;
  return {};
}

Result<GraphOptions> parse(std::span<const std::string> arguments) {
  GraphOptions out;
  Typed typed;
  for (const std::string& argument : arguments)
    if (argument.empty())
      return Error{ErrorKind::kBadArgument, "An argument is empty (''); is a variable not set?"};
  Arguments a("weir graph", kHead);
  declare(a, typed, out);
  const auto wish = a.parse(arguments);
  if (!wish) return wish.error();
  out.help = *wish == Arguments::Wish::kHelp;
  if (out.help) {
    std::fputs(a.help().c_str(), stdout);
    return out;
  }
  if (const auto ok = check(typed, out); !ok) return ok.error();
  return out;
}

// One picture in all its forms.
struct Drawn {
  std::string title, dot, text, sentences;
};

template <class Picture>
Drawn draw(const std::string& title, const Picture& picture, const diagrams::Screen& screen) {
  return {title, diagrams::dot_of(picture), diagrams::text_of(picture, screen),
          diagrams::text_of(picture, {.plain = true})};
}

// kExitOk, or why there is no picture, which it has complained about.
int draw_step(const GraphOptions& options, Drawn& out) {
  const auto traced = options.at ? runs::Traced::open_at(options.target, options.sets, *options.at)
                                 : runs::Traced::open(options.target, options.sets);
  if (!traced) {
    complain(traced.error().text);
    if (options.at) return kExitUsage;
    return mistake_exit_code(runs::Traced::is_users(options.target, options.sets));
  }
  TimelineCursor cursor(traced->timeline());
  cursor.seek(traced->place());
  const std::int64_t step = traced->timeline().step_at(traced->place());
  const auto& events = traced->timeline().events();
  const Timestamp time = traced->place() == 0 ? 0 : events[traced->place() - 1].time;
  const std::string name = traced->name();
  const auto picture = diagrams::exec_picture(cursor.world().plan(), name);
  const auto overlay = diagrams::overlay_of(picture, cursor.world(), step, time);
  out = {name + ": step " + std::to_string(step), diagrams::dot_of(picture, overlay),
         diagrams::text_of(picture, overlay, options.screen),
         diagrams::text_of(picture, overlay, {.plain = true})};
  return kExitOk;
}

Result<runs::OpenedJob> opened(const GraphOptions& options) {
  const auto target = runs::find_target(options.target);
  if (!target) return target.error();
  runs::JobWishes wishes;
  wishes.sets = options.sets;
  return runs::open_job(*target, wishes);
}

int draw(const GraphOptions& options, Drawn& out) {
  if (options.kind == PictureKind::kStep) return draw_step(options, out);
  if (runs::is_trace_file(options.target)) {
    complain(options.target + " is a run: --at STEP draws what is the case in it.");
    return kExitUsage;
  }
  auto job = opened(options);
  if (!job) {
    complain(job.error().text);
    return mistake_exit_code(runs::Traced::is_users(options.target, options.sets));
  }
  const auto graph = JobGraph::compile(std::move(*job->compiled.graph));
  if (!graph) {
    complain(graph.error().text);
    return kExitUsage;
  }
  const std::string& name = graph->stream.config.name;
  if (options.kind == PictureKind::kLogical) {
    out = draw(name + ": operators", diagrams::picture_of(*graph), options.screen);
    return kExitOk;
  }
  const auto picture = diagrams::exec_picture(*graph);
  if (!picture) {
    complain("internal error: " + picture.error().text);
    return kExitInternal;
  }
  out = draw(name + ": tasks and channels", *picture, options.screen);
  return kExitOk;
}

int write_out(const std::string& text, const std::string& path) {
  if (path.empty()) {
    std::fwrite(text.data(), 1, text.size(), stdout);
    return kExitOk;
  }
  std::FILE* const file = std::fopen(path.c_str(), "wb");
  const bool written =
      file != nullptr && std::fwrite(text.data(), 1, text.size(), file) == text.size();
  const bool closed = file != nullptr && std::fclose(file) == 0;
  if (written && closed) return kExitOk;
  complain(path + " cannot be written: " + std::strerror(errno));
  return kExitEnvironment;
}

}  // namespace

int graph_command(std::span<const std::string> arguments) {
  const auto options = parse(arguments);
  if (!options) {
    complain(options.error().text);
    return kExitUsage;
  }
  if (options->help) return kExitOk;
  Drawn drawn;
  if (const int code = draw(*options, drawn); code != kExitOk) return code;
  switch (options->format) {
    case Format::kDot: return write_out(drawn.dot, options->output);
    case Format::kAscii: return write_out(drawn.text, options->output);
    case Format::kSvg: break;
  }
  auto svg = svg_of(drawn.dot);
  if (!svg) {
    const bool missing = svg.error().kind == ErrorKind::kUnsupported;
    std::string how = svg.error().text;
    if (missing)
      how +=
          "\nIt is the part of Graphviz that draws graphs. To install it: " + how_to_install_dot() +
          '.';
    complain(how +
             "\nWithout it: --format ascii draws with characters, --format dot writes what dot "
             "would read.");
    return kExitEnvironment;
  }
  return write_out(accessible_svg(std::move(*svg), drawn.title, drawn.sentences), options->output);
}

}  // namespace weir::cli
