#include <array>
#include <charconv>
#include <utility>

#include "engine/env/outside.h"
#include "engine/env/pending.h"
#include "engine/env/storage.h"

namespace weir {

namespace {

struct KindWord {
  PendingKind kind;
  std::string_view word;
};
constexpr std::array<KindWord, 8> kWords{{{PendingKind::kPollSource, "poll"},
                                          {PendingKind::kChannelHead, "head"},
                                          {PendingKind::kProcessingTimer, "timer"},
                                          {PendingKind::kSnapshotAsync, "async"},
                                          {PendingKind::kControl, "control"},
                                          {PendingKind::kEffect, "effect"},
                                          {PendingKind::kCoordinatorTimer, "clock"},
                                          {PendingKind::kBackendWork, "backend"}}};

std::optional<std::uint32_t> take_number(std::string_view& text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{}) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

}  // namespace

std::string to_string(const Pending& pending) {
  std::string out(kWords[static_cast<std::size_t>(pending.kind)].word);
  out += ' ' + std::to_string(pending.target);
  if (pending.n != 0) out += ' ' + std::to_string(pending.n);
  return out;
}

std::optional<Pending> parse_pending(std::string_view text) {
  for (const KindWord& w : kWords) {
    if (!text.starts_with(w.word)) continue;
    text.remove_prefix(w.word.size());
    if (text.empty() || text.front() != ' ') return std::nullopt;
    const auto target = take_number(text);
    if (!target || *target >= 1u << 24) return std::nullopt;
    if (text.empty()) return Pending{w.kind, *target, 0};
    if (text.front() != ' ') return std::nullopt;
    const auto n = take_number(text);
    if (!n || !text.empty()) return std::nullopt;
    return Pending{w.kind, *target, *n};
  }
  return std::nullopt;
}

Result<void> MemoryCheckpointStorage::write(const std::string& name, std::string bytes) {
  files_[name] = std::move(bytes);
  return {};
}

Result<std::string> MemoryCheckpointStorage::read(const std::string& name) {
  const auto it = files_.find(name);
  if (it == files_.end()) return Error{ErrorKind::kIo, "checkpoint storage has no " + name};
  return it->second;
}

Result<void> MemoryCheckpointStorage::remove_all(const std::string& prefix) {
  for (auto it = files_.lower_bound(prefix); it != files_.end() && it->first.starts_with(prefix);)
    it = files_.erase(it);
  return {};
}

std::string uid_of_transaction(const std::string& transaction) {
  return transaction.substr(0, transaction.rfind('#'));
}

void MemoryOutside::print(const std::string& uid, std::uint32_t /*subtask*/, const Value& row) {
  visible_.push_back({uid, row});
}

Result<void> MemoryOutside::prepare(const std::string& transaction, std::vector<Value> rows) {
  if (const auto it = committed_rows_.find(transaction); it != committed_rows_.end()) {
    if (it->second == rows) return {};
    return Error{ErrorKind::kIo,
                 "transaction " + transaction + " is committed already, with other rows"};
  }
  prepared_[transaction] = std::move(rows);
  return {};
}

Result<void> MemoryOutside::commit(const std::string& transaction) {
  if (committed_rows_.contains(transaction)) return {};
  const auto it = prepared_.find(transaction);
  if (it == prepared_.end())
    return Error{ErrorKind::kIo, "nobody prepared transaction " + transaction};
  const std::string uid = uid_of_transaction(transaction);
  for (const Value& row : it->second) visible_.push_back({uid, row});
  committed_rows_[transaction] = std::move(it->second);
  prepared_.erase(it);
  committed_.push_back(transaction);
  return {};
}

Result<void> MemoryOutside::abort(const std::string& transaction) {
  prepared_.erase(transaction);
  return {};
}

void MemoryOutside::clear() {
  visible_.clear();
  prepared_.clear();
  committed_.clear();
  committed_rows_.clear();
}

}  // namespace weir
