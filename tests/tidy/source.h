// Source text as tidy's rules see it: a tree of files, and C++ text of which parts are blanked out.
//
// A rule about code must not look into comments and string literals, a rule about comments not into
// code. So every character of a C++ file gets one part, and a rule asks for the text with only the
// parts it is about. Blanked characters become spaces: lines and columns stay what they were.
// Tested by rules_test.cc.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace weir::tidy {

struct SourceFile {
  std::string path;  // relative to the root of the repository, with '/'
  std::string text;

  bool is_cpp() const { return path.ends_with(".cc") || path.ends_with(".h"); }
  bool is_header() const { return path.ends_with(".h"); }
};

struct Tree {
  std::vector<SourceFile> files;       // by path
  std::vector<std::string> top_level;  // names of all entries of the root, sorted
};

// Every text file under `root` except build trees and hidden folders other than .ci. Files that
// cannot be read, and those with NUL bytes, are left out.
Tree read_tree(const std::filesystem::path& root);

enum class Part : unsigned char {
  kCode = 1,
  kComment = 2,
  kLiteral = 4,  // string or character literal, its quotes included
  kRaw = 8,      // raw string literal
};

// The part of every character of C++ text. Literals end at the end of their line at the latest, so
// that one stray quote (in an #error line, say) does not blind tidy to the rest of the file.
std::vector<Part> parts_of(std::string_view cpp);

// `cpp` with everything but the named parts blanked, e.g. only(text, {Part::kCode}).
std::string only(std::string_view cpp, std::initializer_list<Part> kept);

// The same with preprocessor directives blanked too, continuation lines included.
std::string only_code_without_directives(std::string_view cpp);

// Lines without their '\n'. They point into `text`.
std::vector<std::string_view> lines_of(std::string_view text);

// The line of a position, from 1.
int line_at(std::string_view text, std::size_t position);

inline bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

std::string_view trimmed(std::string_view text);

}  // namespace weir::tidy
