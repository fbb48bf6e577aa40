// Calls: what a check of plain functions asks the learner's code, and compares.
//   same() makes one call and compares; the first difference ends the check. holds() is for what no
//   single value says: the answer is right if `ok`. `call` is how the call reads, "key_group(1,
//   128)": it is also what is shown when the call does not come back.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <utility>

#include "engine/core/value.h"

namespace weir::exercises {

class Calls {
 public:
  virtual ~Calls() = default;

  template <class Make>
  void same(const std::string& call, const Value& expected, Make&& make) {
    begin(call);
    compare(call, expected, make());
  }
  template <class Make>
  auto ask(const std::string& call, Make&& make) {
    begin(call);
    auto answer = make();
    end();
    return answer;
  }
  void holds(bool ok, const std::string& call, const std::string& expected,
             const std::string& actual) {
    if (!ok) differ(call, expected, actual);
  }

 protected:
  virtual void begin(const std::string& call) = 0;
  virtual void end() = 0;
  virtual void compare(const std::string& call, const Value& expected, const Value& actual) = 0;
  [[noreturn]] virtual void differ(const std::string& call, const std::string& expected,
                                   const std::string& actual) = 0;
};

}  // namespace weir::exercises
