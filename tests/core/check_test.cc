// WEIR_CHECK, Result and the names of errors.
#include "engine/core/check.h"

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <memory>
#include <set>
#include <string>

#include "engine/core/result.h"
#include "engine/core/user_error.h"
#include "tests/catch.h"

using namespace weir;

namespace {

struct Death {
  int status = 0;
  std::string text;  // what it wrote to the error stream
};

// Runs `body` in a child process.
template <class Body>
Death run_in_child(Body body) {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    std::signal(SIGABRT, SIG_DFL);  // Catch's handler would speak, too
    dup2(ends[1], STDERR_FILENO);
    body();
    _exit(0);
  }
  close(ends[1]);
  Death death;
  char buffer[512];
  for (ssize_t n; (n = read(ends[0], buffer, sizeof buffer)) > 0;)
    death.text.append(buffer, static_cast<std::size_t>(n));
  close(ends[0]);
  waitpid(child, &death.status, 0);
  return death;
}

bool aborted(const Death& death) {
  return WIFSIGNALED(death.status) && WTERMSIG(death.status) == SIGABRT;
}

}  // namespace

TEST_CASE("a failed check prints where the run stands and aborts") {
  const Death death = run_in_child([] {
    crash_note() = {42, 1234, -5, 3};
    WEIR_CHECK(1 + 1 == 3, "arithmetic holds");
  });
  CHECK(aborted(death));
  for (const char* part : {"internal error: arithmetic holds", "check: 1 + 1 == 3",
                           "check_test.cc:", "seed 42, decision 1234, time -5 ms, task 3"})
    CHECK(death.text.find(part) != std::string::npos);
}

TEST_CASE("a check that holds does nothing, and evaluates its condition once") {
  int evaluated = 0;
  WEIR_CHECK(++evaluated == 1, "counts");
  CHECK(evaluated == 1);
}

TEST_CASE("taking the value of an error, or the error of a value, is a bug and aborts") {
  const Result<int> error = Error{ErrorKind::kIo, "no"};
  const Result<int> value = 7;
  CHECK(aborted(run_in_child([&] { static_cast<void>(error.value()); })));
  CHECK(aborted(run_in_child([&] { static_cast<void>(value.error()); })));
  const Result<void> done;
  CHECK(aborted(run_in_child([&] { static_cast<void>(done.error()); })));
}

TEST_CASE("a result holds what it was made of") {
  Result<std::unique_ptr<int>> moved = std::make_unique<int>(5);
  REQUIRE(moved);
  CHECK(**moved == 5);
  const std::unique_ptr<int> taken = std::move(*moved);
  CHECK(*taken == 5);
  const Result<std::string> text = std::string("abc");
  CHECK(text->size() == 3);
  const Result<std::string> error = Error{ErrorKind::kCorrupt, "checksum"};
  REQUIRE(!error.has_value());
  CHECK(error.error().kind == ErrorKind::kCorrupt);
  CHECK(error.error().text == "checksum");
  Result<std::string> copy = error;
  CHECK(copy.error().text == "checksum");
  copy = text;
  CHECK(*copy == "abc");
  copy = error;
  CHECK(!copy);
  CHECK(error.error().text == "checksum");
  CHECK(Result<void>().has_value());
  const Result<void> failed = Error{ErrorKind::kIo, "no"};
  Result<void> other;
  other = failed;
  CHECK(!other.has_value());
  CHECK(other.error().text == failed.error().text);
}

TEST_CASE("every kind of error has a name of its own") {
  std::set<std::string> names;
  for (int i = 0; i <= static_cast<int>(ErrorKind::kUserFunction); i++)
    names.insert(error_kind_name(static_cast<ErrorKind>(i)));
  CHECK(names.size() == static_cast<std::size_t>(ErrorKind::kUserFunction) + 1);
  CHECK(names.count("?") == 0);
  const UserError e(ErrorKind::kNull, "a key must not be null");
  CHECK(std::string(e.what()) == "a key must not be null");
}
