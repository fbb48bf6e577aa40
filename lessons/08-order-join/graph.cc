#include "lessons/08-order-join/graph.h"

#include <optional>
#include <set>
#include <utility>

#include "engine/connectors/csv_source.h"
#include "engine/graph/stream_builder.h"

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

Columns orders() {
  return {{kKey, Kind::kInt, true}, {"product", Kind::kString}, {"price", Kind::kDouble}};
}
Columns destinations() {
  return {{kKey, Kind::kInt, true}, {"ordered_at", Kind::kString}, {"city", Kind::kString}};
}

struct Table {
  std::string path;
  Columns columns;  // in the order of the file; what the lesson does not read are strings
  RowType type;
};

Result<Table> open_table(const std::string& path, const Columns& declared) {
  const auto names = read_csv_names({path});
  if (!names) return names.error();
  const auto mistakes = csv_column_mistakes(*names, declared, "this file");
  if (!mistakes.empty()) {
    Error error{ErrorKind::kBadArgument, {}};
    for (const ColumnMistake& m : mistakes) error.text += path + ": " + m.what + '\n';
    error.text += "The columns that this lesson reads:";
    for (const Column& c : declared) error.text += " " + c.name;
    return error;
  }
  Columns columns;
  for (const std::string& name : *names) {
    columns.push_back({name, Kind::kString});
    for (const Column& c : declared)
      if (c.name == name) columns.back() = c;
  }
  return Table{path, columns, row_type_of(columns)};
}

Stream keyed(StreamBuilder& job, const std::string& uid, const Table& table, Duration every) {
  std::vector<std::string> names;
  for (const Field& field : table.type.fields()) names.push_back(field.name);
  SourceSpec spec;
  spec.make = make_csv_source(uid, {table.path}, table.columns);
  spec.every = every;
  return job.source(uid, std::move(spec))
      .rows(std::move(names))
      .parallelism(1)  // one file, one reader
      .key_by(KeySelector::field(*table.type.index_of(kKey), kKey));
}

// The first order id that is in the file more than once.
Result<std::optional<Value>> repeated(const Table& table) {
  CsvSource source("check", {table.path}, table.columns);
  auto reader = source.open("check.0", 0);
  if (!reader) return reader.error();
  std::set<Value> seen;
  for (;;) {
    Value row;
    BadRow bad;
    const auto said = (*reader)->next(row, bad);
    if (!said) return said.error();
    if (*said == Read::kBadRow) return Error{ErrorKind::kBadData, bad.error};
    if (*said == Read::kEnd) return std::optional<Value>();
    const Value key = row[*table.type.index_of(kKey)];
    if (!seen.insert(key).second) return std::optional(key);
  }
}

}  // namespace

std::unique_ptr<KeyedCoProcessFunction> make_enrichment() { return std::make_unique<Enrichment>(); }

Result<StreamGraph> order_join(const LessonSettings& settings) {
  const auto first = open_table(settings.inputs[0], orders());
  if (!first) return first.error();
  const auto second = open_table(settings.inputs[1], destinations());
  if (!second) return second.error();

  StreamBuilder job(config_of(settings, "order-join", 30));
  const Stream info1 = keyed(job, "orderinfo1", *first, 10);
  const Stream info2 = keyed(job, "orderinfo2", *second, 20);
  finish(job.connect(info1, info2, "join", make_enrichment).rows({"order", "destination"}),
         settings);
  return job.build();
}

Result<std::vector<std::string>> order_join_dependences(const LessonSettings& settings) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < 2; i++) {
    const auto table = open_table(settings.inputs[i], i == 0 ? orders() : destinations());
    if (!table) return table.error();
    const auto id = repeated(*table);
    if (!id) return id.error();
    if (*id)
      out.push_back("an order id that is in one file twice (" + (*id)->to_string() + " in " +
                    table->path + ")");
  }
  return out;
}

}  // namespace weir::lessons
