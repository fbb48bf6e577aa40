// Tested by tests/exercises/check_exercise_test.cc.
#include "exercises/author/check_exercise.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "engine/state/backend_loader.h"
#include "exercises/author/grade_sources.h"
#include "exercises/author/judge_words.h"
#include "exercises/author/mutants.h"
#include "exercises/loop/workspace.h"
#include "lessons/lessons.h"
#include "lessons/runs/whole_file.h"

namespace weir::exercises {

namespace {

constexpr std::size_t kPercentRejected = 90;
// Of the random input of the solutions: the one that everybody has, and others.
constexpr std::array<std::uint64_t, 3> kSeeds{42, 1, 2};

std::vector<int> lesson_numbers() {
  std::vector<int> out;
  for (const lessons::Lesson& lesson : lessons::kLessons) out.push_back(lesson.number);
  return out;
}

// Where two texts part: "line 3: 'a' was wanted, 'b' was found".
std::string difference(const std::string& wanted, const std::string& found) {
  std::size_t line = 1, begin = 0;
  const std::size_t common = std::min(wanted.size(), found.size());
  std::size_t i = 0;
  for (; i < common && wanted[i] == found[i]; i++)
    if (wanted[i] == '\n') line++, begin = i + 1;
  const auto rest = [begin](const std::string& s) {
    const std::size_t from = std::min(begin, s.size());
    return s.substr(from, s.find('\n', from) - from);
  };
  return "line " + std::to_string(line) + ": '" + rest(wanted) + "' is what its golden says, '" +
         rest(found) + "' was found";
}

class Check {
 public:
  Check(const Toolchain& toolchain, const Exercise& exercise, const ExerciseWishes& wishes,
        Material material)
      : wishes_(wishes),
        material_(std::move(material)),
        place_{toolchain, exercise, material_, wishes.scratch} {}

  Result<CheckedExercise> run() {
    if (material_.solutions.size() < 2) say("solutions/", "there are fewer than two");
    if (material_.solutions.empty()) return std::move(out_);
    if (wishes_.refresh)
      if (auto done = take_fingerprints(); !done) return done.error();
    // In this process, so that the precompiled header is made once.
    const auto& [name, text] = *material_.solutions.begin();
    const auto first = grade_source(place_, {"first", text});
    if (!first) return first.error();
    if (first->graded.plan) {
      const Plan& plan = *first->graded.plan;
      out_.checks = plan.checks.size();
      for (std::string& f : judge_words(material_, plan, lesson_numbers()))
        out_.findings.push_back(std::move(f));
    }
    if (first->graded.checks.empty()) {
      say("solutions/" + name + ".cc",
          "no check was run at all:\n" + judged(*first, material_.hints).report);
      return std::move(out_);
    }
    if (auto done = files(); !done) return done.error();
    if (wishes_.mutants)
      if (auto done = mutants(text); !done) return done.error();
    return std::move(out_);
  }

 private:
  void say(const std::string& file, const std::string& what) {
    out_.findings.push_back(file + ": " + what);
  }

  std::vector<Source> wrong_sources() const {
    std::vector<Source> out;
    for (const auto& [name, text] : material_.wrong) out.push_back({"wrong-" + name, text});
    return out;
  }

  // The behaviour of the wrong solutions as it is now, into wrong.toml and into the hints.
  Result<void> take_fingerprints() {
    const auto all = grade_sources(place_, wrong_sources(), wishes_.processes);
    if (!all) return all.error();
    std::map<std::string, std::string> prints;
    std::size_t i = 0;
    for (const auto& [name, text] : material_.wrong) prints[name] = (*all)[i++].fingerprint;
    for (WrongSolution& w : material_.hints.wrongs)
      if (const auto at = prints.find(w.name); at != prints.end()) w.fingerprint = at->second;
    const std::string path = material_.folder + "/wrong/wrong.toml";
    const auto before = runs::read_whole(path);
    if (!before) return before.error();
    return write_if_new(path, *before, with_fingerprints(*before, prints));
  }

