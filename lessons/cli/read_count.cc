#include "lessons/cli/read_count.h"

#include <memory>
#include <utility>

namespace weir::cli {

namespace {

class CountingReader final : public SplitReader {
 public:
  CountingReader(std::unique_ptr<SplitReader> inner, std::int64_t position, std::int64_t& furthest,
                 std::uint64_t& rows)
      : inner_(std::move(inner)), position_(position), furthest_(furthest), rows_(rows) {}

  Result<Read> next(Value& row, BadRow& bad) override {
    auto said = inner_->next(row, bad);
    if (!said || *said == Read::kEnd) return said;
    rows_++;
    furthest_ = std::max(furthest_, ++position_);
    return said;
  }

 private:
  std::unique_ptr<SplitReader> inner_;
  std::int64_t position_;
  std::int64_t& furthest_;
  std::uint64_t& rows_;
};

class CountingSource final : public Source {
 public:
  CountingSource(std::unique_ptr<Source> inner, ReadCount& count)
      : inner_(std::move(inner)), count_(count) {}

  Result<std::vector<std::string>> splits() override { return inner_->splits(); }
  Result<std::unique_ptr<SplitReader>> open(const std::string& split,
                                            std::int64_t position) override {
    auto reader = inner_->open(split, position);
    if (!reader) return reader.error();
    return std::unique_ptr<SplitReader>(std::make_unique<CountingReader>(
        std::move(*reader), position, count_.furthest[split], count_.rows));
  }

 private:
  std::unique_ptr<Source> inner_;
  ReadCount& count_;
};

}  // namespace

std::uint64_t ReadCount::distinct() const {
  std::uint64_t sum = 0;
  for (const auto& [split, rows_read] : furthest) sum += static_cast<std::uint64_t>(rows_read);
  return sum;
}

StreamGraph counting_reads(StreamGraph graph, ReadCount& count) {
  for (StreamNode& node : graph.nodes) {
    if (!node.source) continue;
    node.source->make = [make = node.source->make, &count]() -> std::unique_ptr<Source> {
      return std::make_unique<CountingSource>(make(), count);
    };
  }
  return graph;
}

}  // namespace weir::cli
