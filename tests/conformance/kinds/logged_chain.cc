#include "tests/conformance/kinds/logged_chain.h"

#include "tests/conformance/backends.h"

namespace weir::conformance {

LoggedChain::LoggedChain(LoggedChainConfig config)
    : valves_(config.channels.begin(), config.channels.end()) {
  std::vector<ChainLink> links;
  for (std::unique_ptr<Operator>& op : config.operators) {
    ChainLink link;
    const std::size_t index = links.size();
    link.uid = "operator " + std::to_string(index);
    link.op = std::move(op);
    link.inputs = index == 0 ? valves_.size() : 1;
    if (config.key) link.keys.assign(link.inputs, *config.key);
    link.head = index == 0;
    if (index + 1 < config.operators.size()) {
      link.targets.push_back({"", index + 1, nullptr});
    } else {
      link.targets.push_back(config.out);
      if (config.side) link.targets.push_back(*config.side);
    }
    links.push_back(std::move(link));
  }
  ChainConfig chain;
  chain.clock = &clock_;
  chain.backends = &current_backends();
  chain_ = std::make_unique<OperatorChain>(std::move(links), chain, nullptr);
  chain_->open();
}

void LoggedChain::record(std::size_t input, Value value, std::optional<Timestamp> timestamp) {
  Record record;
  record.value = std::move(value);
  record.has_timestamp = timestamp.has_value();
  if (timestamp) record.timestamp = *timestamp;
  chain_->process(input, record);
}

void LoggedChain::watermark(std::size_t input, std::size_t channel, Timestamp watermark) {
  apply(input, valves_[input].input_watermark(channel, watermark));
}

void LoggedChain::status(std::size_t input, std::size_t channel, bool idle) {
  apply(input, valves_[input].input_status(channel, idle));
}

void LoggedChain::apply(std::size_t input, const ValveOutput& out) {
  if (out.has_watermark) chain_->process_watermark(input, out.watermark);
  if (out.has_status) chain_->process_status(input, out.idle);
}

void LoggedChain::end_of_input() {
  watermark(0, 0, kMaxTimestamp);
  chain_->end_input(0);
  chain_->finish();
}

Value LoggedChain::valve(std::size_t input) const {
  const WatermarkValve& valve = valves_[input];
  const auto status = [](bool idle) { return text(idle ? "idle" : "active"); };
  std::vector<Value> channels;
  for (std::size_t i = 0; i < valve.size(); i++)
    channels.push_back(object({{"watermark", integer(valve.watermark(i))},
                               {"status", status(valve.idle(i))},
                               {"aligned", Value::boolean(valve.aligned(i))}}));
  return object({{"output_watermark", integer(valve.output_watermark())},
                 {"output_status", status(valve.output_idle())},
                 {"channels", Value::list(channels)}});
}

Value LoggedChain::valves() const {
  std::vector<Value> all;
  for (std::size_t i = 0; i < valves_.size(); i++) all.push_back(valve(i));
  return Value::list(all);
}

}  // namespace weir::conformance
