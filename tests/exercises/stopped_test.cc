// The messages about programs that did not come to their end, of endings that no test can bring
// about by itself in a moment; hostile_test.cc has the others.
#include "exercises/loop/stopped.h"

#include <csignal>
#include <set>
#include <string>

#include "exercises/loop/last_words.h"
#include "tests/catch.h"

namespace weir::exercises {
namespace {

Ended ended(How how, int code = 0, const std::string& printed = "") {
  Ended out;
  out.how = how;
  out.code = code;
  out.where.check = 1;
  out.where.calls = 1234;
  out.where.record = 3;
  out.where.inside = true;
  out.where.call = "process_element";
  out.where.what = "(key 1, value 7)";
  out.output.add(printed);
  out.cpu_seconds = 1.25;
  out.wall_seconds = 50.1;
  return out;
}

std::string told(const Ended& e, const std::string& source = "") {
  const Stopped words = stopped(e, source);
  std::string out = words.verdict == Stopped::Verdict::kFail      ? ""
                    : words.verdict == Stopped::Verdict::kUnknown ? "unknown\n"
                                                                  : "environment\n";
  if (words.sanitize) out += "sanitize\n";
  for (const auto& [name, text] : words.lines) out += name + ": " + text + '\n';
  return out;
}

const std::string kWhere = "where: record 3 (key 1, value 7), in process_element\n";

}  // namespace

TEST_CASE("an ending that says nothing about the code is no verdict") {
  CHECK(told(ended(How::kStarved)) ==
        "unknown\n"
        "stopped: the machine was too busy: in 50 s your code got 1.25 s of CPU time\n"
        "why: nothing is known about your code. Check again when less is going on.\n");
  CHECK(told(ended(How::kCpuLimit)) ==
        "unknown\n"
        "stopped: 10 s of CPU time were spent before the grader had finished\n"
        "why: no call was endless: 1 234 returned. Something takes far longer than it should, or "
        "longer with every record.\n");
  CHECK(told(ended(How::kSignal, SIGTERM)) ==
        "unknown\n"
        "stopped: killed (signal 15), and not by weir\n"
        "why: by your code itself, by somebody, or by a system short of memory. Nothing is known "
        "about your code: check again.\n");
  CHECK(told(ended(How::kNotStarted, 127,
                   "program: error while loading shared libraries: libweir.so.0.1: cannot open "
                   "shared object file\n")) ==
        "environment\n"
        "stopped: your program could not be started\n"
        "said: program: error while loading shared libraries: libweir.so.0.1: cannot open shared "
        "object file\n"
        "why: this is no fault of your code: Weir's library is missing, or of another build. "
        "'weir doctor' says which.\n");
}

TEST_CASE("signals and floods that are seldom") {
  CHECK(told(ended(How::kSignal, SIGBUS)) ==
        "sanitize\nstopped: bus error (signal 7)\n" + kWhere +
            "why: memory was read or written that is not yours: a null pointer, an index past the "
            "end, or an object that is gone.\n");
  CHECK(told(ended(How::kSignal, SIGILL)) ==
        "sanitize\nstopped: a trap was reached (signal 4)\n" + kWhere +
            "why: compilers put one where no program may come: the end of a function that has to "
            "return a value, for example.\n");
  CHECK(told(ended(How::kSignal, SIGALRM)) ==
        "stopped: ended by signal 14 (Alarm clock)\n" + kWhere +
            "why: your code, or a library that it calls, has asked for this signal.\n");
  Ended flood = ended(How::kPrinted);
  for (int i = 0; i < 65; i++) flood.output.add(std::string(1 << 20, 'x'));
  CHECK(told(flood) ==
        "stopped: your code printed more than 64 MB; 64 KB were kept\n"
        "why: printing took the time that grading needed. Your code runs thousands of times: print "
        "less, or nothing.\n");
}

TEST_CASE("the place is as exact as it is known") {
  const auto where = [](auto&& change) {
    Ended e = ended(How::kCallLimit);
    change(e.where);
    for (const auto& [name, text] : stopped(e).lines)
      if (name == "where" || name == "why") return name + ": " + text;
    return std::string();
  };
  CHECK(where([](Whereabouts&) {}) == "where: record 3 (key 1, value 7), in process_element");
  CHECK(where([](Whereabouts& w) { w.inside = false; }) ==
        "where: after record 3 (key 1, value 7), in process_element");
  CHECK(where([](Whereabouts& w) { w.what.clear(); }) == "where: record 3, in process_element");
  CHECK(where([](Whereabouts& w) {
          w.record = 0;
          w.what.clear();
          w.call = "open";
        }) == "where: in open");
  CHECK(where([](Whereabouts& w) {
          w.record = 0;
          w.what = "key_group(1, 128)";
          w.call.clear();
        }) == "where: key_group(1, 128)");
  CHECK(where([](Whereabouts& w) { w.calls = 0; }) ==
        "where: before the first call: where a global or static object is made");
  CHECK(where([](Whereabouts& w) {
          w = Whereabouts();
          w.calls = 1;
        }) == "why: a loop in there never ends.");
}

TEST_CASE("steps before are counted in words, as far as people do") {
  const auto why = [](std::uint32_t record) {
    Ended e = ended(How::kCallLimit);
    e.where.record = record;
    return stopped(e).lines.back().second;
  };
  CHECK(why(1) == "a loop in there never ends.");
  CHECK(why(2) == "a loop in there never ends. The call before returned normally.");
  CHECK(why(3) == "a loop in there never ends. The two calls before returned normally.");
  CHECK(why(13) == "a loop in there never ends. The twelve calls before returned normally.");
  CHECK(why(1235) == "a loop in there never ends. The 1 234 calls before returned normally.");
}

TEST_CASE("last words of programs that aborted") {
  const auto said = [](const std::string& printed) {
    return told(ended(How::kSignal, SIGABRT, printed));
  };
  CHECK(said("terminate called without an active exception\n") ==
        "stopped: aborted (signal 6)\nsaid: terminate called without an active exception\n" +
            kWhere +
            "why: a std::thread was destroyed that nobody had joined. A function in a stream "
            "starts no threads.\n");
  CHECK(said("terminate called after throwing an instance of 'int'\n") ==
        "stopped: aborted (signal 6)\nsaid: an uncaught int\n" + kWhere +
            "why: an exception left a destructor, a function that is noexcept, a thread, or the "
            "constructor of a global object.\n");
  CHECK(said("x\nfree(): double free detected in tcache 2\n\n") ==
        "sanitize\nstopped: aborted (signal 6)\nsaid: free(): double free detected in tcache 2\n" +
            kWhere + "why: memory was written that is not yours, or given back twice.\n");
  CHECK(said("a.out: solution.cc:12: void f(int): Assertion `n > 0' failed.\n") ==
        "stopped: aborted (signal 6)\nsaid: 'n > 0' does not hold, in solution.cc\n" + kWhere +
            "why: an assertion failed, in your code or in a library that it calls.\n");
  CHECK(said("/usr/include/c++/14/optional:480: constexpr _Tp& std::_Optional_base_impl<_Tp, "
             "_Dp>::_M_get() [with _Tp = long]: Assertion 'this->_M_is_engaged()' failed.\n") ==
        "sanitize\nstopped: aborted (signal 6)\nsaid: 'this->_M_is_engaged()' does not hold, in "
        "optional\n" +
            kWhere +
            "why: the standard library checks what it is given: an optional without a value was "
            "read with * or ->. A state may be absent: value().value_or(\u2026).\n");
  CHECK(said("terminate called after throwing an instance of 'std::bad_alloc'\n  what():  "
             "std::bad_alloc\n") ==
        "stopped: out of memory: your program may use 1 GB\n" + kWhere +
            "why: something grows without end, or a size was computed wrongly.\n");
  CHECK(said("\x1b[2Jgood bye") == "stopped: aborted (signal 6)\nsaid: \\x1b[2Jgood bye\n" +
                                       kWhere +
                                       "why: abort() was called, by your code or by a library that "
                                       "it calls.\n");
}

TEST_CASE("a sanitizer's report names the line in the learner's file") {
  const std::string address =
      "=================================================================\n"
      "==4242==ERROR: AddressSanitizer: heap-buffer-overflow on address 0x602000000018 at pc 0x5\n"
      "READ of size 8 at 0x602000000018 thread T0\n"
      "    #0 0x55d0 in std::vector<long>::operator[](unsigned long) "
      "/usr/include/c++/12/bits/stl_vector.h:1124\n"
      "    #1 0x55d1 in Mine::process_element(e03::Pair const&) /home/me/weir/solution.cc:13:21\n"
      "    #2 0x55d2 in main main.cc:7\n";
  CHECK(told(ended(How::kExited, 1, "printed\n" + address), "/home/me/weir/solution.cc") ==
        "stopped: AddressSanitizer: heap-buffer-overflow\n"
        "said: solution.cc:13:21, in Mine::process_element\n" +
            kWhere + "why: memory was read or written that is not yours.\n");
  CHECK(told(ended(How::kExited, 1,
                   "solution.cc:9:12: runtime error: signed integer overflow: 9223372036854775807 "
                   "+ 1 cannot be represented in type 'long int'\n"),
             "solution.cc") ==
        "stopped: UndefinedBehaviorSanitizer: signed integer overflow: 9223372036854775807 + 1 "
        "cannot be represented in type 'long int'\n"
        "said: solution.cc:9:12\n" +
            kWhere + "why: what happens here is not defined by C++.\n");
  CHECK(told(ended(How::kExited, 1, "ERROR: nothing of the kind\n"), "solution.cc") ==
        told(ended(How::kExited, 1)));
}

TEST_CASE("output keeps both ends, whatever the pieces") {
  std::string all;
  for (int i = 0; all.size() < 200'000; i++) all += "line " + std::to_string(i) + '\n';
  std::set<std::string> excerpts;
  for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{4096},
                                  std::size_t{32768}, std::size_t{50'000}, all.size()}) {
    Output output;
    for (std::size_t at = 0; at < all.size(); at += piece)
      output.add(std::string_view(all).substr(at, piece));
    REQUIRE(output.bytes() == all.size());
    REQUIRE(output.head() == all.substr(0, Output::kKept));
    REQUIRE(output.tail() == all.substr(all.size() - Output::kKept));
    REQUIRE(output.left_out() == all.size() - 2 * Output::kKept);
    std::string excerpt;
    for (const std::string& line : output.excerpt(2)) excerpt += line + '\n';
    excerpts.insert(excerpt);
  }
  REQUIRE(excerpts.size() == 1);
  CHECK(*excerpts.begin() == "line 0\nline 1\n(199 966 bytes left out)\nline 19190\nline 19191\n");
}

TEST_CASE("short output is shown whole, and steers no terminal") {
  Output output;
  CHECK(output.excerpt(10).empty());
  CHECK(output.last_line().empty());
  output.add("a\n\x1b[31mred\nno end");
  CHECK(output.excerpt(10) == std::vector<std::string>{"a", "\\x1b[31mred", "no end"});
  CHECK(output.excerpt(1) == std::vector<std::string>{"a", "(9 bytes left out)", "no end"});
  CHECK(output.last_line() == "no end");
}

}  // namespace weir::exercises
