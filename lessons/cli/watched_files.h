// WatchedFiles: a folder on the disk that remembers what went wrong in it last.
//   A job that cannot write its checkpoints or its results fails with "more checkpoints failed than
//   the job tolerates"; what users want to know is that the disk is full.
#pragma once
#include <optional>
#include <string>
#include <utility>

#include "engine/env/directory_file_store.h"

namespace weir::cli {

class WatchedFiles final : public FileStore {
 public:
  explicit WatchedFiles(std::string root) : inner_(std::move(root)) {}
  std::string place(const std::string& name) const override { return inner_.place(name); }
  const std::optional<Error>& last_error() const { return last_error_; }

 private:
  Result<void> do_write(const std::string& name, std::string_view bytes) override {
    return noted(inner_.write(name, bytes));
  }
  Result<void> do_write_at(const std::string& name, std::uint64_t offset, std::string_view bytes,
                           Behind behind) override {
    return noted(inner_.write_at(name, offset, bytes, behind));
  }
  Result<void> do_sync(const std::string& name) override { return noted(inner_.sync(name)); }
  Result<void> do_rename(const std::string& from, const std::string& to) override {
    return noted(inner_.rename(from, to));
  }
  Result<void> do_sync_folder(const std::string& folder) override {
    return noted(inner_.sync_folder(folder));
  }
  // Tidying up behind a failure is not what went wrong.
  Result<void> do_remove(const std::string& name) override { return inner_.remove(name); }
  Result<std::string> do_read(const std::string& name) const override { return inner_.read(name); }
  bool do_exists(const std::string& name) const override {
    const auto exists = inner_.exists(name);
    return exists && *exists;
  }
  Result<std::vector<std::string>> do_list(const std::string& folder) const override {
    return inner_.list(folder);
  }
  Result<void> noted(Result<void> outcome) {
    if (!outcome) last_error_ = outcome.error();
    return outcome;
  }

  DirectoryFileStore inner_;
  std::optional<Error> last_error_;
};

}  // namespace weir::cli
