// Programs that do what no learner's program should: each is compiled as a learner's file is, run,
// and must end with its own clear message; none may stop the tool or forge a verdict.
#include <sys/wait.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <string>
#include <vector>

#include "exercises/loop/child.h"
#include "exercises/loop/stopped.h"
#include "exercises/loop/toolchain.h"
#include "tests/catch.h"
#include "tests/temporary_folder.h"

namespace weir::exercises {
namespace {

const testing::TemporaryFolder& scratch() {
  static const testing::TemporaryFolder folder;
  return folder;
}

std::string built(const std::string& name, bool sanitize = false) {
  Toolchain toolchain = recorded_compiler();
  toolchain.header.clear();
  toolchain.objects = {HOSTILE_MAIN};
  toolchain.link.emplace_back(FMT_LIBRARY);
  const auto result = compile(toolchain, std::string(HOSTILE_FOLDER) + "/" + name + ".cc",
                              {.build_folder = scratch() / "build", .sanitize = sanitize});
  if (!result) FAIL(result.error().text);
  INFO(result->said);
  REQUIRE(result->ok);
  return result->program;
}

// The limits are low only where one is to be reached, so that a slow machine reaches no other.
Limits limits_for(const std::string& name) {
  Limits out;
  out.call_seconds = 5;
  for (const char* busy : {"endless_loop", "never_begins", "catches_signals", "spinning_threads"})
    if (name == busy) out.call_seconds = 0.25;
  for (const char* idle : {"sleeps", "waits_for_lock", "stops_itself"})
    if (name == idle) out.asleep_seconds = 0.25;
  if (name == "memory_bomb") out.memory = 256 << 20;
  return out;
}

Ended ran(const std::string& name) {
  Program program{.path = built(name), .arguments = {"grade"}};
  program.folder = scratch().path();
  program.sanitized = recorded_compiler().sanitized;
  program.limits = limits_for(name);
  program.last = [](const Value& message) { return message == Value::text("done"); };
  auto ended = run(program);
  if (!ended) FAIL(ended.error().text);
  return std::move(*ended);
}

std::string told(const Ended& ended) {
  if (ended.how == How::kFinished) return "finished\n";
  std::string out;
  const Stopped words = stopped(ended);
  switch (words.verdict) {
    case Stopped::Verdict::kFail: break;
    case Stopped::Verdict::kUnknown: out += "unknown\n"; break;
    case Stopped::Verdict::kEnvironment: out += "environment\n"; break;
  }
  if (words.sanitize) out += "sanitize\n";
  for (const auto& [name, text] : words.lines) out += name + ": " + text + '\n';
  return out;
}

struct Hostile {
  const char* name;
  bool plain;  // not under a sanitizer, which catches it first or needs more memory
  const char* told;
};

// clang-format off
const Hostile kAll[] = {
    {"well_behaved", false,
     R"(finished
)"},
    {"endless_loop", false,
     R"(stopped: your code did not return from one call within 0.25 s of CPU time
where: record 3 (key 1, value 7), in process_element
why: a loop in there never ends. The two calls before returned normally.
)"},
    {"sleeps", false,
     R"(stopped: your code waited for 0.25 s without computing anything
where: record 2 (key 1, value 5), in process_element
why: a function in a stream never waits, not for a lock, a clock, input or another thread: everything behind it would stand still.
)"},
    {"waits_for_lock", false,
     R"(stopped: your code waited for 0.25 s without computing anything
where: record 1 (key 1, value 3), in process_element
why: a function in a stream never waits, not for a lock, a clock, input or another thread: everything behind it would stand still.
)"},
    {"reads_input", false,
     R"(finished
)"},
    {"stops_itself", false,
     R"(stopped: your code waited for 0.25 s without computing anything
where: record 1 (key 1, value 3), in process_element
why: a function in a stream never waits, not for a lock, a clock, input or another thread: everything behind it would stand still.
)"},
    {"recursion", true,
     R"(stopped: the stack overflowed (signal 11)
where: record 1 (key 1, value 3), in process_element
why: a function calls itself without end, or a local variable is larger than the stack (8 MB).
)"},
    {"large_array", true,
     R"(stopped: the stack overflowed (signal 11)
where: record 1 (key 1, value 3), in process_element
why: a function calls itself without end, or a local variable is larger than the stack (8 MB).
)"},
    {"null_pointer", true,
     R"(sanitize
stopped: segmentation fault (signal 11)
where: record 1 (key 1, value 3), in process_element
why: memory was read or written that is not yours: a null pointer, an index past the end, or an object that is gone.
)"},
    {"index_past_the_end", false,
     R"(sanitize
stopped: aborted (signal 6)
said: '__n < this->size()' does not hold, in stl_vector.h
where: record 1 (key 1, value 3), in process_element
why: the standard library checks what it is given: an index is past the end, or below 0.
)"},
    {"empty_optional", false,
     R"(sanitize
stopped: aborted (signal 6)
said: 'this->_M_is_engaged()' does not hold, in optional
where: record 1 (key 1, value 3), in process_element
why: the standard library checks what it is given: an optional without a value was read with * or ->. A state may be absent: value().value_or(…).
)"},
    {"throws_in_noexcept", true,
     R"(stopped: aborted (signal 6)
said: an uncaught std::out_of_range: map::at
where: record 1 (key 1, value 3), in process_element
why: an exception left a destructor, a function that is noexcept, a thread, or the constructor of a global object.
)"},
    {"calls_abort", false,
     R"(stopped: aborted (signal 6)
where: record 1 (key 1, value 3), in process_element
why: abort() was called, by your code or by a library that it calls.
)"},
    {"divides_by_zero", true,
     R"(stopped: division by zero (signal 8)
where: record 1 (key 1, value 3), in process_element
why: an integer was divided by zero, with / or with %.
)"},
    {"exits_with_0", false,
     R"(stopped: your program ended itself (exit code 0) before the grader had finished
where: record 1 (key 1, value 3), in process_element
why: a function in a stream never ends the process; return instead. For "no result", return without collecting.
)"},
    {"exits_with_3", false,
     R"(stopped: your program ended itself (exit code 3) before the grader had finished
where: record 3 (key 1, value 7), in process_element
why: a function in a stream never ends the process; return instead. For "no result", return without collecting.
)"},
    {"quick_exit", false,
     R"(stopped: your program ended itself (exit code 0) before the grader had finished
where: record 1 (key 1, value 3), in process_element
why: a function in a stream never ends the process; return instead. For "no result", return without collecting.
)"},
    {"prints_a_lot", false,
     R"(finished
)"},
    {"prints_for_ever", false,
     R"(stopped: your code printed more than 4 MB in one call; 64 KB were kept
where: record 1 (key 1, value 3), in process_element
why: a loop in there prints without end.
)"},
    {"memory_bomb", true,
     R"(stopped: out of memory: your program may use 256 MB
where: record 1 (key 1, value 3), in process_element
why: something grows without end, or a size was computed wrongly.
)"},
    {"huge_file", false,
     R"(stopped: a file grew past 16 MB
where: record 1 (key 1, value 3), in process_element
why: a function in a stream writes no files: what it has to say goes through its collector.
)"},
    {"spinning_threads", false,
     R"(stopped: 0.25 s of CPU time spent in several threads
why: a function in a stream runs in one thread and starts none: keyed state, timers and output belong to that one.
)"},
    {"forks", false,
     R"(stopped: your code started another process
why: a function in a stream starts none: nobody would restore it after a failure. What it did was not judged.
)"},
    {"fork_bomb", false,
     R"(stopped: your code started another process
why: a function in a stream starts none: nobody would restore it after a failure. What it did was not judged.
)"},
    {"daemon_with_pipe", false,
     R"(stopped: your code started another process
why: a function in a stream starts none: nobody would restore it after a failure. What it did was not judged.
)"},
    {"writes_to_decoy", false,
     R"(stopped: your code wrote to descriptor 3, which it did not open
why: the grader does not listen there, so nothing is won by it. Print to stdout or stderr.
)"},
    {"writes_everywhere", false,
     R"(stopped: something else than the grader wrote into the grader's pipe
why: nothing that came out of it is believed any more. Leave descriptors alone that your code did not open.
)"},
    {"closes_everything", false,
     R"(stopped: your code closed the grader's pipe
why: it closes descriptors that it did not open. Leave those alone.
)"},
    {"kills_itself", false,
     R"(unknown
stopped: killed (signal 9), and not by weir
why: by your code itself, by somebody, or by a system short of memory. Nothing is known about your code: check again.
)"},
    {"never_begins", false,
     R"(stopped: your program did not begin within 0.25 s of CPU time
where: before the first call: where a global or static object is made
why: the constructor of a global object never returns. Keep data in members and in state; the grader makes your objects when it needs them.
)"},
    {"hangs_at_the_end", false,
     R"(finished
)"},
    {"catches_signals", true,
     R"(stopped: your code did not return from one call within 0.25 s of CPU time
where: record 1 (key 1, value 3), in process_element
why: a loop in there never ends.
)"},
    {"uses_after_free", true,
     R"(finished
)"},
    {"starts_threads", false,
     R"(finished
)"},
};
// clang-format on

}  // namespace

TEST_CASE("every hostile program ends, each with a message of its own") {
  for (const Hostile& program : kAll) {
    if (program.plain && recorded_compiler().sanitized) continue;
    INFO(program.name);
    const Ended ended = ran(program.name);
    CHECK(told(ended) == program.told);
    // A verdict is what was sent, in order, and never what was printed.
    CHECK(ended.messages.size() <= 2);
    for (std::size_t i = 0; i < ended.messages.size(); i++)
      CHECK(ended.messages[i] == Value::text(i == 0 ? "plan" : "done"));
    CHECK((ended.how == How::kFinished) <= (ended.messages.size() == 2));
  }
}

TEST_CASE("every program in the folder is run, and is there") {
  std::vector<std::string> found;
  for (const auto& entry : std::filesystem::directory_iterator(HOSTILE_FOLDER))
    if (entry.path().extension() == ".cc") found.push_back(entry.path().stem().native());
  std::vector<std::string> listed;
  for (const Hostile& program : kAll) listed.emplace_back(program.name);
  std::sort(found.begin(), found.end());
  std::sort(listed.begin(), listed.end());
  CHECK(found == listed);
}

TEST_CASE("what was printed is kept at both ends, and what was printed before a crash is there") {
  const Ended a_lot = ran("prints_a_lot");
  CHECK(a_lot.output.bytes() == 1'916'670);
  CHECK(a_lot.output.excerpt(2) == std::vector<std::string>{"here 3 0", "here 3 1",
                                                            "(1 916 626 bytes left out)",
                                                            "here 7 49998", "here 7 49999"});
  const Ended said = ran("exits_with_0");
  CHECK(said.output.excerpt(10) ==
        std::vector<std::string>{"passed: 3 cases; 110 failure points on 2 backends"});
}

TEST_CASE("a sanitizer names the line of what nobody sees without") {
  if (recorded_compiler().sanitized) WEIR_SKIP("the rest is sanitized already");
  Program program{.path = built("uses_after_free", true), .arguments = {}};
  program.sanitized = true;
  const auto ended = run(program);
  REQUIRE(ended);
  const auto words = stopped(*ended, std::string(HOSTILE_FOLDER) + "/uses_after_free.cc");
  REQUIRE(words.lines.size() == 4);
  CHECK(words.lines[0].second == "AddressSanitizer: heap-use-after-free");
  CHECK(words.lines[1].second.starts_with("uses_after_free.cc:10"));
  CHECK(words.lines[1].second.ends_with(", in process_element"));
  CHECK(words.lines[2].second == "record 1 (key 1, value 3), in process_element");
  CHECK(words.lines[3].second == "memory was read or written that is not yours.");
}

TEST_CASE("threads of the learner's own are counted, ended or not, whoever makes them") {
  CHECK(ran("well_behaved").where.threads == 0);
  if (recorded_compiler().sanitized) WEIR_SKIP("a sanitizer starts all threads itself");
  CHECK(ran("starts_threads").where.threads == 3);
}

TEST_CASE("a stray that holds the output is not waited for, and is killed") {
  const Ended ended = ran("daemon_with_pipe");
  const std::string line = ended.output.last_line();
  REQUIRE(line.starts_with("stray "));
  const auto stray = static_cast<pid_t>(std::stol(line.substr(6)));
  REQUIRE(stray > 0);
  CHECK(kill(stray, 0) != 0);
}

TEST_CASE("whatever ran before, the next program finds the tool as it was") {
  for (const char* name : {"fork_bomb", "closes_everything", "catches_signals"}) {
    ran(name);
    INFO(name);
    CHECK(ran("well_behaved").how == How::kFinished);
    CHECK(waitpid(-1, nullptr, WNOHANG) < 0);  // no child is left, not even a dead one
  }
}

TEST_CASE("a tool whose shell ignores the end of children hears of it all the same") {
  const auto before = signal(SIGCHLD, SIG_IGN);
  CHECK(ran("well_behaved").how == How::kFinished);
  CHECK(ran("exits_with_3").code == 3);
  signal(SIGCHLD, before);
}

TEST_CASE("a program that is not there is an error, and one without the grader is not started") {
  const auto none = run({.path = "/nowhere/program", .arguments = {}});
  REQUIRE(!none);
  CHECK(none.error().text == "cannot run /nowhere/program: No such file or directory");
  const auto other = run({.path = "/bin/true", .arguments = {}});
  REQUIRE(other);
  CHECK(other->how == How::kNotStarted);
}

}  // namespace weir::exercises
