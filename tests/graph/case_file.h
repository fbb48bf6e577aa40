// A file of cases in named parts, for tests that compare whole texts (job_mistakes_test.cc).
#pragma once
#include <string>
#include <vector>

namespace weir::testing {

struct Part {
  std::string title;  // behind "--- "
  std::string text;   // lines, each with its newline
};

struct Case {
  std::string name;  // behind "=== "
  std::vector<Part> parts;
};

struct CaseFile {
  std::string head;  // lines in front of the first case
  std::vector<Case> cases;
};

CaseFile read_cases(const std::string& path);
void write_cases(const std::string& path, const CaseFile& file);

// ‹hh› as the byte hh.
std::string with_bytes(const std::string& text);

}  // namespace weir::testing
