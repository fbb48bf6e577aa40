// Tested by tests/exercises/toolchain_test.cc.
#include "exercises/loop/toolchain.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "exercises/loop/compiler_run.h"
#include "exercises/loop/content_hash.h"
#include "exercises/loop/precompiled.h"
#include "exercises/loop/program_cache.h"
#include "exercises/loop/recorded_toolchain.h"
#include "exercises/loop/text_lines.h"
#include "lessons/runs/whole_file.h"

namespace weir::exercises {

namespace {

namespace fs = std::filesystem;

std::vector<std::string> words_of(std::string_view list) {
  std::vector<std::string> out;
  for (const std::string_view line : lines_of(list))
    if (!line.empty()) out.emplace_back(line);
  return out;
}

// The XDG specification: a relative path is to be ignored.
std::string user_cache() {
  const char* cache = std::getenv("XDG_CACHE_HOME");
  if (cache != nullptr && cache[0] == '/') return std::string(cache) + "/weir";
  const char* home = std::getenv("HOME");
  return home != nullptr && home[0] == '/' ? std::string(home) + "/.cache/weir" : "";
}

// "g++ (Debian 12.2.0-14) 12.2.0" is g++ 12.2.0; "Debian clang version 14.0.6" is clang 14.0.6.
std::string short_name(std::string_view version) {
  const std::string_view line = version.substr(0, version.find('\n'));
  const bool clang = line.find("clang") != std::string_view::npos;
  std::size_t at = clang ? line.find("version ") : line.rfind(' ');
  if (at == std::string_view::npos) return clang ? "clang" : "g++";
  at += clang ? 8 : 1;
  const std::size_t end = line.find_first_not_of("0123456789.", at);
  return (clang ? "clang " : "g++ ") + std::string(line.substr(at, end - at));
}

// What --version says, which takes clang 40 ms: remembered in the cache of this very file.
Result<std::string> version_of(const Toolchain& t) {
  struct stat file {};
  std::string remembered;
  if (!t.cache.empty() && stat(t.compiler.c_str(), &file) == 0) {
    remembered = t.cache + "/compiler-" +
                 ContentHash()
                     .add(t.compiler)
                     .add(fmt::format("{} {} {} {}.{}", file.st_dev, file.st_ino, file.st_size,
                                      file.st_mtim.tv_sec, file.st_mtim.tv_nsec))
                     .text();
    if (auto text = runs::read_whole(remembered); text && !text->empty()) return *text;
  }
  auto run = run_compiler({t.compiler, "--version"}, "");
  if (!run)
    return Error{ErrorKind::kIo, run.error().text +
                                     ". It is the compiler that Weir was built "
                                     "with; 'weir doctor' says what to do"};
  // Where nothing can be written it is asked again.
  if (!remembered.empty() && run->ok) static_cast<void>(runs::write_whole(remembered, run->said));
  return run->said;
}

// What decides whether a precompiled header can be used: all that the compiler would read for it.
std::string key_of(const Toolchain& t, const std::string& version) {
  ContentHash hash;
  hash.add(t.compiler).add(version).add(t.header);
  for (const std::string& flag : t.flags) hash.add(flag);
  for (const std::string& folder : t.folders) hash.add(folder);
  for (const std::string& folder : t.header_folders) {
    std::vector<std::string> headers;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error))
      if (entry.path().extension() == ".h") headers.push_back(entry.path().native());
    std::sort(headers.begin(), headers.end());
    for (const std::string& header : headers) {
      const auto text = runs::read_whole(header);
      hash.add(header).add(text ? *text : "");
    }
  }
  return hash.text();
}

std::vector<std::string> command_of(const Toolchain& t) {
  std::vector<std::string> out{t.compiler};
  out.insert(out.end(), t.flags.begin(), t.flags.end());
  for (const std::string& folder : t.folders) out.push_back("-I" + folder);
  return out;
}

struct Attempt {
  const Toolchain& toolchain;
  std::string folder, name;  // of the source
  std::string program;       // under another name until it is whole
  bool clang = false, sanitize = false;
  const std::vector<std::string>& folders;
};

Result<CompilerRun> compile_once(const Attempt& a, const Precompiled* with, bool fast_linker) {
  const Toolchain& t = a.toolchain;
  std::vector<std::string> words = command_of(t);
  for (const std::string& folder : a.folders) words.push_back("-I" + folder);
  if (a.sanitize) {
    words.emplace_back("-fsanitize=address,undefined");
    words.emplace_back("-fno-sanitize-recover=all");
    words.emplace_back("-fno-omit-frame-pointer");
  }
  if (with != nullptr) {
    words.emplace_back(a.clang ? "-include-pch" : "-include");
    words.push_back(a.clang ? with->file : with->header);
    if (!a.clang) words.emplace_back("-Winvalid-pch");
  }
  words.insert(words.end(), {"-MMD", "-MF", a.program + ".d", a.name, "-o", a.program});
  words.insert(words.end(), t.objects.begin(), t.objects.end());
  words.insert(words.end(), t.link.begin(), t.link.end());
  if (fast_linker && !t.linker.empty()) words.push_back(t.linker);
  return run_compiler(words, a.folder);
}

