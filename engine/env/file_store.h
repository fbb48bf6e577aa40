// FileStore: files in one folder, by the few operations from which whole files are made.
//   Names are relative to the folder, with '/' between parts; no part is empty, "." or "..".
//   Nothing is durable by itself: bytes are after sync(), a name (new, renamed or removed) is after
//   sync_folder() of its folder. write() creates or replaces; write_at() writes from an offset on,
//   up to which the file must be there (from 0 it is made), and cuts it off behind the bytes or
//   leaves what is there; rename() replaces; folders come with their first file and go with their
//   last one; removing what is not there is fine.
//   write_whole(): the file is there with all its bytes, durably, or it is not: written under a
//   temporary name (".<name>.tmp"), synced, renamed. After an error it tries to leave nothing.
// Faults: every open, write, sync, rename and removal asks IoFaults first (env/io_faults.h).
// Order: list() is sorted by bytes. Ownership: the faults belong to the caller.
// Errors: kIo with the file and the reason; kBadArgument for a name that is none.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/result.h"
#include "engine/env/io_faults.h"

namespace weir {

// What is to become of bytes behind those that are written.
enum class Behind : std::uint8_t { kStays, kGoes };

class FileStore {
 public:
  explicit FileStore(IoFaults* faults = nullptr) : faults_(faults) {}
  virtual ~FileStore() = default;

  Result<void> write(const std::string& name, std::string_view bytes);
  Result<void> write_at(const std::string& name, std::uint64_t offset, std::string_view bytes,
                        Behind behind);
  Result<void> sync(const std::string& name);
  Result<void> rename(const std::string& from, const std::string& to);
  Result<void> sync_folder(const std::string& folder);  // "": the folder of the store
  Result<void> remove(const std::string& name);
  // These change nothing and cannot be made to fail.
  Result<std::string> read(const std::string& name) const;
  Result<bool> exists(const std::string& name) const;
  // All files below `folder` ("": everywhere), as names for the functions above.
  Result<std::vector<std::string>> list(const std::string& folder) const;
  // Where the file is, for people.
  virtual std::string place(const std::string& name) const { return name; }

  void set_faults(IoFaults* faults) { faults_ = faults; }

 private:
  virtual Result<void> do_write(const std::string& name, std::string_view bytes) = 0;
  virtual Result<void> do_write_at(const std::string& name, std::uint64_t offset,
                                   std::string_view bytes, Behind behind) = 0;
  virtual Result<void> do_sync(const std::string& name) = 0;
  virtual Result<void> do_rename(const std::string& from, const std::string& to) = 0;
  virtual Result<void> do_sync_folder(const std::string& folder) = 0;
  virtual Result<void> do_remove(const std::string& name) = 0;
  virtual Result<std::string> do_read(const std::string& name) const = 0;
  virtual bool do_exists(const std::string& name) const = 0;
  virtual Result<std::vector<std::string>> do_list(const std::string& folder) const = 0;
  // Asks for an open and a write; `write` does both, with fewer bytes where it tears.
  template <class F>
  Result<void> written(const std::string& name, std::string_view bytes, F&& write);
  Error failed(IoKind kind, const std::string& name) const;
  template <class F>
  Result<void> asked(IoKind kind, const std::string& name, F&& operation);

  IoFaults* faults_;
};

// Of write_at(): the file ends in front of the offset.
Error too_short(const std::string& place, std::uint64_t bytes, std::uint64_t offset);

std::string folder_of(const std::string& name);  // "" for a file in the folder of the store
std::string base_of(const std::string& name);    // the last part
std::string join_path(const std::string& folder, const std::string& name);

Result<void> write_whole(FileStore& files, const std::string& name, std::string_view bytes);
bool is_temporary(const std::string& name);  // of write_whole()
// The removal is durable.
Result<void> remove_whole(FileStore& files, const std::string& name);

// In memory, with what a power cut would leave.
class MemoryFileStore final : public FileStore {
 public:
  using FileStore::FileStore;
  // What is not durable is gone.
  void power_cut();
  // For damage: the bytes themselves.
  std::string* bytes_of(const std::string& name);
  std::size_t size() const { return names_.size(); }

 private:
  struct Content {
    std::string bytes;
    std::string synced;
  };
  using Names = std::map<std::string, std::uint64_t>;

  Result<void> do_write(const std::string& name, std::string_view bytes) override;
  Result<void> do_write_at(const std::string& name, std::uint64_t offset, std::string_view bytes,
                           Behind behind) override;
  Result<void> do_sync(const std::string& name) override;
  Result<void> do_rename(const std::string& from, const std::string& to) override;
  Result<void> do_sync_folder(const std::string& folder) override;
  Result<void> do_remove(const std::string& name) override;
  Result<std::string> do_read(const std::string& name) const override;
  bool do_exists(const std::string& name) const override { return names_.contains(name); }
  Result<std::vector<std::string>> do_list(const std::string& folder) const override;

  Names names_, durable_names_;
  std::map<std::uint64_t, Content> contents_;
  std::uint64_t last_ = 0;
};

}  // namespace weir
