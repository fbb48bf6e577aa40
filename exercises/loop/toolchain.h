// Toolchain: how a learner's file becomes a program: one call of the compiler that Weir was built
// with, and a precompiled weir.h.
//   Nothing is guessed: compiler, flags, folders and libraries are those recorded when Weir was
//   configured. The precompiled header stands in the user's cache under a hash of all that it
//   depends on, is built under a lock and renamed into place; whatever is wrong with it, the file
//   is compiled once more without. A program stands under a hash of its sources, so that an
//   unchanged file is not compiled again. Warnings never fail. The compiler is limited: 60 s of CPU
//   time, 3 GB.
// Errors: kIo, a sentence: no compiler, no disk. A file that does not compile is no Error but a
// CompileResult that says so.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/core/result.h"
#include "exercises/loop/compile_error.h"

namespace weir::exercises {

struct Toolchain {
  std::string compiler;
  std::vector<std::string> flags;    // "-std=c++20", "-O0", …
  std::vector<std::string> folders;  // of headers, as in -I
  std::string header;                // what is precompiled, as one includes it: "weir.h"; "": none
  // Folders whose headers the precompiled header is made of: when one changes, it is stale.
  std::vector<std::string> header_folders;
  std::vector<std::string> objects;  // main.o: linked into every program
  std::vector<std::string> link;     // libraries and options, behind the objects
  std::string linker;                // "-fuse-ld=gold"; "": the compiler's own
  std::string cache;                 // folder of precompiled headers; "": none are made
  bool sanitized = false;            // Weir itself is: its programs need addresses without limit
};

// As recorded, with the user's cache ($XDG_CACHE_HOME/weir or ~/.cache/weir). Errors: kUnsupported,
// this Weir was built without its grader.
Result<Toolchain> recorded_toolchain();
Toolchain recorded_compiler();  // the same without main.o, for other programs than learners'

struct CompileOptions {
  std::string build_folder;  // where programs stand; made when it is not there
  bool sanitize = false;     // address and undefined behaviour; without a precompiled header
  // Of headers, beside those of the toolchain: for a source that does not stand beside its own.
  std::vector<std::string> folders = {};
};

struct CompileResult {
  bool ok = false;
  std::string program;                // its path
  std::optional<CompileError> error;  // the first; there is one if not ok
  std::string said;                   // everything the compiler said, warnings too
  std::string compiler;               // "g++ 12.2.0"
  bool compiled = true;               // false: the program was there already
  bool precompiled = false;           // the precompiled header was used
  bool sanitized = false;             // for Program::sanitized
  double seconds = 0;                 // in all, a precompiled header that had to be built included
};

// Makes the precompiled header if there is none yet: 2 s that the first compilation then does not
// take. False: there will be none.
bool prepare(const Toolchain& toolchain);

Result<CompileResult> compile(const Toolchain& toolchain, const std::string& source,
                              const CompileOptions& options);

// The call without the precompiled header and without linking: for compile_commands.json. The first
// word is the compiler.
std::vector<std::string> compile_command(const Toolchain& toolchain, const std::string& source);

}  // namespace weir::exercises
