// RowPrinter: prints what becomes visible of a job's results, at once, one row a line, and keeps
// nothing of it.
//   A row is one as row_text.h has it; if sinks have several subtasks, "2> (hello,1)" names the
//   subtask, from 1. Both as Flink's print(). A transaction is printed when it is committed, and
//   only once.
// Errors: those of writing are the stream's, see finish_stdout().
#pragma once
#include <cstdio>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "engine/env/outside.h"

namespace weir::cli {

class RowPrinter final : public Outside {
 public:
  // to == nullptr: counts only.
  RowPrinter(std::FILE* to, bool name_subtasks);

  void print(const std::string& uid, std::uint32_t subtask, const Value& row) override;
  Result<void> prepare(const std::string& transaction, std::vector<Value> rows) override;
  Result<void> commit(const std::string& transaction) override;
  Result<void> abort(const std::string& transaction) override;

  std::uint64_t rows() const { return rows_; }

 private:
  void line(const std::string& text);

  std::FILE* to_;
  bool name_subtasks_;
  bool terminal_;  // rows are shown as terminal.h says
  std::uint64_t rows_ = 0;
  std::map<std::string, std::vector<Value>> prepared_;
  std::set<std::string> committed_;
};

}  // namespace weir::cli
