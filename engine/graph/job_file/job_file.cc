#include "engine/graph/job_file/job_file.h"

#include <algorithm>
#include <array>

#include "engine/core/config/read_sections.h"
#include "engine/core/config/section_printer.h"
#include "engine/core/suggest.h"

namespace weir {

namespace {

constexpr std::array<std::string_view, 7> kTables{
    JobSection::kTable,     StateSection::kTable,  CheckpointingSection::kTable,
    RestartSection::kTable, SourceSection::kTable, OperatorSection::kTable,
    SinkSection::kTable};

void check_tables(const Document& document, std::span<const std::string_view> others,
                  Diagnostics& diagnostics) {
  std::vector<std::string> known(kTables.begin(), kTables.end());
  known.insert(known.end(), others.begin(), others.end());
  for (const ConfigMember& m : document.root().members) {
    if (std::find(known.begin(), known.end(), m.key) != known.end()) continue;
    std::string what = "there is no table '" + m.key + "' in a job file.";
    const std::string near = did_you_mean(m.key, known);
    if (near.empty()) {
      what += " There are";
      for (std::size_t i = 0; i < known.size(); i++) what += (i > 0 ? ", " : " ") + known[i];
    } else {
      what += near;
    }
    diagnostics.push_back(document.diagnose(m.place, what));
  }
}

// A table of sources, operators or sinks has another name, or is a single one.
bool parts_may_be_missing(const Document& document) {
  const std::vector<std::string> parts{std::string(SourceSection::kTable),
                                       std::string(OperatorSection::kTable),
                                       std::string(SinkSection::kTable)};
  for (const ConfigMember& m : document.root().members) {
    const bool part = std::find(parts.begin(), parts.end(), m.key) != parts.end();
    const bool table = std::find(kTables.begin(), kTables.end(), m.key) != kTables.end();
    if (part ? m.value.kind != ConfigNode::Kind::kArray
             : !table && !did_you_mean(m.key, parts).empty())
      return true;
  }
  return false;
}

template <class Section>
void visit(KeyVisitor& visitor, const std::string& header) {
  const KeySpec table{.name = header, .type = KeyType::kTable};
  visitor.enter(table);
  for (const Key<Section>& k : Section::keys()) k.visit(visitor, k.spec);
  visitor.leave();
}

}  // namespace

std::span<const std::string_view> job_tables() { return kTables; }

JobFile read_job(const Document& document, std::span<const std::string_view> others,
                 Diagnostics& diagnostics) {
  JobFile out;
  check_tables(document, others, diagnostics);
  out.job = read_section<JobSection>(document, diagnostics);
  out.state = read_section<StateSection>(document, diagnostics);
  out.checkpointing = read_section<CheckpointingSection>(document, diagnostics);
  out.restart = read_section<RestartSection>(document, diagnostics);
  out.sources = read_sections<SourceSection>(document, diagnostics);
  out.operators = read_sections<OperatorSection>(document, diagnostics);
  out.sinks = read_sections<SinkSection>(document, diagnostics);
  out.origin.damaged = parts_may_be_missing(document);
  return out;
}

std::string print_job(const JobFile& job) {
  SectionPrinter printer;
  if (job.job != JobSection{}) printer.section("[job]", job.job);
  if (job.state != StateSection{}) printer.section("[state]", job.state);
  if (job.checkpointing != CheckpointingSection{})
    printer.section("[checkpointing]", job.checkpointing);
  if (job.restart != RestartSection{}) printer.section("[restart]", job.restart);
  for (const SourceSection& s : job.sources) printer.section("[[source]]", s);
  for (const OperatorSection& o : job.operators) printer.section("[[operator]]", o);
  for (const SinkSection& s : job.sinks) printer.section("[[sink]]", s);
  return printer.take();
}

void visit_job_keys(KeyVisitor& visitor) {
  visit<JobSection>(visitor, "[job]");
  visit<StateSection>(visitor, "[state]");
  visit<CheckpointingSection>(visitor, "[checkpointing]");
  visit<RestartSection>(visitor, "[restart]");
  visit<SourceSection>(visitor, "[[source]]");
  visit<OperatorSection>(visitor, "[[operator]]");
  visit<SinkSection>(visitor, "[[sink]]");
}

}  // namespace weir
