#include "sim/job_file.h"

#include <array>
#include <limits>

#include "engine/core/config/bind.h"
#include "engine/core/config/read_sections.h"
#include "engine/core/duration_text.h"

namespace weir::sim {

namespace {

constexpr std::array kSimulationKeys{
    key<&SimulationSection::seed>({.name = "seed",
                                   .type = KeyType::kInteger,
                                   .fallback = "42",
                                   .help = "of latencies: equal seeds give equal runs"}),
    key<&SimulationSection::task_managers>({.name = "task_managers",
                                            .type = KeyType::kInteger,
                                            .fallback = "1",
                                            .help = "machines that the tasks are spread over",
                                            .min = 1,
                                            .max = 1000}),
    key<&SimulationSection::start>({.name = "start",
                                    .type = KeyType::kInteger,
                                    .fallback = "the first arrival that a source's at says, or 0",
                                    .help = "what the clock shows when the job starts, in ms",
                                    .min = 0}),
    key<&SimulationSection::network>({.name = "network",
                                      .type = KeyType::kDurations,
                                      .fallback = "0ms",
                                      .help = "from one task to another"}),
    key<&SimulationSection::control>({.name = "control",
                                      .type = KeyType::kDurations,
                                      .fallback = "0ms",
                                      .help = "between a task and the job master"}),
    key<&SimulationSection::snapshot>({.name = "snapshot",
                                       .type = KeyType::kDurations,
                                       .fallback = "0ms",
                                       .help = "the asynchronous part of a snapshot"}),
    key<&SimulationSection::storage>({.name = "storage",
                                      .type = KeyType::kDurations,
                                      .fallback = "0ms",
                                      .help = "writing, renaming and committing outside"}),
};

constexpr std::array kFaultKeys{
    key<&FaultSection::kill>(
        {.name = "kill", .help = "the task that runs this operator: \"count#0\""}),
    key<&FaultSection::task_manager>({.name = "task_manager",
                                      .type = KeyType::kInteger,
                                      .help = "all tasks of this machine, from 0"}),
    key<&FaultSection::job_master>({.name = "job_master",
                                    .type = KeyType::kBool,
                                    .help = "the job master, with everything it knows"}),
    key<&FaultSection::rescale>({.name = "rescale",
                                 .type = KeyType::kInteger,
                                 .help = "no failure: the parallelism after the next restart",
                                 .min = 1,
                                 .max = 1024}),
    key<&FaultSection::at_decision>({.name = "at_decision",
                                     .type = KeyType::kInteger,
                                     .help = "before the decision of this number, from 0"}),
    key<&FaultSection::at>({.name = "at",
                            .type = KeyType::kDuration,
                            .help = "so long after the start, before the first thing that "
                                    "happens then or later"}),
    key<&FaultSection::when>({.name = "when",
                              .type = KeyType::kQuery,
                              .help = "as soon as the trace has such an event: "
                                      "\"cp.complete(cp = 2)\""}),
};

// What fails and when: one of each.
void check(const Document& document, const FaultSection& f, Diagnostics& diagnostics) {
  if (f.origin.damaged) return;  // what it lacks may be what could not be read
  const TextRef& at = f.origin.place;
  const int what =
      (f.kill ? 1 : 0) + (f.task_manager ? 1 : 0) + (f.job_master ? 1 : 0) + (f.rescale ? 1 : 0);
  const int when = (f.at_decision ? 1 : 0) + (f.at ? 1 : 0) + (f.when ? 1 : 0);
  if (what != 1)
    diagnostics.push_back(document.diagnose(
        at, "a fault says what fails with one of kill, task_manager, job_master and rescale"));
  if (when != 1)
    diagnostics.push_back(
        document.diagnose(at, "a fault says when it happens with one of at_decision, at and when"));
  if (f.job_master && !f.job_master->value)
    diagnostics.push_back(
        document.diagnose(f.job_master->place, "'job_master' is true, or is left out"));
}

Latency latency_of(const Texts& texts) {
  if (texts.empty()) return {};
  const Duration first = parse_duration(texts.front().value).value();
  return {first, parse_duration(texts.back().value).value()};
}

void check_latency(const Document& document, const Texts& texts, Diagnostics& diagnostics) {
  if (texts.empty()) return;
  const Latency latency = latency_of(texts);
  if (texts.size() > 2)
    diagnostics.push_back(document.diagnose(
        texts[2].place, "a latency is one length of time, or two: the shortest and the longest"));
  else if (latency.max < latency.min)
    diagnostics.push_back(
        document.diagnose(texts[1].place, "the longest comes second, and is not below the first"));
}

}  // namespace

std::span<const Key<SimulationSection>> SimulationSection::keys() { return kSimulationKeys; }
std::span<const Key<FaultSection>> FaultSection::keys() { return kFaultKeys; }

SimulationFile read_simulation(const Document& document, Diagnostics& diagnostics) {
  SimulationFile out;
  out.simulation = read_section<SimulationSection>(document, diagnostics);
  const SimulationSection& s = out.simulation;
  for (const Texts* latency : {&s.network, &s.control, &s.snapshot, &s.storage})
    check_latency(document, *latency, diagnostics);
  out.faults = read_sections<FaultSection>(document, diagnostics);
  for (const FaultSection& f : out.faults) check(document, f, diagnostics);
  return out;
}

std::string print_simulation(const SimulationFile& file) {
  SectionPrinter printer;
  if (file.simulation != SimulationSection{}) printer.section("[simulation]", file.simulation);
  for (const FaultSection& f : file.faults) printer.section("[[fault]]", f);
  return printer.take();
}

void visit_simulation_keys(KeyVisitor& visitor) {
  visitor.enter({.name = "[simulation]", .type = KeyType::kTable});
  for (const auto& k : kSimulationKeys) k.visit(visitor, k.spec);
  visitor.leave();
  visitor.enter({.name = "[[fault]]", .type = KeyType::kTable});
  for (const auto& k : kFaultKeys) k.visit(visitor, k.spec);
  visitor.leave();
}

SimOptions sim_options(const SimulationSection& section) {
  SimOptions out;
  if (section.seed) out.seed = static_cast<std::uint64_t>(section.seed->value);
  out.network = latency_of(section.network);
  out.control = latency_of(section.control);
  out.snapshot = latency_of(section.snapshot);
  out.storage = latency_of(section.storage);
  return out;
}

}  // namespace weir::sim
