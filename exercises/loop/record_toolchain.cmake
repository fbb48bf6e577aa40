# Writes down how learners' files are compiled: with the compiler, the library and the folders of
# this build. One word per line, because names may hold blanks.

# The fastest linker that this compiler can use.
if(NOT DEFINED fast_linker_of_weir)
  set(probe ${CMAKE_CURRENT_BINARY_DIR}/probe.cc)
  file(WRITE ${probe} "int main() {}\n")
  set(found "")
  foreach(linker gold mold lld)
    execute_process(
      COMMAND ${CMAKE_CXX_COMPILER} -fuse-ld=${linker} ${probe} -o ${CMAKE_CURRENT_BINARY_DIR}/probe
      RESULT_VARIABLE failed OUTPUT_QUIET ERROR_QUIET)
    if(NOT failed)
      set(found -fuse-ld=${linker})
      break()
    endif()
  endforeach()
  set(fast_linker_of_weir "${found}" CACHE INTERNAL "For learners' programs")
endif()

set(flags -std=c++20 -O0 -g1 -D_GLIBCXX_ASSERTIONS -Wall -Wextra -Wno-unused-parameter
  -ffp-contract=off)
set(link $<TARGET_LINKER_FILE:weir_grader> $<TARGET_LINKER_FILE:weir_engine>
  -Wl,-rpath,$<TARGET_FILE_DIR:weir_engine>)
set(sanitized false)
set(linker "${fast_linker_of_weir}")
if(WEIR_SANITIZE)
  set(linker "")  # gold has a warning for every function of clang's sanitizer
  list(APPEND flags -fsanitize=${WEIR_SANITIZE} -fno-sanitize-recover=all)
  set(sanitized true)
endif()
# <weir.h> stands in a folder of its own: engine/api has an exercise.h too, which a learner's file
# that stands in the wrong place would find instead of its own.
set(learner ${PROJECT_BINARY_DIR}/generated/learner)
file(WRITE ${learner}/weir.h
  "#ifndef WEIR_LEARNER_WEIR_H_\n#define WEIR_LEARNER_WEIR_H_\n#include \"engine/api/weir.h\"\n#endif\n")
set(folders ${learner} ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR}/generated)
set(header_folders ${PROJECT_SOURCE_DIR}/engine/api ${PROJECT_SOURCE_DIR}/engine/core)
set(objects "")
if(TARGET weir_exercise_main)
  set(objects $<TARGET_OBJECTS:weir_exercise_main>)
endif()
# Joined here and not by $<JOIN:…>, for which the commas of -Wl,… would be its own.
foreach(list flags folders header_folders objects link)
  string(JOIN "\n" ${list} ${${list}})
endforeach()
file(GENERATE OUTPUT ${PROJECT_BINARY_DIR}/generated/exercises/loop/recorded_toolchain.h CONTENT
"// Written by exercises/loop/record_toolchain.cmake.
#pragma once

namespace weir::exercises::recorded {

inline constexpr const char* kCompiler = R\"~(${CMAKE_CXX_COMPILER})~\";
inline constexpr const char* kFlags = R\"~(${flags})~\";
inline constexpr const char* kFolders = R\"~(${folders})~\";
inline constexpr const char* kHeaderFolders = R\"~(${header_folders})~\";
inline constexpr const char* kObjects = R\"~(${objects})~\";
inline constexpr const char* kLink = R\"~(${link})~\";
inline constexpr const char* kLinker = \"${linker}\";
inline constexpr bool kSanitized = ${sanitized};

}  // namespace weir::exercises::recorded
")
