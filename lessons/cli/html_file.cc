#include "lessons/cli/html_file.h"

#include <cstdio>
#include <filesystem>
#include <system_error>

#include "lessons/cli/run_program.h"
#include "lessons/cli/streams.h"
#include "lessons/runs/whole_file.h"

namespace weir::cli {

namespace {

namespace fs = std::filesystem;

Error mistake(const std::string& text) { return Error{ErrorKind::kBadArgument, text}; }

int show(const std::string& file) {
#ifdef __APPLE__
  const std::string opener = "open";
#else
  const std::string opener = "xdg-open";
#endif
  std::error_code error;
  const std::string whole = fs::absolute(file, error).string();
  constexpr int kLimitMs = 20'000;
  const auto opened = run_program(opener, {whole}, "", kLimitMs);
  if (opened && opened->exit == 0) return kExitOk;
  const bool missing = !opened && opened.error().kind == ErrorKind::kUnsupported;
  complain((missing ? "There is no " + opener + " here, which opens pages."
                    : opener + " could not open it.") +
           " Open it in a browser yourself: " + whole);
  return kExitEnvironment;
}

}  // namespace

std::string stem_of(const std::string& path) {
  fs::path clean = fs::path(path).lexically_normal();
  if (!clean.has_filename()) clean = clean.parent_path();
  const std::string stem = clean.stem().string();
  return stem.empty() || stem == "." || stem == ".." ? "run" : stem;
}

Result<void> check_page_place(const std::string& file) {
  if (file == "-") return {};
  std::error_code error;
  const fs::path path(file);
  const auto status = fs::status(path, error);
  if (fs::is_directory(status))
    return mistake(file + " is a folder. Name a file in it: --output " +
                   (path / "page.html").lexically_normal().string());
  if (fs::exists(status) && !fs::is_regular_file(status))
    return mistake(file + " is no ordinary file, and is left as it is.");
  const fs::path folder = path.parent_path();
  if (!folder.empty() && !fs::is_directory(folder, error))
    return mistake("There is no folder " + folder.string() + " to write " +
                   path.filename().string() + " into.");
  for (const char* taken : {".toml", ".jsonl", ".ndjson", ".csv"})
    if (file.ends_with(taken))
      return mistake("A page is HTML, and a name with " + std::string(taken) +
                     " stands for something else. Call it " +
                     fs::path(file).replace_extension(".html").string() + ".");
  return {};
}

int write_page(const std::string& file, const std::string& page, bool open) {
  if (file == "-") {
    std::fwrite(page.data(), 1, page.size(), stdout);
    return kExitOk;
  }
  if (const auto ok = runs::write_whole(file, page); !ok) {
    complain(ok.error().text);
    return kExitEnvironment;
  }
  std::printf("%s: %zu KiB, to be opened in a browser. It needs no network.\n", file.c_str(),
              (page.size() + 1023) / 1024);
  return open ? show(file) : static_cast<int>(kExitOk);
}

}  // namespace weir::cli
