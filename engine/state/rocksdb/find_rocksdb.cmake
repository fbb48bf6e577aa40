# Finds RocksDB: first under WEIR_ROCKSDB_ROOT (an installation, or the folder of a build), else the
# system's. Sets WEIR_ROCKSDB_FOUND (its version, or empty), WEIR_ROCKSDB_HAS_RTTI, and the target
# weir::rocksdb_library. Its CMake package answers only to the same major version, so it is asked
# for none, and the version is compared here.
set(WEIR_ROCKSDB_FOUND "")
set(weir_rocksdb_target "")
if(WEIR_ROCKSDB_ROOT)
  find_path(weir_rocksdb_include rocksdb/db.h PATHS ${WEIR_ROCKSDB_ROOT}
    PATH_SUFFIXES include ../include NO_DEFAULT_PATH NO_CACHE)
  find_library(weir_rocksdb_library rocksdb PATHS ${WEIR_ROCKSDB_ROOT}
    PATH_SUFFIXES lib lib64 build lib/${CMAKE_LIBRARY_ARCHITECTURE} NO_DEFAULT_PATH NO_CACHE)
  if(NOT weir_rocksdb_include OR NOT weir_rocksdb_library)
    message(FATAL_ERROR "WEIR_ROCKSDB_ROOT=${WEIR_ROCKSDB_ROOT} has no rocksdb/db.h with a "
      "librocksdb beside it. Name the folder of a build or an installation, or leave it out")
  endif()
  file(STRINGS ${weir_rocksdb_include}/rocksdb/version.h lines REGEX "#define ROCKSDB_M[AI]")
  string(REGEX REPLACE ".*ROCKSDB_MAJOR ([0-9]+).*" "\\1" major "${lines}")
  string(REGEX REPLACE ".*ROCKSDB_MINOR ([0-9]+).*" "\\1" minor "${lines}")
  add_library(weir_rocksdb_root INTERFACE)
  target_include_directories(weir_rocksdb_root SYSTEM BEFORE INTERFACE ${weir_rocksdb_include})
  target_link_libraries(weir_rocksdb_root INTERFACE ${weir_rocksdb_library})
  set(weir_rocksdb_target weir_rocksdb_root)
  set(WEIR_ROCKSDB_FOUND "${major}.${minor}")
else()
  find_package(RocksDB CONFIG QUIET)
  if(RocksDB_FOUND AND TARGET RocksDB::rocksdb-shared)
    set(weir_rocksdb_target RocksDB::rocksdb-shared)
    set(WEIR_ROCKSDB_FOUND "${RocksDB_VERSION}")
  endif()
endif()
if(NOT WEIR_ROCKSDB_FOUND OR WEIR_ROCKSDB_FOUND VERSION_LESS 7.8)
  set(WEIR_ROCKSDB_FOUND "")
  return()
endif()

add_library(weir_rocksdb_library INTERFACE)
add_library(weir::rocksdb_library ALIAS weir_rocksdb_library)
target_link_libraries(weir_rocksdb_library INTERFACE ${weir_rocksdb_target})

# Subclasses need run-time type information, which some builds of RocksDB leave out.
include(CheckCXXSourceCompiles)
set(CMAKE_REQUIRED_LIBRARIES ${weir_rocksdb_target})
set(CMAKE_REQUIRED_FLAGS -std=c++20)
check_cxx_source_compiles("
  #include <rocksdb/merge_operator.h>
  struct Subclass : rocksdb::AssociativeMergeOperator {
    bool Merge(const rocksdb::Slice&, const rocksdb::Slice*, const rocksdb::Slice&, std::string*,
               rocksdb::Logger*) const override { return true; }
    const char* Name() const override { return \"\"; }
  };
  int main() { return Subclass().Name()[0]; }" WEIR_ROCKSDB_HAS_RTTI)
unset(CMAKE_REQUIRED_LIBRARIES)
unset(CMAKE_REQUIRED_FLAGS)
