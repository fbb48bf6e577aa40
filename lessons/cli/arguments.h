// Arguments: the options of one command, declared once: parsing, help and mistakes come from it.
//   Values are texts; what they mean is checked by the command, with number() for numbers. Options
//   can stand in any order, as "--name value" or "--name=value". Nothing is abbreviated.
// Ownership: what options write to outlives the Arguments and is untouched if parse() fails.
// Errors: one sentence each, with a suggestion where one is near. The only user of CLI11.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/core/result.h"

namespace weir::cli {

class Arguments {
 public:
  // `head` is printed above the list of options, and begins with examples.
  Arguments(std::string command, std::string head);
  ~Arguments();
  Arguments(const Arguments&) = delete;
  Arguments& operator=(const Arguments&) = delete;

  void positional(const std::string& value_name, std::string& out, const std::string& help);
  // Everything that is no option, in order.
  void positionals(const std::string& value_name, std::vector<std::string>& out,
                   const std::string& help);
  void flag(const std::string& name, bool& out, const std::string& help);
  void option(const std::string& name, const std::string& value_name, std::string& out,
              const std::string& help);
  // May come several times.
  void options(const std::string& name, const std::string& value_name,
               std::vector<std::string>& out, const std::string& help);

  enum class Wish { kRun, kHelp };
  Result<Wish> parse(std::span<const std::string> arguments);
  std::string help() const;  // at most 80 columns

 private:
  struct Parser;  // hides CLI11
  std::unique_ptr<Parser> parser_;
};

// A whole number in decimal digits and nothing else, from `min` to `max`.
Result<std::uint64_t> number(const std::string& name, const std::string& text, std::uint64_t min,
                             std::uint64_t max);

// Of --at: a step, or nothing if nothing was typed.
Result<std::optional<std::int64_t>> step_of(const std::string& typed);
// Of --seed: the assignment that it stands for, if something was typed.
Result<void> add_seed(const std::string& typed, std::vector<std::string>& sets);

// One of several words: its place in `words`, of which there are two at least.
Result<std::size_t> one_of(const std::string& name, const std::string& text,
                           const std::vector<std::string>& words);

}  // namespace weir::cli