  Result<void> write_if_new(const std::string& path, const std::string& before,
                            const std::string& now) {
    if (before == now) return {};
    out_.refreshed = true;
    return runs::write_whole(path, now);
  }

  // The starter, the solutions and the wrong ones.
  Result<void> files() {
    std::vector<Source> sources{{"starter", material_.starter}};
    for (const auto& [name, text] : material_.solutions)
      for (const std::uint64_t seed : kSeeds)
        sources.push_back({"right-" + name + '-' + std::to_string(seed), text, seed});
    for (Source& s : wrong_sources()) sources.push_back(std::move(s));
    const auto all = grade_sources(place_, sources, wishes_.processes);
    if (!all) return all.error();
    std::size_t i = 0;
    if (auto done = starter((*all)[i++]); !done) return done.error();
    for (const auto& [name, text] : material_.solutions) {
      solution(name, (*all)[i]);
      for (std::size_t k = 1; k < kSeeds.size(); k++)
        if ((*all)[i].grade == Grade::kPass && (*all)[i + k].grade != Grade::kPass)
          say("solutions/" + name + ".cc", "it does not always pass:\n" + (*all)[i + k].report);
      i += kSeeds.size();
    }
    for (const auto& [name, text] : material_.wrong)
      if (auto done = wrong(name, (*all)[i++]); !done) return done.error();
    for (const auto& [name, text] : material_.goldens)
      if (name != "starter" && !material_.wrong.contains(name))
        say("goldens/" + name + ".txt", "it is of nothing that is there");
    return recognised();
  }

  Result<void> starter(const Judged& j) {
    if (j.grade == Grade::kPass) say("starter.cc", "it passes");
    if (j.grade == Grade::kNoCompile) say("starter.cc", "it does not compile:\n" + j.report);
    return golden("starter", "starter.cc", j.report);
  }

  void solution(const std::string& name, const Judged& j) {
    out_.solutions++;
    if (j.grade != Grade::kPass)
      say("solutions/" + name + ".cc", "it does not pass:\n" + j.report);
    else if (j.checks == 0 || j.checks != j.planned)
      say("solutions/" + name + ".cc", "only " + std::to_string(j.checks) + " of " +
                                           std::to_string(j.planned) + " checks were run");
  }

  Result<void> wrong(const std::string& name, const Judged& j) {
    out_.wrong++;
    const std::string file = "wrong/" + name + ".cc";
    const auto entry = std::find_if(material_.hints.wrongs.begin(), material_.hints.wrongs.end(),
                                    [&](const WrongSolution& w) { return w.name == name; });
    if (entry == material_.hints.wrongs.end()) return {};  // judge_words has said so
    if (j.grade == Grade::kPass) say(file, "it passes, and " + entry->caught_by + " should fail");
    if (j.grade == Grade::kNoCompile) say(file, "it does not compile:\n" + j.report);
    if (j.grade == Grade::kPass || j.grade == Grade::kNoCompile) return {};
    if (j.failing != entry->caught_by)
      say(file, "'" + j.failing + "' rejects it, and '" + entry->caught_by + "' should");
    if (j.passed_cases != entry->passes_visible)
      say(file, std::string("it ") + (j.passed_cases ? "passes" : "does not pass") +
                    " all cases, and wrong.toml says otherwise");
    if (j.fingerprint != entry->fingerprint)
      say(file, "its behaviour has changed: fingerprint " + j.fingerprint +
                    ", and wrong.toml has " +
                    (entry->fingerprint.empty() ? "none" : entry->fingerprint));
    return golden(name, file, j.report);
  }

  Result<void> golden(const std::string& name, const std::string& file, const std::string& report) {
    const auto at = material_.goldens.find(name);
    const std::string before = at == material_.goldens.end() ? "" : at->second;
    if (wishes_.refresh)
      return write_if_new(material_.folder + "/goldens/" + name + ".txt", before, report);
    if (before.empty())
      say(file, "there is no goldens/" + name + ".txt");
    else if (before != report)
      say(file, "its report has changed, " + difference(before, report));
    return {};
  }

