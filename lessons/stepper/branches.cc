// The commands that make other runs of the same job, and go between them.
#include "engine/core/text_width.h"
#include "lessons/stepper/commands.h"
#include "lessons/stepper/session.h"

namespace weir::stepper {

namespace {

std::string forked(Session& session, const std::string& how, runs::RunWishes wishes) {
  if (const auto ok = session.fork(how, std::move(wishes)); !ok) return ok.error().text + '\n';
  Branch& fresh = session.branch();
  return "Run " + fresh.name() + " is " + shown(fresh.how()) + ".\n" + session.frame();
}

}  // namespace

std::string do_branch(Session& session, const std::vector<std::string>& words) {
  const auto& branches = session.branches();
  if (words.empty()) {
    std::string out;
    for (const auto& branch : branches) {
      out += branch.get() == &session.branch() ? "> " : "  ";
      out += branch->name() + "  step " + std::to_string(branch->step());
      out += branch->how().empty() ? "  as it is\n" : "  " + shown(branch->how()) + '\n';
    }
    if (branches.size() == 1) out += "Make another: set KEY=VALUE, or inject kill TASK.\n";
    return out;
  }
  for (std::size_t i = 0; i < branches.size(); i++)
    if (branches[i]->name() == words[0]) {
      session.switch_to(i);
      return session.frame();
    }
  return "There is no run '" + shown(words[0]) + "'. Type branch for the list.\n";
}

std::string do_set(Session& session, const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  if (text.find('=') == std::string::npos)
    return "Set what? A key of the job file: set camera.watermarks.out_of_orderness=2ms.\n";
  runs::RunWishes wishes = session.branch().run().wishes();
  wishes.sets.push_back(text);
  return forked(session, text, std::move(wishes));
}

std::string do_inject(Session& session, const std::vector<std::string>& words) {
  std::vector<std::string> rest = words;
  if (!rest.empty() && rest[0] == "kill") rest.erase(rest.begin());
  if (rest.size() != 1) return "Inject what? The failure of a task: inject kill count#0.\n";
  Branch& branch = session.branch();
  runs::RunWishes wishes = branch.run().wishes();
  wishes.injections.push_back({rest[0], branch.run().decision_of(branch.step())});
  const std::string how = "kill " + rest[0] + " behind step " + std::to_string(branch.step());
  std::string out = forked(session, how, std::move(wishes));
  session.branch().run().reach(session.branch().step() + 1);
  if (const std::string missed = session.branch().run().missed_fault(); !missed.empty())
    out += "Nothing fails: " + shown(rest[0]) + " does not run then.\n";
  return out;
}

}  // namespace weir::stepper
