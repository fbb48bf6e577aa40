// DirectoryFileStore: a FileStore over a folder of this machine (POSIX).
//   sync() is fsync of the file, sync_folder() fsync of the folder and of those above it, up to the
//   root. The root is made when the first file is written. A folder that becomes empty is removed.
//   Nothing outside of the root is touched: names cannot leave it, and links are not followed.
// Errors: kIo with the whole path and what the system says.
#pragma once
#include "engine/env/file_store.h"

namespace weir {

class DirectoryFileStore final : public FileStore {
 public:
  // kProcess: what is written outlives the process, and perhaps not the machine: sync() does
  // nothing. Much faster.
  enum class Outlives : std::uint8_t { kMachine, kProcess };
  explicit DirectoryFileStore(std::string root, IoFaults* faults = nullptr,
                              Outlives outlives = Outlives::kMachine);
  std::string place(const std::string& name) const override;
  const std::string& root() const { return root_; }

 private:
  Result<void> do_write(const std::string& name, std::string_view bytes) override;
  Result<void> do_write_at(const std::string& name, std::uint64_t offset, std::string_view bytes,
                           Behind behind) override;
  Result<void> do_sync(const std::string& name) override;
  Result<void> do_rename(const std::string& from, const std::string& to) override;
  Result<void> do_sync_folder(const std::string& folder) override;
  Result<void> do_remove(const std::string& name) override;
  Result<std::string> do_read(const std::string& name) const override;
  bool do_exists(const std::string& name) const override;
  Result<std::vector<std::string>> do_list(const std::string& folder) const override;
  Result<void> make_folder_of(const std::string& name);
  Error error(const std::string& name, const char* what, int number) const;

  std::string root_;
  Outlives outlives_;
};

}  // namespace weir
