// The commands of a session: their words, what they say of themselves, and how a line finds one.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "diagrams/screen.h"

namespace weir::stepper {

class Session;

struct StepCommand {
  const char* name;
  char key;            // one letter for it; 0: none
  const char* usage;   // behind the name
  const char* about;   // one line
  bool moves = false;  // an empty line repeats it
  bool micro = false;  // shows every event
  std::string (*run)(Session& session, const std::vector<std::string>& words) = nullptr;
};

std::span<const StepCommand> step_commands();

struct Parsed {
  const StepCommand* command = nullptr;
  std::vector<std::string> words;  // behind it
  std::string problem;             // if there is no command: a sentence
};
Parsed parse_command(const std::string& line);

// " s step  r back  …", cut to the screen.
std::string hint_line(const diagrams::Screen& screen);

// One function for each, by topic: moves.cc, branches.cc, looks.cc.
std::string do_step(Session& session, const std::vector<std::string>& words);
std::string do_micro(Session& session, const std::vector<std::string>& words);
std::string do_back(Session& session, const std::vector<std::string>& words);
std::string do_next(Session& session, const std::vector<std::string>& words);
std::string do_prev(Session& session, const std::vector<std::string>& words);
std::string do_goto(Session& session, const std::vector<std::string>& words);
std::string do_until(Session& session, const std::vector<std::string>& words);
std::string do_break(Session& session, const std::vector<std::string>& words);
std::string do_branch(Session& session, const std::vector<std::string>& words);
std::string do_set(Session& session, const std::vector<std::string>& words);
std::string do_inject(Session& session, const std::vector<std::string>& words);
std::string do_predict(Session& session, const std::vector<std::string>& words);
std::string do_why(Session& session, const std::vector<std::string>& words);
std::string do_effects(Session& session, const std::vector<std::string>& words);
std::string do_history(Session& session, const std::vector<std::string>& words);
std::string do_state(Session& session, const std::vector<std::string>& words);
std::string do_channels(Session& session, const std::vector<std::string>& words);
std::string do_show(Session& session, const std::vector<std::string>& words);
std::string do_help(Session& session, const std::vector<std::string>& words);
std::string do_quit(Session& session, const std::vector<std::string>& words);

// A whole number, at least `least`; nullopt: it is none.
std::optional<std::int64_t> whole_number(const std::string& text, std::int64_t least);

}  // namespace weir::stepper
