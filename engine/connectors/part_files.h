// Part files: the names of a file sink's files, and the four things that happen to them outside.
//   A part is staged as ".part-<subtask>-<n>.inprogress.<run>-<attempt>", which readers skip, and
//   published as "part-<subtask>-<n>". n is the checkpoint that brings it: no two are alike in all
//   the processes that go on with each other; the name of a staged part says who staged it. One
//   that is written in pieces before its checkpoint is known is named "open-<k>" instead of n, k
//   counting the parts of an execution. The one file of a sink is staged as ".<name>.inprogress".
//   append_part(): a piece, at its place. stage_part(): the rest written and all of it durable,
//   unless it is published by now. publish_part(): renamed; done already is fine. clean_parts():
//   what older executions than effect.keep's owner left staged.
//   check_new_output(): before a job starts from nothing: its output folder has no part yet, and
//   what a dead process left staged goes. published_lines(): what a reader of the folder sees.
// Errors: kIo: try again. kCorrupt: trying again does not help: the staged part is gone without
//   having been published, or another part has the name.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/env/effect.h"
#include "engine/env/file_store.h"

namespace weir {

struct PartName {
  std::uint32_t subtask = 0;
  CheckpointId n = 0;     // or k
  std::uint32_t run = 0;  // 0: published
  std::uint32_t attempt = 0;
};

std::string published_name(const std::string& folder, std::uint32_t subtask, CheckpointId n);
std::string staged_name(const std::string& folder, std::uint32_t subtask, CheckpointId n,
                        std::uint32_t run, std::uint32_t attempt);
std::string open_name(const std::string& folder, std::uint32_t subtask, std::uint64_t k,
                      std::uint32_t run, std::uint32_t attempt);
std::string staged_single(const std::string& file);
std::optional<PartName> parse_part(const std::string& name);

Result<void> append_part(FileStore& files, const Effect& effect);
Result<void> stage_part(FileStore& files, const Effect& effect);
Result<void> publish_part(FileStore& files, const Effect& effect);
Result<void> clean_parts(FileStore& files, const Effect& effect);

Result<void> check_new_output(FileStore& files, const std::string& folder);
// By part, in order of name.
Result<std::vector<std::string>> published_lines(const FileStore& files, const std::string& folder);

}  // namespace weir
