#include "lessons/08-order-join/functions.h"

#include <optional>
#include <set>
#include <utility>

namespace weir::lessons {

namespace {

constexpr char kKey[] = "order_id";

class Enrichment final : public KeyedCoProcessFunction {
 public:
  void open(FunctionContext& context) override {
    info1_.emplace(context.value_state("info1"));
    info2_.emplace(context.value_state("info2"));
  }
  void process_element1(const Value& order, ProcessContext& /*context*/, Collector& out) override {
    const Value waiting = info2_->value();
    if (waiting.is_null()) {
      info1_->update(order);
      return;
    }
    info2_->clear();
    out.collect(Value::row({order, waiting}));
  }
  void process_element2(const Value& order, ProcessContext& /*context*/, Collector& out) override {
    const Value waiting = info1_->value();
    if (waiting.is_null()) {
      info2_->update(order);
      return;
    }
    info1_->clear();
    out.collect(Value::row({waiting, order}));
  }

 private:
  std::optional<ValueState> info1_, info2_;
};

// The first order id that a source has more than once.
Result<std::optional<Value>> repeated(const StreamNode& node) {
  const auto key = node.rows.index_of(kKey);
  if (!key) return std::optional<Value>();
  const std::unique_ptr<Source> source = node.source->make();
  const auto splits = source->splits();
  if (!splits) return splits.error();
  std::set<Value> seen;
  for (const std::string& split : *splits) {
    auto reader = source->open(split, 0);
    if (!reader) return reader.error();
    Value row;
    BadRow bad;
    for (;;) {
      const auto read = (*reader)->next(row, bad);
      if (!read) return read.error();
      if (*read == Read::kEnd) break;
      if (*read == Read::kBadRow) return Error{ErrorKind::kBadData, bad.error};
      if (!seen.insert(row[*key]).second) return std::optional(row[*key]);
    }
  }
  return std::optional<Value>();
}

}  // namespace

std::unique_ptr<KeyedCoProcessFunction> make_enrichment() { return std::make_unique<Enrichment>(); }

void register_08(FunctionRegistry& registry) {
  registry.add({.name = "pair_up",
                .about = "pairs of rows, one of each input, with the same key",
                .bind = [](const std::vector<RowType>& inputs) -> Result<BoundFunction> {
                  if (inputs.size() != 2)
                    return Error{ErrorKind::kBadArgument, "it wants two inputs: connect = { … }"};
                  return BoundFunction{
                      KeyedCoProcessFactory(make_enrichment),
                      RowType({{"order", Kind::kRow, false, inputs[0].fields()},
                               {"destination", Kind::kRow, false, inputs[1].fields()}})};
                }});
}

Result<std::vector<std::string>> order_join_dependences(const StreamGraph& graph) {
  std::vector<std::string> out;
  for (const StreamNode& node : graph.nodes) {
    if (!node.source) continue;
    const auto id = repeated(node);
    if (!id) return id.error();
    if (*id)
      out.push_back("an order id that " + node.uid + " has twice (" + (*id)->to_string() + ")");
  }
  return out;
}

}  // namespace weir::lessons