  // No two wrong solutions are taken for each other, and one at least passes all cases.
  Result<void> recognised() {
    const auto& all = material_.hints.wrongs;
    for (std::size_t i = 0; i < all.size(); i++)
      for (std::size_t k = i + 1; k < all.size(); k++)
        if (!all[i].fingerprint.empty() && all[i].fingerprint == all[k].fingerprint)
          say("wrong.toml", all[i].name + " and " + all[k].name + " behave the same");
    if (std::none_of(all.begin(), all.end(), [](const auto& w) { return w.passes_visible; }))
      say("wrong/", "none of them passes all cases: the properties teach nothing");
    return {};
  }

  Result<void> mutants(const std::string& solution) {
    const std::vector<Mutant> all = mutants_of(solution);
    std::vector<Source> sources;
    for (const Mutant& m : all)
      sources.push_back({"mutant-" + std::to_string(sources.size()), m.source});
    const auto graded = grade_sources(place_, sources, wishes_.processes);
    if (!graded) return graded.error();
    std::vector<bool> used(material_.survivors.size(), false);
    for (std::size_t i = 0; i < all.size(); i++) {
      const Grade grade = (*graded)[i].grade;
      if (grade == Grade::kNoCompile) {
        out_.uncompiled++;
        continue;
      }
      out_.mutants++;
      if (grade != Grade::kPass)
        out_.killed++;
      else
        survived(all[i], used);
    }
    for (std::size_t i = 0; i < used.size(); i++)
      if (!used[i])
        say("survivors.toml", "no such mutant survives: " + material_.survivors[i].was + "  ->  " +
                                  material_.survivors[i].is);
    if (out_.mutants == 0) say("solutions/", "the first solution has no mutants");
    if (out_.killed * 100 < out_.mutants * kPercentRejected)
      say("check.cc", "only " + std::to_string(out_.killed) + " of " +
                          std::to_string(out_.mutants) + " mutants are rejected");
    return {};
  }

  void survived(const Mutant& mutant, std::vector<bool>& used) {
    for (std::size_t i = 0; i < used.size(); i++) {
      const Survivor& listed = material_.survivors[i];
      if (listed.was != mutant.was || listed.is != mutant.is) continue;
      used[i] = true;
      if (listed.why.empty())
        say("survivors.toml", "why is missing of the mutant " + mutant.text());
      return;
    }
    say("survivors.toml", "a mutant of the first solution passes, " + mutant.text());
  }

  const ExerciseWishes& wishes_;
  Material material_;
  GradingPlace place_;
  CheckedExercise out_;
};

}  // namespace

std::string CheckedExercise::summary() const {
  std::string out = std::to_string(solutions) + " solutions, " + std::to_string(wrong) +
                    " wrong ones, " + std::to_string(checks) + " checks";
  if (mutants > 0)
    out += ", " + std::to_string(killed) + " of " + std::to_string(mutants) + " mutants rejected";
  if (uncompiled > 0) out += " (" + std::to_string(uncompiled) + " more do not compile)";
  out += "; " + std::to_string(findings.size()) + (findings.size() == 1 ? " finding" : " findings");
  if (refreshed) out += "; goldens were refreshed";
  return out;
}

Result<CheckedExercise> check_exercise(const Toolchain& toolchain, const Exercise& exercise,
                                       const ExerciseWishes& wishes) {
  const auto backends = backend_names();
  if (std::find(backends.begin(), backends.end(), "rocksdb") == backends.end())
    return Error{ErrorKind::kUnsupported,
                 "exercises are judged on all backends, and this Weir has no RocksDB"};
  auto material = read_material(wishes.folder.empty() ? folder_of(exercise) : wishes.folder);
  if (!material) return material.error();
  return Check(toolchain, exercise, wishes, std::move(*material)).run();
}

}  // namespace weir::exercises
