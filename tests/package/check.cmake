# The steps of the package test, each of which must succeed.
# Given: weir_build, work (a folder of its own), consumer, generator, compiler, flags.
foreach(name weir_build work consumer generator compiler)
  if(NOT ${name})
    message(FATAL_ERROR "check.cmake needs -D ${name}=…")
  endif()
endforeach()

function(step what)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE result OUTPUT_VARIABLE out ERROR_VARIABLE out)
  if(NOT result STREQUAL "0")
    message(FATAL_ERROR "${what} failed (${result}):\n${out}")
  endif()
  set(output "${out}" PARENT_SCOPE)
endfunction()

file(REMOVE_RECURSE ${work}/installed ${work}/consumer)
step("Installing" ${CMAKE_COMMAND} --install ${weir_build} --prefix ${work}/installed)
step("Configuring the consumer" ${CMAKE_COMMAND} -S ${consumer} -B ${work}/consumer
  -G ${generator} -D CMAKE_PREFIX_PATH=${work}/installed -D CMAKE_CXX_COMPILER=${compiler}
  -D CMAKE_CXX_FLAGS=${flags} -D CMAKE_BUILD_TYPE=Debug)
step("Building the consumer" ${CMAKE_COMMAND} --build ${work}/consumer)
step("Running the consumer" ${work}/consumer/consumer)

# What Apache Flink answers for these keys with maximum parallelism 128.
set(expected "a 81\nhello 35\nflink 98\n123 118\n")
if(NOT output STREQUAL expected)
  message(FATAL_ERROR "The consumer printed\n${output}instead of\n${expected}")
endif()

step("Running a job of one's own" ${work}/consumer/own_job)
set(expected "key=1  value=3\nkey=2  value=4\nkey=1  value=10\n")
if(NOT output STREQUAL expected)
  message(FATAL_ERROR "The job printed\n${output}instead of\n${expected}")
endif()

# The installed backends load from where they were installed.
file(GLOB_RECURSE rocksdb ${work}/installed/*/libweir_rocksdb.so)
if(rocksdb)
  step("Running the consumer on RocksDB" ${work}/consumer/consumer rocksdb)
  if(NOT output STREQUAL "rocksdb\n")
    message(FATAL_ERROR "The consumer printed\n${output}instead of rocksdb")
  endif()
endif()
