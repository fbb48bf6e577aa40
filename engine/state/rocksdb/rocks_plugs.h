// Subclasses of RocksDB's types, all of them: a merge operator, a logger, a file system.
//   They are made in one .cc file, which can be compiled without run-time type information for a
//   RocksDB that has none; nothing else sees the classes.
// Ownership: as RocksDB's interfaces want it. `faults` and `base` outlive the environment.
#pragma once
#include <memory>

#include <rocksdb/env.h>
#include <rocksdb/merge_operator.h>

#include "engine/env/io_faults.h"

namespace weir::rocks {

// Appends bytes to bytes: a list cell is its elements, one after the other.
std::shared_ptr<rocksdb::MergeOperator> make_append_operator();

// Says nothing and writes no LOG file.
std::shared_ptr<rocksdb::Logger> make_silent_logger();

// Files of `base`, with every operation that changes something put to `faults` first. Also asked
// from RocksDB's threads, one at a time. Errors are IOError, never NoSpace, after which RocksDB
// would try again by itself.
std::unique_ptr<rocksdb::Env> make_faulty_env(rocksdb::Env& base, IoFaults& faults);

}  // namespace weir::rocks