bool speaks_of(std::string_view said, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
    return said.find(word) != std::string_view::npos;
  });
}

// What is wrong with the precompiled header or with the linker is not the learner's mistake.
Result<CompilerRun> compile_somehow(const Attempt& a, const Precompiled* with, bool& used) {
  auto run = compile_once(a, with, !a.sanitize);
  used = with != nullptr;
  if (!run) return run;
  const bool stale =
      with != nullptr && speaks_of(run->said, {"pch.hxx", "precompiled", "PCH", "invalid-pch"});
  const bool linker =
      !run->ok && speaks_of(run->said, {"cannot find 'ld'", "invalid linker name", "-fuse-ld="});
  if (!stale && !linker) return run;
  if (stale) forget(*with);
  used = !stale;
  return compile_once(a, stale ? nullptr : with, !linker);
}

}  // namespace

Toolchain recorded_compiler() {
  Toolchain out;
  out.compiler = recorded::kCompiler;
  out.flags = words_of(recorded::kFlags);
  out.folders = words_of(recorded::kFolders);
  out.header = "weir.h";
  out.header_folders = words_of(recorded::kHeaderFolders);
  out.link = words_of(recorded::kLink);
  out.linker = recorded::kLinker;
  out.sanitized = recorded::kSanitized;
  out.cache = user_cache();
  return out;
}

Result<Toolchain> recorded_toolchain() {
  Toolchain out = recorded_compiler();
  out.objects = words_of(recorded::kObjects);
  if (out.objects.empty())
    return Error{ErrorKind::kUnsupported, "this weir was built without the grader of exercises"};
  return out;
}

std::vector<std::string> compile_command(const Toolchain& toolchain, const std::string& source) {
  std::vector<std::string> out = command_of(toolchain);
  out.insert(out.end(), {"-c", source});
  return out;
}

bool prepare(const Toolchain& toolchain) {
  if (toolchain.cache.empty() || toolchain.header.empty()) return false;
  const auto version = version_of(toolchain);
  return version && precompiled(toolchain.cache, key_of(toolchain, *version), command_of(toolchain),
                                toolchain.header)
                        .has_value();
}

Result<CompileResult> compile(const Toolchain& toolchain, const std::string& source,
                              const CompileOptions& options) {
  const auto begin = std::chrono::steady_clock::now();
  const auto version = version_of(toolchain);
  if (!version) return version.error();
  const auto text = runs::read_whole(source);
  if (!text) return text.error();
  const std::string key = key_of(toolchain, *version);
  ProgramCache cache(options.build_folder);
  if (auto made = cache.make_folder(); !made) return made.error();

  CompileResult out;
  out.compiler = short_name(*version);
  out.sanitized = toolchain.sanitized || options.sanitize;
  const fs::path path = fs::absolute(source);
  std::vector<std::string> contents{*text, key, options.sanitize ? "sanitize" : ""};
  contents.insert(contents.end(), options.folders.begin(), options.folders.end());
  const std::string name = cache.name_of(path.native(), contents, toolchain.objects);
  out.program = name;
  out.compiled = !cache.has(name);
  out.ok = true;
  if (out.compiled) {
    Attempt attempt{.toolchain = toolchain,
                    .folder = path.parent_path().native(),
                    .name = path.filename().native(),
                    .program = fmt::format("{}.{}", name, getpid()),
                    .clang = out.compiler.starts_with("clang"),
                    .sanitize = options.sanitize,
                    .folders = options.folders};
    std::optional<Precompiled> header;
    if (!toolchain.cache.empty() && !toolchain.header.empty() && !options.sanitize)
      header = precompiled(toolchain.cache, key, command_of(toolchain), toolchain.header);
    auto run = compile_somehow(attempt, header ? &*header : nullptr, out.precompiled);
    if (!run) return run.error();
    out.ok = run->ok;
    out.said = std::move(run->said);
    if (out.ok) {
      if (auto kept = cache.keep(attempt.program, name, attempt.folder); !kept) return kept.error();
    } else {
      cache.drop(attempt.program);
      out.program.clear();
      out.error = first_error(out.said, attempt.name, *text);
    }
  }
  out.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return out;
}

}  // namespace weir::exercises
