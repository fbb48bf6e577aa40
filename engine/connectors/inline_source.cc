// Tested by tests/connectors/inline_source_test.cc.
#include "engine/connectors/inline_source.h"

#include <optional>
#include <utility>

#include "engine/connectors/splits.h"

namespace weir {

namespace {

class InlineReader final : public SplitReader {
 public:
  // `position` is at most the number of rows.
  InlineReader(Value rows, std::int64_t position)
      : rows_(std::move(rows)), next_(static_cast<std::size_t>(position)) {}

  Result<Read> next(Value& row, BadRow& /*bad*/) override {
    if (next_ == rows_.size()) return Read::kEnd;
    row = rows_[next_++];
    return Read::kRow;
  }

 private:
  Value rows_;
  std::size_t next_;
};

}  // namespace

InlineSource::InlineSource(std::string uid, const std::vector<std::vector<Value>>& splits)
    : uid_(std::move(uid)) {
  for (const auto& rows : splits) splits_.push_back(Value::list(rows));
}

Result<std::vector<std::string>> InlineSource::splits() {
  return split_names(uid_, splits_.size());
}

Result<std::unique_ptr<SplitReader>> InlineSource::open(const std::string& split,
                                                        std::int64_t position) {
  const auto i = find_split(uid_, splits_.size(), split, position);
  if (!i) return i.error();
  const Value& rows = splits_[*i];
  const auto count = static_cast<std::int64_t>(rows.size());
  if (position > count) return position_beyond("split '" + split + "'", count, position);
  return std::unique_ptr<SplitReader>(std::make_unique<InlineReader>(rows, position));
}

std::function<std::unique_ptr<Source>()> make_inline_source(
    std::string uid, const std::vector<std::vector<Value>>& splits) {
  return [source = InlineSource(std::move(uid), splits)] {
    return std::make_unique<InlineSource>(source);
  };
}

}  // namespace weir
