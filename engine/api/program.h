// The seam between the typed job builder (job.h) and the engine: a program as it is written down,
// node by node. Users name nothing in here.
//
// Nodes are numbered in the order of add(); an input comes before what reads it. Ownership: the
// Program owns all that it is given. Errors: those of the graph are found by execute().
#ifndef WEIR_API_PROGRAM_H_
#define WEIR_API_PROGRAM_H_

#include <vector>

#include "engine/api/runtime.h"

namespace weir::runtime {

// A pure function of one row: of map, filter (to a bool) and key_by.
class RowFunction {
 public:
  virtual ~RowFunction() = default;
  virtual Value call(const Value& row) const = 0;
  virtual std::unique_ptr<RowFunction> copy() const = 0;
};

// Copies the user's prototype, once for each subtask and attempt.
class Factory {
 public:
  virtual ~Factory() = default;
  virtual std::unique_ptr<Operator> make() const = 0;
};

enum class NodeKind : std::uint8_t { kSource, kMap, kFilter, kFlatMap, kProcess, kPrint };

// How a stream is divided: by a field of its rows, or by what a function says.
struct Key {
  std::ptrdiff_t field = -1;
  const RowFunction* function = nullptr;
};

struct NodeSpec {
  NodeKind kind = NodeKind::kMap;
  int from = -1;                               // -1: a source
  const Key* key = nullptr;                    // of its input; nullptr: not keyed
  std::unique_ptr<RowFunction> function = {};  // map, filter
  std::unique_ptr<Factory> factory = {};       // flat_map, process
  std::vector<Value> rows = {};                // source
  const Schema* schema = nullptr;              // of what it makes; nullptr: what it gets
  std::string uid = {};                        // empty: one is made of the kind
};

class Program {
 public:
  virtual ~Program() = default;
  virtual int add(NodeSpec spec) = 0;
  virtual const Key* key(std::ptrdiff_t field, std::unique_ptr<RowFunction> function) = 0;
  virtual void set_uid(int node, std::string uid) = 0;
  virtual void set_parallelism(int parallelism) = 0;
  virtual void set_max_parallelism(int max_parallelism) = 0;
  virtual void set_state_backend(std::string name) = 0;
  virtual int execute(std::string_view job_name) = 0;  // an exit code
};

std::unique_ptr<Program> make_program();

}  // namespace weir::runtime

#endif  // WEIR_API_PROGRAM_H_
