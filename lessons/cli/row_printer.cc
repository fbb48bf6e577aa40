#include "lessons/cli/row_printer.h"

#include <utility>

#include "engine/connectors/printed_row.h"
#include "lessons/cli/terminal.h"

namespace weir::cli {

std::map<std::string, PrintedSink> printed_sinks(const runs::OpenedJob& job) {
  std::map<std::string, PrintedSink> out;
  for (const SinkNote& note : job.compiled.sinks)
    for (const StreamNode& node : job.graph().nodes)
      if (node.uid == note.uid && !node.folder) {
        const std::uint32_t p =
            node.parallelism > 0 ? node.parallelism : job.graph().config.parallelism;
        out[note.uid] = {note.rows, note.tuple, p > 1};
      }
  return out;
}

RowPrinter::RowPrinter(std::FILE* to, std::map<std::string, PrintedSink> sinks)
    : to_(to), sinks_(std::move(sinks)), terminal_(to != nullptr && is_terminal(to)) {}

std::string RowPrinter::text(const std::string& uid, const Value& row) const {
  const PrintedSink& sink = sinks_.at(uid);
  std::string out = sinks_.size() > 1 ? uid + ": " : std::string();
  return out + (sink.tuple ? tuple_text(row) : fields_text(row, sink.rows));
}

void RowPrinter::line(const std::string& text) {
  rows_++;
  if (to_ == nullptr) return;
  const std::string shown = terminal_ ? visible_line(text) : text;
  std::fwrite(shown.data(), 1, shown.size(), to_);
  std::fputc('\n', to_);
}

void RowPrinter::print(const std::string& uid, std::uint32_t subtask, const Value& row) {
  const bool name = sinks_.at(uid).name_subtasks;
  line((name ? std::to_string(subtask + 1) + "> " : std::string()) + text(uid, row));
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
  for (const Value& row : prepared->second) line(text(uid_of_transaction(transaction), row));
  prepared_.erase(prepared);
  committed_.insert(transaction);
  return {};
}

Result<void> RowPrinter::abort(const std::string& transaction) {
  prepared_.erase(transaction);
  return {};
}

}  // namespace weir::cli
