// CompileError: the first error of what a compiler said, cut to what helps.
//   The compiler's own words stay; the place is in the learner's file where there is one: for an
//   error inside of a template, the line that asked for it. Weir's static_asserts ("weir: …") are
//   the message alone. Template backtraces and candidates are folded
//   into a count. The commonest mistakes get one
//   sentence of help. Of g++ and of clang, in English (LC_ALL=C).
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace weir::exercises {

struct CompileError {
  std::string place;    // "starter.cc:13:22"; empty: nowhere, as of the linker
  std::string message;  // one line: "error: conversion from …", or Weir's own words
  // "   13 |     Sum s = sum.value();" and "      |             ~~~~~~~~~^~"; may be empty.
  std::vector<std::string> source;
  std::string help;        // empty: none
  std::size_t folded = 0;  // more lines about this error: templates, candidates
  std::size_t errors = 1;  // in all

  // "starter.cc:13:22: error: …" (one line, to be wrapped), the source, "(3 lines about this
  // error are left out)"; without the help.
  std::vector<std::string> lines() const;
};

// `name` is that of the learner's file, as the compiler was given it; `text` is what is in it.
CompileError first_error(std::string_view said, std::string_view name, std::string_view text);

}  // namespace weir::exercises
