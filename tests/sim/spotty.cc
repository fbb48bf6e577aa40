#include "tests/sim/spotty.h"

#include <utility>

#include "engine/core/hash.h"

namespace weir::testing {

namespace {

class SpottyReader final : public SplitReader {
 public:
  SpottyReader(std::unique_ptr<SplitReader> inner, std::uint64_t seed, std::uint64_t nth,
               std::int64_t position)
      : inner_(std::move(inner)), seed_(seed), nth_(nth), position_(position) {}
  Result<Read> next(Value& row, BadRow& bad) override {
    auto said = inner_->next(row, bad);
    if (!said || *said == Read::kEnd) return said;
    const auto position = static_cast<std::uint64_t>(position_++);
    if (stable_hash(seed_, 0, position) % nth_ != 0) return said;
    bad.line = position_;
    bad.text = row.to_string();
    bad.error = "it is spotty";
    return Read::kBadRow;
  }

 private:
  std::unique_ptr<SplitReader> inner_;
  std::uint64_t seed_, nth_;
  std::int64_t position_;
};

class SpottySource final : public Source {
 public:
  SpottySource(std::unique_ptr<Source> inner, std::uint64_t nth)
      : inner_(std::move(inner)), nth_(nth) {}
  Result<std::vector<std::string>> splits() override { return inner_->splits(); }
  Result<std::unique_ptr<SplitReader>> open(const std::string& split,
                                            std::int64_t position) override {
    auto reader = inner_->open(split, position);
    if (!reader) return reader.error();
    return std::unique_ptr<SplitReader>(std::make_unique<SpottyReader>(
        std::move(*reader), stable_hash(1, 0, split.size()) + static_cast<unsigned char>(split[0]),
        nth_, position));
  }

 private:
  std::unique_ptr<Source> inner_;
  std::uint64_t nth_;
};

}  // namespace

std::function<std::unique_ptr<Source>()> spotty(std::function<std::unique_ptr<Source>()> make,
                                                std::uint64_t nth) {
  return [make = std::move(make), nth]() -> std::unique_ptr<Source> {
    return std::make_unique<SpottySource>(make(), nth);
  };
}

}  // namespace weir::testing
