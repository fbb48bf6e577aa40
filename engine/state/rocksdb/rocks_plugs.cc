#include "engine/state/rocksdb/rocks_plugs.h"

#include <mutex>
#include <string>
#include <utility>

#include <rocksdb/file_system.h>
#include <rocksdb/system_clock.h>

namespace weir::rocks {

namespace {

using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

class AppendOperator final : public rocksdb::MergeOperator {
 public:
  const char* Name() const override { return "weir.append"; }
  bool FullMergeV2(const MergeOperationInput& in, MergeOperationOutput* out) const override {
    std::size_t size = in.existing_value == nullptr ? 0 : in.existing_value->size();
    for (const Slice& operand : in.operand_list) size += operand.size();
    out->new_value.clear();
    out->new_value.reserve(size);
    if (in.existing_value != nullptr)
      out->new_value.append(in.existing_value->data(), in.existing_value->size());
    for (const Slice& operand : in.operand_list)
      out->new_value.append(operand.data(), operand.size());
    return true;
  }
  bool PartialMerge(const Slice&, const Slice& left, const Slice& right, std::string* out,
                    rocksdb::Logger*) const override {
    out->assign(left.data(), left.size());
    out->append(right.data(), right.size());
    return true;
  }
};

class SilentLogger final : public rocksdb::Logger {
 public:
  SilentLogger() : Logger(rocksdb::InfoLogLevel::FATAL_LEVEL) {}
  using Logger::Logv;
  void Logv(const char*, va_list) override {}
};

// RocksDB asks from its own threads too.
class Asked {
 public:
  explicit Asked(IoFaults& faults) : faults_(faults) {}
  IoOutcome on(IoKind kind, const std::string& path) {
    const std::lock_guard<std::mutex> lock(mutex_);
    return faults_.on(kind, path);
  }

 private:
  std::mutex mutex_;
  IoFaults& faults_;
};

IOStatus failed(IoKind kind, const std::string& path) {
  return IOStatus::IOError(std::string("injected: ") + name_of(kind) + " failed", path);
}

// The operation as it was decided: not at all, or done and still reported as failed.
template <class Operation>
IOStatus decided(Asked& asked, IoKind kind, const std::string& path, Operation operation) {
  const IoOutcome outcome = asked.on(kind, path);
  if (outcome == IoOutcome::kFail) return failed(kind, path);
  IOStatus done = operation();
  if (outcome == IoOutcome::kTear && done.ok()) return failed(kind, path);
  return done;
}

class FaultyFile final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  FaultyFile(std::unique_ptr<rocksdb::FSWritableFile>&& file, Asked& asked, std::string path)
      : FSWritableFileOwnerWrapper(std::move(file)), asked_(asked), path_(std::move(path)) {}

  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* dbg) override {
    const IoOutcome outcome = asked_.on(IoKind::kWrite, path_);
    if (outcome == IoOutcome::kOk) return target()->Append(data, options, dbg);
    return refuse(data, outcome, options, dbg);
  }
  IOStatus Append(const Slice& data, const IOOptions& options,
                  const rocksdb::DataVerificationInfo& info, IODebugContext* dbg) override {
    const IoOutcome outcome = asked_.on(IoKind::kWrite, path_);
    if (outcome == IoOutcome::kOk) return target()->Append(data, options, info, dbg);
    return refuse(data, outcome, options, dbg);
  }
  IOStatus Sync(const IOOptions& options, IODebugContext* dbg) override {
    return decided(asked_, IoKind::kSync, path_, [&] { return target()->Sync(options, dbg); });
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* dbg) override {
    return decided(asked_, IoKind::kSync, path_, [&] { return target()->Fsync(options, dbg); });
  }

