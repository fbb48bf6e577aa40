// What people are told of queries that make no sense: whole messages, in mistakes.txt. With
// WEIR_REFRESH=1 in the environment the file is written anew.
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "engine/trace/query/query.h"
#include "tests/catch.h"

namespace weir {
namespace {

struct Bad {
  const char* text;
  QueryUse use = QueryUse::kAnything;
};

const Bad kBad[] = {
    // kinds
    {""},
    {"lat(ts = 12)"},
    {"win.fired(start = 10)"},
    {"wim.fire(start = 10)"},
    {"abc.def()"},
    {"win(start = 10)"},
    {"late.drop()"},
    {"late"},
    {"win.fire.fish"},
    {"eel"},
    {"12 + 3"},
    {"= 3"},
    {"sum(late())"},
    // fields
    {"win.fire(strat = 10).fish"},
    {"win.fire(start = 10).fihs = 1"},
    {"wm.emit().fish"},
    {"late(start = 10).weight"},
    {"rec.emit(tss > 1 and fsh = 'eel' and tss < 9)"},
    {"open().value"},
    {"any(stepp = 3)"},
    {"origin(late()).lateness"},
    {"late()."},
    // conditions
    {"late(ts = )"},
    {"late(ts == 12 and)"},
    {"late(ts = 'twelve')"},
    {"late(ts = 12, start = 10)"},
    {"late(ts 12)"},
    {"late(lenght(row) > 2)"},
    {"late(ts + 1)"},
    {"late(row = eel)"},
    // parentheses and lists
    {"late("},
    {"late(ts = 12"},
    {"count(late(ts = 12)"},
    {"(late() or wm.emit()"},
    {"late().ts = [12, 14"},
    {"late().ts = [12 14]"},
    {"late().ts = [12, late()]"},
    {"late().row = [eel]"},
    // combinations
    {"late() = 2"},
    {"late().ts < 12 < 14"},
    {"late().ts is nothing"},
    {"count()"},
    {"count(late() is none)"},
    {"origin()"},
    {"origin(late().ts)"},
    {"origin(open())"},
    {"late().ts and wm.emit()"},
    {"not count(late())"},
    {"(late() is none) = true"},
    {"(late() is none) is some"},
    {"late() late()"},
    {"late() ]"},
    {"late().ts ="},
    // words
    {"late().row = 'eel"},
    {"late().ts = 12x"},
    // several
    {"win.fier(start = 1) or late(strat = 1).tts = [1]"},
    {"late(strat = 1 and lenght(row) = 3) or rec.recv(w = 1)"},
    // uses
    {"count(late())", QueryUse::kStop},
    {"late().ts", QueryUse::kStop},
    {"late().ts = 12", QueryUse::kSearch},
    {"open()", QueryUse::kSearch},
};

TEST_CASE("mistakes in queries are told whole, all at once and with their place") {
  const QueryScope scope{std::vector<std::string>{"fish", "at"}};
  std::string all;
  for (const Bad& bad : kBad) {
    INFO(bad.text);
    const CompiledQuery compiled = compile_query(bad.text, scope, bad.use);
    CHECK_FALSE(compiled.query);
    CHECK_FALSE(compiled.mistakes.empty());
    Diagnostics diagnostics;
    for (const TextMistake& mistake : compiled.mistakes) {
      CHECK(mistake.span.end <= std::string_view(bad.text).size());
      diagnostics.push_back(diagnose("query", bad.text, mistake));
    }
    all += "> " + std::string(bad.text) + "\n" + to_text(diagnostics) + "\n\n";
  }
  const std::string path = WEIR_TESTS_QUERY_DIR "/mistakes.txt";
  if (std::getenv("WEIR_REFRESH") != nullptr) {
    std::ofstream(path, std::ios::binary) << all;
    return;
  }
  std::ifstream file(path, std::ios::binary);
  std::ostringstream golden;
  golden << file.rdbuf();
  CHECK(all == golden.str());
}

}  // namespace
}  // namespace weir
