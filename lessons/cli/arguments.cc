#include "lessons/cli/arguments.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <limits>
#include <utility>

#include "engine/core/suggest.h"

namespace weir::cli {

struct Arguments::Parser {
  std::string command, head;
  CLI::App app;
  std::vector<std::string> names{"--help"};
  struct Line {
    std::string left, right;
  };
  std::vector<Line> lines;

  void declare(const std::string& left, const std::string& help, const std::string& name) {
    lines.push_back({left, help});
    if (name.starts_with('-')) names.push_back(name);
  }
};

Arguments::Arguments(std::string command, std::string head) : parser_(new Parser) {
  parser_->command = std::move(command);
  parser_->head = std::move(head);
  // What nobody declared is looked at here, for a better message than "were not expected".
  parser_->app.allow_extras();
}

Arguments::~Arguments() = default;

void Arguments::positional(const std::string& value_name, std::string& out,
                           const std::string& help) {
  parser_->app.add_option(value_name, out);
  parser_->declare(value_name, help, value_name);
}

void Arguments::positionals(const std::string& value_name, std::vector<std::string>& out,
                            const std::string& help) {
  parser_->app.add_option(value_name, out);
  parser_->declare(value_name + " ...", help, value_name);
}

void Arguments::flag(const std::string& name, bool& out, const std::string& help) {
  parser_->app.add_flag(name, out)->disable_flag_override();  // no "--json=3"
  parser_->declare(name, help, name);
}

void Arguments::option(const std::string& name, const std::string& value_name, std::string& out,
                       const std::string& help) {
  parser_->app.add_option(name, out);
  parser_->declare(name + ' ' + value_name, help, name);
}

void Arguments::options(const std::string& name, const std::string& value_name,
                        std::vector<std::string>& out, const std::string& help) {
  parser_->app.add_option(name, out)->allow_extra_args(false);  // "--kill a --kill b", not "a b"
  parser_->declare(name + ' ' + value_name, help, name);
}

Result<Arguments::Wish> Arguments::parse(std::span<const std::string> arguments) {
  const std::string see = "\nSee '" + parser_->command + " --help'.";
  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
  try {
    parser_->app.parse(std::move(reversed));
  } catch (const CLI::CallForHelp&) {
    return Wish::kHelp;
  } catch (const CLI::ArgumentMismatch& e) {
    const std::string what = e.what();  // "--seed: 1 required TEXT missing"
    const std::string name = what.substr(0, what.find(':'));
    const bool missing = what.ends_with("missing");
    return Error{ErrorKind::kBadArgument,
                 name + (missing ? " wants a value." : " can be given once only.") + see};
  } catch (const CLI::ParseError& e) {
    return Error{ErrorKind::kBadArgument, std::string(e.what()) + see};
  }
  for (const std::string& extra : parser_->app.remaining()) {
    if (!extra.starts_with('-') || extra == "-")
      return Error{ErrorKind::kBadArgument, "What is '" + extra + "' here?" + see};
    const std::string name = extra.substr(0, extra.find('='));
    return Error{ErrorKind::kBadArgument,
                 "There is no option '" + name + "'." + did_you_mean(name, parser_->names) + see};
  }
  return Wish::kRun;
}

namespace {

// What goes on in a new line, goes on below its beginning.
std::string indented(const std::string& text, std::size_t columns) {
  std::string out;
  for (const char c : text) {
    out += c;
    if (c == '\n') out.append(columns, ' ');
  }
  return out;
}

}  // namespace

std::string Arguments::help() const {
  std::size_t width = std::string("--help").size();
  for (const auto& line : parser_->lines) width = std::max(width, line.left.size());
  std::string out = parser_->head + "\nOptions:\n";
  auto lines = parser_->lines;
  lines.push_back({"--help", "show this"});
  for (const auto& line : lines) {
    out += "  " + line.left + std::string(width - line.left.size() + 2, ' ') +
           indented(line.right, width + 4) + '\n';
  }
  return out;
}

Result<std::uint64_t> number(const std::string& name, const std::string& text, std::uint64_t min,
                             std::uint64_t max) {
  std::uint64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error == std::errc{} && stop == end && value >= min && value <= max) return value;
  return Error{ErrorKind::kBadArgument, name + " wants a whole number from " + std::to_string(min) +
                                            " to " + std::to_string(max) + ", not '" + text + "'."};
}

constexpr std::uint64_t kMostLong = std::numeric_limits<std::int64_t>::max();

Result<std::optional<std::int64_t>> step_of(const std::string& typed) {
  if (typed.empty()) return std::optional<std::int64_t>();
  const auto step = number("--at", typed, 0, kMostLong);
  if (!step) return step.error();
  return std::optional(static_cast<std::int64_t>(*step));
}

Result<void> add_seed(const std::string& typed, std::vector<std::string>& sets) {
  if (typed.empty()) return {};
  if (const auto seed = number("--seed", typed, 0, kMostLong); !seed) return seed.error();
  sets.push_back("simulation.seed=" + typed);
  return {};
}

Result<std::size_t> one_of(const std::string& name, const std::string& text,
                           const std::vector<std::string>& words) {
  const auto found = std::find(words.begin(), words.end(), text);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  std::string list = words[0];
  for (std::size_t i = 1; i < words.size(); i++)
    list += (i + 1 == words.size() ? " or " : ", ") + words[i];
  return Error{ErrorKind::kBadArgument,
               name + " wants " + list + ", not '" + text + "'." + did_you_mean(text, words)};
}

}  // namespace weir::cli
