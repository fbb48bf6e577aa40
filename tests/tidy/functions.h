// Finds function bodies in C++ text by counting braces. No parser: what comes before a brace, back
// to the last ';', '{' or '}', says whether it opens a scope (namespace, class), a function or an
// initialiser. Good for well-formatted code; lambdas and local classes count as part of the
// function around them. Tested by rules_test.cc.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace weir::tidy {

struct Function {
  std::string name;
  int first_line = 0;  // of the signature, a template's head included
  int last_line = 0;   // of the closing brace
  int lines() const { return last_line - first_line + 1; }
};

struct FunctionScan {
  std::vector<Function> functions;  // in the order of their ends
  bool balanced = true;             // false: braces do not match, the list is not to be trusted
};

FunctionScan functions_of(std::string_view cpp);

}  // namespace weir::tidy
