// Session: what `weir step` is behind its prompt: branches of one run, one of them current, and
//   commands as lines of text that answer with text. Nothing is drawn twice: every answer is
//   appended. It reads no terminal, so that a script, a pipe and a test see the same.
// A command is a word or a beginning of one that is unique; single letters are the ones of the hint
//   line. An empty line repeats the last command that moved.
// Errors: what a line gets wrong is its answer; nothing has moved then.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "diagrams/screen.h"
#include "engine/core/result.h"
#include "lessons/stepper/branch.h"
#include "lessons/stepper/breakpoints.h"
#include "lessons/stepper/coach.h"

namespace weir::stepper {

struct SessionOptions {
  runs::RunWishes wishes;
  std::string title;                         // "11  late-or-just-out-of-order"
  std::function<diagrams::Screen()> screen;  // asked before each answer: terminals change
  Branch::Stop stop = {};                    // true: somebody is tired of waiting
  Coach* coach = nullptr;                    // who asks for predictions; nullptr: nobody
  bool json = false;  // each answer is one line: where the walker is, and the World there
};

class Session {
 public:
  static Result<std::unique_ptr<Session>> open(SessionOptions options);

  // What is shown first.
  std::string welcome();
  std::string execute(const std::string& line);
  std::string prompt() const;
  bool over() const { return over_; }

  // ---- for the commands (commands.cc, moves.cc, questions.cc) ----
  Branch& branch() { return *branches_[current_]; }
  const std::vector<std::unique_ptr<Branch>>& branches() const { return branches_; }
  const SessionOptions& options() const { return options_; }
  diagrams::Screen screen() const { return options_.screen(); }
  void switch_to(std::size_t branch) { current_ = branch; }
  // A branch of the current one that differs by this; becomes the current one, at the same step or
  // its last one. Errors: what RecordedRun says.
  Result<void> fork(std::string how, runs::RunWishes wishes);
  void quit() { over_ = true; }
  // The moment of the last move, whole.
  std::string frame();
  // Runs a move forward; where a breakpoint is passed, it ends there, which the answer says. `none`
  // answers when it does not move.
  std::string forward(const std::function<bool()>& move, const std::string& none);
  std::vector<std::string>& breaks() { return breaks_; }

 private:
  explicit Session(SessionOptions options) : options_(std::move(options)) {}
  std::string header() const;
  std::string json() const;
  std::string asked(const Coach::Due& due);
  Result<std::optional<std::size_t>> first_break(std::size_t after, std::string& which);

  SessionOptions options_;
  std::vector<std::unique_ptr<Branch>> branches_;
  std::size_t current_ = 0;
  std::vector<std::string> breaks_;
  std::map<std::pair<std::string, std::string>, std::unique_ptr<Hits>> hits_;  // branch, query
  std::string last_move_;
  bool over_ = false;
  bool micro_ = false;  // the last move was of a single event
};

}  // namespace weir::stepper
