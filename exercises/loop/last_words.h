// Last words: what a program said before it aborted, read. The assertions of the standard library,
// std::terminate() and the sanitizers speak in lines of 300 characters; here is what is in them.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "exercises/loop/output.h"

namespace weir::exercises {

struct LastWords {
  std::string said = {};  // one line, shortened; empty: it said nothing
  std::string why = {};
  bool memory = false;  // what a sanitizer would know more about
  bool out_of_memory = false;
};
LastWords last_words(const Output& output);

struct SanitizerReport {
  std::string what;  // "AddressSanitizer: heap-buffer-overflow"
  std::string line;  // "starter.cc:13, in MyAverage::process_element"; empty: none is in `source`
  std::string why;
};
// Nothing: no sanitizer spoke.
std::optional<SanitizerReport> sanitizer_report(const Output& output, std::string_view source);

}  // namespace weir::exercises