 private:
  IOStatus refuse(const Slice& data, IoOutcome outcome, const IOOptions& options,
                  IODebugContext* dbg) {
    if (outcome == IoOutcome::kTear) {
      const IOStatus half = target()->Append(Slice(data.data(), data.size() / 2), options, dbg);
      if (!half.ok()) return half;
    }
    return failed(IoKind::kWrite, path_);
  }

  Asked& asked_;
  std::string path_;
};

class FaultyFileSystem final : public rocksdb::FileSystemWrapper {
 public:
  FaultyFileSystem(const std::shared_ptr<FileSystem>& base, IoFaults& faults)
      : FileSystemWrapper(base), asked_(faults) {}

  const char* Name() const override { return "weir.faulty"; }

  IOStatus NewWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                           std::unique_ptr<rocksdb::FSWritableFile>* file,
                           IODebugContext* dbg) override {
    return opened(name, file, [&](std::unique_ptr<rocksdb::FSWritableFile>* plain) {
      return target()->NewWritableFile(name, options, plain, dbg);
    });
  }
  IOStatus ReopenWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                              std::unique_ptr<rocksdb::FSWritableFile>* file,
                              IODebugContext* dbg) override {
    return opened(name, file, [&](std::unique_ptr<rocksdb::FSWritableFile>* plain) {
      return target()->ReopenWritableFile(name, options, plain, dbg);
    });
  }
  IOStatus ReuseWritableFile(const std::string& name, const std::string& old_name,
                             const rocksdb::FileOptions& options,
                             std::unique_ptr<rocksdb::FSWritableFile>* file,
                             IODebugContext* dbg) override {
    return opened(name, file, [&](std::unique_ptr<rocksdb::FSWritableFile>* plain) {
      return target()->ReuseWritableFile(name, old_name, options, plain, dbg);
    });
  }
  IOStatus RenameFile(const std::string& from, const std::string& to, const IOOptions& options,
                      IODebugContext* dbg) override {
    return decided(asked_, IoKind::kRename, to,
                   [&] { return target()->RenameFile(from, to, options, dbg); });
  }
  IOStatus DeleteFile(const std::string& name, const IOOptions& options,
                      IODebugContext* dbg) override {
    return decided(asked_, IoKind::kRemove, name,
                   [&] { return target()->DeleteFile(name, options, dbg); });
  }

 private:
  template <class Open>
  IOStatus opened(const std::string& name, std::unique_ptr<rocksdb::FSWritableFile>* file,
                  Open open) {
    std::unique_ptr<rocksdb::FSWritableFile> plain;
    IOStatus done = decided(asked_, IoKind::kOpen, name, [&] { return open(&plain); });
    if (done.ok()) *file = std::make_unique<FaultyFile>(std::move(plain), asked_, name);
    return done;
  }

  Asked asked_;
};

// After an error RocksDB's threads would sleep for a second before they go on.
class SleeplessClock final : public rocksdb::SystemClockWrapper {
 public:
  using SystemClockWrapper::SystemClockWrapper;
  const char* Name() const override { return "weir.sleepless"; }
  void SleepForMicroseconds(int) override {}
};

// Threads of `base`; there is no factory that takes a clock.
class FaultyEnv final : public rocksdb::EnvWrapper {
 public:
  FaultyEnv(rocksdb::Env& base, IoFaults& faults) : EnvWrapper(&base) {
    file_system_ = std::make_shared<FaultyFileSystem>(base.GetFileSystem(), faults);
    system_clock_ = std::make_shared<SleeplessClock>(base.GetSystemClock());
  }
};

}  // namespace

std::shared_ptr<rocksdb::MergeOperator> make_append_operator() {
  return std::make_shared<AppendOperator>();
}

std::shared_ptr<rocksdb::Logger> make_silent_logger() { return std::make_shared<SilentLogger>(); }

std::unique_ptr<rocksdb::Env> make_faulty_env(rocksdb::Env& base, IoFaults& faults) {
  return std::make_unique<FaultyEnv>(base, faults);
}

}  // namespace weir::rocks
