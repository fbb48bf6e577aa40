// Outside: the world that sees a job's results and cannot be rolled back.
//   print: visible at once. Transactions: prepared (durable, not visible), then committed or
//   aborted. Every call may be repeated, and come late: committing twice is one commit, preparing
//   what is committed changes nothing. kIo: to commit a transaction that nobody knows, to prepare
//   other rows under the name of a committed one.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "engine/core/result.h"
#include "engine/core/value.h"

namespace weir {

class Outside {
 public:
  virtual ~Outside() = default;
  virtual void print(const std::string& uid, std::uint32_t subtask, const Value& row) = 0;
  virtual Result<void> prepare(const std::string& transaction, std::vector<Value> rows) = 0;
  virtual Result<void> commit(const std::string& transaction) = 0;
  virtual Result<void> abort(const std::string& transaction) = 0;
};

// Remembers everything, in order; what tests, sweeps and the command read.
class MemoryOutside : public Outside {
 public:
  struct Row {
    std::string uid;
    Value value;
  };
  void print(const std::string& uid, std::uint32_t subtask, const Value& row) override;
  Result<void> prepare(const std::string& transaction, std::vector<Value> rows) override;
  Result<void> commit(const std::string& transaction) override;
  Result<void> abort(const std::string& transaction) override;

  // What a read-committed reader sees, in the order in which it became visible.
  const std::vector<Row>& visible() const { return visible_; }
  const std::map<std::string, std::vector<Value>>& prepared() const { return prepared_; }
  const std::vector<std::string>& committed() const { return committed_; }
  void clear();

 private:
  std::vector<Row> visible_;
  std::map<std::string, std::vector<Value>> prepared_;
  std::vector<std::string> committed_;
  std::map<std::string, std::vector<Value>> committed_rows_;
};

// "ledger#0/3" belongs to sink "ledger".
std::string uid_of_transaction(const std::string& transaction);

}  // namespace weir
