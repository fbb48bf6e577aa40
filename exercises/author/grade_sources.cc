#include "exercises/author/grade_sources.h"

#include <utility>

#include "exercises/author/in_processes.h"
#include "exercises/loop/report_text.h"
#include "exercises/loop/workspace.h"
#include "lessons/runs/whole_file.h"

namespace weir::exercises {

namespace {

// Fields of text, each behind its length.
std::string packed(const std::vector<std::string>& fields) {
  std::string out;
  for (const std::string& f : fields) out += std::to_string(f.size()) + ':' + f;
  return out;
}

std::vector<std::string> unpacked(const std::string& bytes) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t colon = bytes.find(':', at);
    if (colon == std::string::npos) break;
    const std::size_t size = std::stoul(bytes.substr(at, colon - at));
    out.push_back(bytes.substr(colon + 1, size));
    at = colon + 1 + size;
  }
  return out;
}

constexpr std::size_t kFields = 8;

std::string packed(const Judged& j) {
  return packed({std::to_string(static_cast<int>(j.grade)), j.failing, std::to_string(j.checks),
                 std::to_string(j.planned), j.passed_cases ? "1" : "0", j.fingerprint, j.like,
                 j.report});
}

Judged judged_of(const std::vector<std::string>& f) {
  return {.grade = static_cast<Grade>(std::stoi(f[0])),
          .failing = f[1],
          .checks = std::stoul(f[2]),
          .planned = std::stoul(f[3]),
          .passed_cases = f[4] == "1",
          .fingerprint = f[5],
          .like = f[6],
          .report = f[7]};
}

}  // namespace

Judged judged(const GradedFile& file, const Hints& hints) {
  const Graded& g = file.graded;
  Judged out;
  out.grade = g.grade();
  out.failing = g.failing();
  out.checks = g.checks.size();
  out.planned = g.plan ? g.plan->checks.size() : 0;
  std::size_t passed = 0;
  for (const CheckReport& check : g.checks) passed += check.outcome == Outcome::kOk ? 1 : 0;
  out.passed_cases = g.plan && passed >= g.plan->cases;
  if (g.ending) out.fingerprint = g.ending->fingerprint;
  out.like = g.like;
  out.report = report_text(g, hints, {.unicode = true});
  return out;
}

Result<GradedFile> grade_source(const GradingPlace& place, const Source& source) {
  const std::string folder = place.folder + '/' + source.name;
  const std::string file = folder + '/' + Workspace::kFile;
  if (auto put = runs::write_whole(folder + "/exercise.h", place.material.contract); !put)
    return put.error();
  if (auto put = runs::write_whole(file, source.text); !put) return put.error();
  return grade_file(place.toolchain, place.exercise, file, place.material.hints,
                    {.seed = source.seed, .build_folder = folder + "/build"});
}

Result<std::vector<Judged>> grade_sources(const GradingPlace& place,
                                          const std::vector<Source>& sources,
                                          std::size_t processes) {
  const auto gave = in_processes(sources.size(), processes, [&](std::size_t i) {
    const auto graded = grade_source(place, sources[i]);
    return graded ? packed(judged(*graded, place.material.hints)) : packed({graded.error().text});
  });
  if (!gave) return gave.error();
  std::vector<Judged> out;
  for (const std::string& bytes : *gave) {
    const std::vector<std::string> fields = unpacked(bytes);
    if (fields.size() != kFields)
      return Error{ErrorKind::kIo, fields.empty() ? "a file could not be graded" : fields[0]};
    out.push_back(judged_of(fields));
  }
  return out;
}

}  // namespace weir::exercises
