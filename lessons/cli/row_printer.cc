#include "lessons/cli/row_printer.h"

#include <utility>

#include "lessons/cli/terminal.h"
#include "lessons/row_text.h"

namespace weir::cli {

RowPrinter::RowPrinter(std::FILE* to, bool name_subtasks)
    : to_(to), name_subtasks_(name_subtasks), terminal_(to != nullptr && is_terminal(to)) {}

void RowPrinter::line(const std::string& text) {
  rows_++;
  if (to_ == nullptr) return;
  const std::string shown = terminal_ ? visible_line(text) : text;
  std::fwrite(shown.data(), 1, shown.size(), to_);
  std::fputc('\n', to_);
}

void RowPrinter::print(const std::string& /*uid*/, std::uint32_t subtask, const Value& row) {
  line((name_subtasks_ ? std::to_string(subtask + 1) + "> " : std::string()) +
       lessons::row_text(row));
}

Result<void> RowPrinter::prepare(const std::string& transaction, std::vector<Value> rows) {
  if (committed_.contains(transaction))
    return Error{ErrorKind::kIo, "transaction " + transaction + " is committed already"};
  prepared_[transaction] = std::move(rows);
  return {};
}

Result<void> RowPrinter::commit(const std::string& transaction) {
  if (committed_.contains(transaction)) return {};
  const auto prepared = prepared_.find(transaction);
  if (prepared == prepared_.end())
    return Error{ErrorKind::kIo, "transaction " + transaction + " is not known"};
  for (const Value& row : prepared->second) line(lessons::row_text(row));
  prepared_.erase(prepared);
  committed_.insert(transaction);
  return {};
}

Result<void> RowPrinter::abort(const std::string& transaction) {
  prepared_.erase(transaction);
  return {};
}

}  // namespace weir::cli
