#include "lessons/cli/doctor.h"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "engine/connectors/text_file.h"
#include "engine/graph/job_graph.h"
#include "engine/state/backend_loader.h"
#include "engine/trace/json.h"
#include "lessons/cli/arguments.h"
#include "lessons/cli/run_program.h"
#include "lessons/cli/streams.h"
#include "lessons/cli/terminal.h"
#include "lessons/lessons.h"
#include "lessons/runs/open_job.h"

namespace weir::cli {

namespace {

constexpr const char* kHead = R"(weir doctor           is all there that Weir can use?
weir doctor --json    the same for programs

Says what is there and what is missing, and how to get it. Exit code 5 if
lessons cannot run.
)";

constexpr int kOldestGcc = 12, kOldestClang = 14;

// Why a lesson cannot run; nothing: it can.
std::optional<std::string> trouble_with(const lessons::Lesson& lesson) {
  const auto target = runs::find_target(std::to_string(lesson.number));
  if (!target) return target.error().text;
  const auto job = runs::open_job(*target, {});
  return job ? std::nullopt : std::optional(job.error().text);
}

std::optional<std::string> backend_error(const char* name) {
  const auto backend = load_backend(name);
  return backend ? std::nullopt : std::optional(backend.error().text);
}

std::optional<std::string> first_line_of(const char* program, const char* option) {
  const auto answer = run_program(program, {option}, "", 5'000);
  if (!answer || answer->exit != 0) return std::nullopt;
  const std::string& said = answer->out.empty() ? answer->err : answer->out;
  return said.substr(0, said.find('\n'));
}

// How this system installs a program.
std::string install(const Facts& facts, const std::string& debian, const std::string& fedora,
                    const std::string& mac) {
  if (facts.installer == "apt") return "apt install " + debian;
  if (facts.installer == "dnf") return "dnf install " + fedora;
  if (facts.installer == "brew") return mac;
  return "install it with the package manager of this system";
}

Finding lessons_finding(const Facts& facts) {
  if (facts.broken_lessons.empty()) {
    std::string titles;
    for (const std::string& title : facts.lessons) titles += (titles.empty() ? "" : ", ") + title;
    return {"lessons", true, true, titles};
  }
  std::string why;
  for (const std::string& sentence : facts.broken_lessons)
    why += (why.empty() ? "" : "; ") + sentence;
  return {"lessons", false, true, why, "build Weir again where its folder is now: ./setup"};
}

Finding compiler_finding(const Facts& facts) {
  for (const std::string& version : facts.compilers)
    if (const auto compiler = usable_compiler(version)) return {"compiler", true, false, *compiler};
  std::string what = "no g++ 12 or clang++ 14, for exercises; lessons need none";
  if (!facts.compilers.empty()) what += " (there is: " + facts.compilers[0] + ')';
  return {"compiler", false, false, what,
          install(facts, "g++", "gcc-c++", "xcode-select --install")};
}

Finding terminal_finding(const Facts& facts) {
  const Surroundings& around = facts.around;
  if (!around.terminal)
    return {"terminal", true, false, "none, this goes into a pipe or a file: 80 columns of ASCII"};
  const std::string here = std::to_string(around.columns) + " columns, TERM=" + around.term;
  if (around.columns > 0 && around.columns < 60)
    return {"terminal", false, false, here + ": too narrow for pictures, sentences instead",
            "make the window 60 columns wide or wider"};
  if (around.term.empty() || around.term == "dumb")
    return {"terminal", false, false, here + ": no colours, nothing is drawn again",
            "use another terminal, or set TERM to its kind (export TERM=xterm-256color)"};
  return {"terminal", true, false, here + (facts.screen.color ? ", colours" : ", no colours")};
}

Finding locale_finding(const Facts& facts) {
  const std::string& locale = facts.around.locale;
  const std::string here = locale.empty() ? "none" : locale;
  if (!is_utf8_locale(locale))
    return {"locale", false, false, here + ": not UTF-8, pictures are drawn in ASCII",
            "export LC_ALL=C.UTF-8"};
  if (has_wide_ambiguous(locale) && facts.around.ambiguous != "narrow")
    return {"locale", true, false,
            here +
                ": pictures are drawn in ASCII, for lines may be two columns wide; if they are "
                "not: export WEIR_AMBIGUOUS=narrow"};
  return {"locale", true, false, here};
}

}  // namespace

Facts find_facts() {
  Facts facts;
  for (const lessons::Lesson& lesson : lessons::kLessons) {
    const std::string title = std::to_string(lesson.number) + ' ' + std::string(lesson.title);
    if (const auto why = trouble_with(lesson))
      facts.broken_lessons.push_back("lesson " + title + ": " + *why);
    else
      facts.lessons.push_back(title);
  }
  facts.heap_error = backend_error("hashmap");
  facts.rocksdb_error = backend_error("rocksdb");
  for (const char* program : {"c++", "g++", "clang++", "clang++-14"})
    if (auto version = first_line_of(program, "--version"))
      facts.compilers.push_back(std::move(*version));
  facts.dot = first_line_of("dot", "-V");
  for (const char* installer : {"apt", "dnf", "brew"})
    if (facts.installer.empty() && has_program(installer)) facts.installer = installer;
  facts.around = surroundings(stdout);
  if (const auto screen = screen_of({}, facts.around)) facts.screen = *screen;
  return facts;
}

std::optional<std::string> usable_compiler(const std::string& version) {
  // The last word that begins with a digit and has a dot, not in brackets:
  // "g++ (Debian 12.2.0-14) 12.2.0", "Apple clang version 15.0.0 (clang-1500.3.9.4)".
  std::string number, word;
  int brackets = 0;
  for (const char c : version + ' ') {
    if (c != ' ' && c != '(' && c != ')') {
      word += c;
      continue;
    }
    if (brackets == 0 && !word.empty() && word[0] >= '0' && word[0] <= '9' &&
        word.find('.') != std::string::npos)
      number = word;
    word.clear();
    if (c == '(') brackets++;
    if (c == ')') brackets--;
  }
  if (number.empty() || number.size() > 20) return std::nullopt;
  int major = 0;
  for (const char c : number) {
    if (c < '0' || c > '9') break;
    major = std::min(10'000, 10 * major + (c - '0'));
  }
  const bool clang = version.find("clang") != std::string::npos;
  if (major < (clang ? kOldestClang : kOldestGcc)) return std::nullopt;
  return (clang ? "clang++ " : "g++ ") + number;
}

std::vector<Finding> examine(const Facts& facts) {
  std::vector<Finding> out{lessons_finding(facts)};
  out.push_back({"hashmap", !facts.heap_error, true,
                 facts.heap_error.value_or("state in memory works"),
                 facts.heap_error ? "build Weir again: ./setup" : ""});
  out.push_back(
      {"rocksdb", !facts.rocksdb_error, false,
       facts.rocksdb_error.value_or("state in RocksDB works"),
       facts.rocksdb_error ? "./setup, which installs RocksDB and builds Weir again" : ""});
  out.push_back({"dot", facts.dot.has_value(), false,
                 facts.dot.value_or("no Graphviz, for weir graph --format svg"),
                 facts.dot ? "" : install(facts, "graphviz", "graphviz", "brew install graphviz")});
  out.push_back(compiler_finding(facts));
  out.push_back(terminal_finding(facts));
  out.push_back(locale_finding(facts));
  return out;
}

std::string findings_text(const std::vector<Finding>& findings) {
  std::string out;
  bool runs = true;
  for (const Finding& f : findings) {
    std::string name = f.name;
    name.resize(10, ' ');
    out += (f.ok ? "ok       " : "missing  ") + name + visible_line(f.what) + '\n';
    if (!f.fix.empty()) out += std::string(19, ' ') + "to mend it: " + f.fix + '\n';
    runs = runs && (f.ok || !f.needed);
  }
  return out + (runs ? "\nLessons can run: weir run 1\n" : "\nLessons cannot run.\n");
}

std::string findings_json(const std::vector<Finding>& findings) {
  std::string out = "{\"schema\":\"doctor/1\",\"findings\":[";
  bool runs = true;
  for (std::size_t i = 0; i < findings.size(); i++) {
    const Finding& f = findings[i];
    out += std::string(i > 0 ? "," : "") + "\n{\"name\":" + to_json(Value::text(f.name)) +
           ",\"ok\":" + (f.ok ? "true" : "false") + ",\"needed\":" + (f.needed ? "true" : "false") +
           ",\"what\":" + to_json(Value::text(f.what)) + ",\"fix\":" + to_json(Value::text(f.fix)) +
           '}';
    runs = runs && (f.ok || !f.needed);
  }
  return out + "\n],\"lessons_run\":" + (runs ? "true" : "false") + "}\n";
}

int doctor_command(std::span<const std::string> arguments) {
  Arguments a("weir doctor", kHead);
  bool json = false;
  a.flag("--json", json, "one JSON document");
  const auto wish = a.parse(arguments);
  if (!wish) {
    complain(wish.error().text);
    return kExitUsage;
  }
  if (*wish == Arguments::Wish::kHelp) {
    std::fputs(a.help().c_str(), stdout);
    return kExitOk;
  }
  const std::vector<Finding> findings = examine(find_facts());
  std::fputs((json ? findings_json(findings) : findings_text(findings)).c_str(), stdout);
  const bool runs = std::all_of(findings.begin(), findings.end(),
                                [](const Finding& f) { return f.ok || !f.needed; });
  return runs ? kExitOk : kExitEnvironment;
}

}  // namespace weir::cli
