// weir_conformance: replays what Apache Flink was seen doing.
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <sstream>

#include "tests/conformance/pins.h"
#include "tests/conformance/suite.h"

namespace weir::conformance {
namespace {

constexpr char kUsage[] =
    "usage: weir_conformance [FOLDER…] [--verbose GROUP[/ID]] [--check-pins] [--update-pins]\n"
    "  FOLDER         replay all *.json below it (default: the vectors in the source tree)\n"
    "  --verbose      tell what each case of the group did: the first step that differs\n"
    "  --check-pins   compare with pins.txt: what must be covered, and the counts\n"
    "  --update-pins  write the counts into pins.txt\n"
    "Prints per group: passed, failed, differs (on purpose: differs.json), not covered.\n"
    "Exit status: 0 none failed; 1 some failed, or the pins do not hold; 2 usage or bad files;\n"
    "6 there was nothing to replay.\n";

constexpr int kFailed = 1, kUsageError = 2, kNothing = 6;

struct Options {
  std::vector<std::string> folders;
  std::string verbose;
  bool check_pins = false, update_pins = false, help = false;
};

bool parse_options(int argc, char** argv, Options& out) {
  for (int i = 1; i < argc; i++) {
    const std::string_view a = argv[i];
    if (a == "--verbose" && i + 1 < argc) {
      out.verbose = argv[++i];
    } else if (a == "--check-pins") {
      out.check_pins = true;
    } else if (a == "--update-pins") {
      out.update_pins = true;
    } else if (a == "--help") {
      out.help = true;
    } else if (a.starts_with("-")) {
      return false;
    } else {
      out.folders.emplace_back(a);
    }
  }
  return true;
}

Result<std::string> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) return Error{ErrorKind::kIo, path + ": cannot be read"};
  return text.str();
}

// Names the case in which a check of Weir itself failed.
extern "C" void on_abort(int) {
  const auto say = [](const char* text) {
    if (write(STDERR_FILENO, text, std::strlen(text)) < 0) _exit(kFailed);
  };
  say("while replaying ");
  say(current_case());
  say("\n");
}

const char* verdict_name(Verdict verdict) {
  switch (verdict) {
    case Verdict::kPassed: return "passed";
    case Verdict::kFailed: return "failed";
    case Verdict::kDiffers: return "differs";
    case Verdict::kNotCovered: return "not covered";
  }
  return "?";
}

void print_case(const Report& report) {
  const Outcome& o = report.outcome;
  std::printf("%s/%s: %s\n", report.group.c_str(),
              std::string(text_member_or(report.test_case, "id", "")).c_str(),
              verdict_name(report.verdict));
  if (!o.step.empty()) std::printf("  %s\n", o.step.c_str());
  if (report.verdict == Verdict::kFailed)
    std::printf("    expected %s\n    got      %s\n", o.expected.c_str(), o.got.c_str());
}

bool is_wanted(const std::string& verbose, const Report& report) {
  return verbose == report.group ||
         verbose == report.group + "/" + std::string(text_member_or(report.test_case, "id", ""));
}

void print_counts(const std::vector<Report>& reports) {
  Counts all;
  for (const Report& report : reports) all.add(report.verdict);
  const auto line = [](const std::string& name, const Counts& c) {
    std::printf("%-34s %6d %6d %7d %11d\n", name.c_str(), c.passed, c.failed, c.differs,
                c.not_covered);
  };
  std::printf("%-34s %6s %6s %7s %11s\n", "group", "passed", "failed", "differs", "not-covered");
  for (const auto& [name, counts] : counts_by_group(reports)) line(name, counts);
  line("all", all);
}

// Entries of differs.json for a case that a replayed group does not have.
std::vector<std::string> stale_entries(const std::vector<Group>& groups, const Differs& differs) {
  std::vector<std::string> out;
  std::size_t met = 0, absent_groups = 0;
  for (const Group& group : groups)
    for (const Value& c : group.cases)
      if (differs.find(group.name, text_member_or(c, "id", "")) != nullptr) met++;
  for (const Value& entry : differs.entries()) {
    const std::string file(text_member_or(entry, "file", ""));
    bool present = false;
    for (const Group& group : groups) present = present || group.name + ".json" == file;
    if (!present) absent_groups++;
  }
  if (met + absent_groups < differs.entries().size())
    out.push_back("differs.json lists a case that is not in its file");
  return out;
}

int use_pins(const Options& options, const std::vector<Report>& reports) {
  const std::string path = std::string(WEIR_CONFORMANCE_DIR) + "/pins.txt";
  const Result<std::string> text = read_file(path);
  if (!text) {
    std::fprintf(stderr, "%s\n", text.error().text.c_str());
    return kUsageError;
  }
  const Result<Pins> pins = Pins::parse(*text);
  if (!pins) {
    std::fprintf(stderr, "%s\n", pins.error().text.c_str());
    return kUsageError;
  }
  if (options.update_pins) {
    std::ofstream(path, std::ios::binary) << pins->updated(reports);
    return 0;
  }
  const std::vector<std::string> complaints = pins->complaints(reports);
  for (const std::string& complaint : complaints) std::printf("pins: %s\n", complaint.c_str());
  return complaints.empty() ? 0 : kFailed;
}

int run(const Options& options) {
  const std::string home = WEIR_CONFORMANCE_DIR;
  std::vector<std::string> folders = options.folders;
  if (folders.empty()) folders.push_back(home + "/vectors");

  const Result<std::string> differs_text = read_file(home + "/differs.json");
  const Result<Differs> differs =
      differs_text ? Differs::parse(*differs_text) : Result<Differs>(differs_text.error());
  const Result<std::vector<Group>> groups = load_groups(folders);
  for (const auto* error :
       {differs ? nullptr : &differs.error(), groups ? nullptr : &groups.error()})
    if (error != nullptr) {
      std::fprintf(stderr, "%s\n", error->text.c_str());
      return kUsageError;
    }

  std::vector<Report> reports;
  for (const Group& group : *groups)
    for (const Value& test_case : group.cases) {
      reports.push_back(replay_case(group, test_case, *differs));
      if (is_wanted(options.verbose, reports.back())) print_case(reports.back());
    }
  if (reports.empty()) {
    std::fprintf(stderr, "no vectors below the given folders\n");
    return kNothing;
  }
  print_counts(reports);

  int status = 0;
  for (const Report& report : reports)
    if (report.verdict == Verdict::kFailed) {
      status = kFailed;
      std::fprintf(stderr, "failed: %s/%s\n", report.group.c_str(),
                   std::string(text_member_or(report.test_case, "id", "")).c_str());
    }
  for (const std::string& entry : stale_entries(*groups, *differs)) {
    status = kFailed;
    std::fprintf(stderr, "%s\n", entry.c_str());
  }
  if (options.check_pins || options.update_pins) {
    const int pins = use_pins(options, reports);
    if (pins != 0) status = pins;
  }
  return status;
}

}  // namespace
}  // namespace weir::conformance

int main(int argc, char** argv) {
  using namespace weir::conformance;
  Options options;
  if (!parse_options(argc, argv, options)) {
    std::fputs(kUsage, stderr);
    return kUsageError;
  }
  if (options.help) {
    std::fputs(kUsage, stdout);
    return 0;
  }
  std::signal(SIGABRT, on_abort);
  return run(options);
}
