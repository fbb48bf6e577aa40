// RowPrinter: prints what becomes visible of a job's results, at once, one row a line, and keeps
// nothing of it.
//   A row is printed as its sink says (connectors/printed_row.h); if the sink has several subtasks,
//   "2> (hello,1)" names the one, from 1, as Flink's print() does; with several sinks the name of
//   the sink stands in front. A transaction is printed when it is committed, and
//   only once.
// Errors: those of writing are the stream's, see finish_stdout().
#pragma once
#include <cstdio>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "engine/env/outside.h"
#include "lessons/runs/open_job.h"

namespace weir::cli {

// How the rows of a sink are printed.
struct PrintedSink {
  RowType rows;
  bool tuple = true;
  bool name_subtasks = false;
};
// Those of a job that print, by uid.
std::map<std::string, PrintedSink> printed_sinks(const runs::OpenedJob& job);

class RowPrinter final : public Outside {
 public:
  // to == nullptr: counts only.
  RowPrinter(std::FILE* to, std::map<std::string, PrintedSink> sinks);

  void print(const std::string& uid, std::uint32_t subtask, const Value& row) override;
  Result<void> prepare(const std::string& transaction, std::vector<Value> rows) override;
  Result<void> commit(const std::string& transaction) override;
  Result<void> abort(const std::string& transaction) override;

  std::uint64_t rows() const { return rows_; }

 private:
  std::string text(const std::string& uid, const Value& row) const;
  void line(const std::string& text);

  std::FILE* to_;
  std::map<std::string, PrintedSink> sinks_;
  bool terminal_;  // rows are shown as terminal.h says
  std::uint64_t rows_ = 0;
  std::map<std::string, std::vector<Value>> prepared_;
  std::set<std::string> committed_;
};

}  // namespace weir::cli
