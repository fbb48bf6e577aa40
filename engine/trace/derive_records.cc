// Records: reading, taking, making, sending, writing them to sinks; and the ends of streams.
#include <algorithm>

#include "engine/trace/derive.h"

namespace weir {

namespace {

Value I(std::int64_t v) { return Value::integer(v); }
Value T(std::string_view s) { return Value::text(s); }
Value yes(bool b) { return b ? Value::boolean(true) : Value(); }

std::string plain(const Value& v) {
  return v.kind() == Kind::kString ? std::string(v.as_text()) : v.to_string();
}

Value named(const RecordInfo& record, const std::string& name) {
  if (record.value.kind() == Kind::kRow && record.names != nullptr)
    for (std::size_t i = std::min(record.names->size(), record.value.size()); i > 0; i--)
      if ((*record.names)[i - 1] == name) return record.value[i - 1];
  return member(record.value, name);
}

}  // namespace

// ---- what an event is about ---------------------------------------------------------------------

Deriver::Made Deriver::about(std::size_t op) const {
  Made in{turn_.input, turn_.input_at};
  if (!task_ || op >= task_->ops.size()) return in;
  const int upstream = task_->ops[op].upstream;
  if (upstream >= 0) in = about(static_cast<std::size_t>(upstream));
  if (op < turn_.made.size() && turn_.made[op].at > in.at) return turn_.made[op];
  return in;
}

// The fields that key_by names, of one record: one value, or a row of several. Null if they cannot
//   be found.
Value Deriver::field_of(const Value& id, const FieldNames& names) const {
  const RecordInfo* record = world_.record(id);
  if (!record || names.empty()) return {};
  if (names.size() == 1) return named(*record, names.front());
  std::vector<Value> out;
  for (const std::string& name : names) {
    Value v = named(*record, name);
    if (v.is_null()) return {};
    out.push_back(std::move(v));
  }
  return Value::row(out);
}

// The current key at an operator of the chain: what was announced, else the field that key_by names
//   in the record there.
std::optional<Value> Deriver::key_at(std::size_t op) const {
  if (turn_.key) return turn_.key;
  if (!task_ || op >= task_->ops.size()) return std::nullopt;
  const Plan::Op& o = task_->ops[op];
  if (o.upstream >= 0) {
    if (o.key_by.empty()) return key_at(static_cast<std::size_t>(o.upstream));
    return field_of(about(static_cast<std::size_t>(o.upstream)).record, o.key_by);
  }
  if (turn_.channel_key_by != nullptr) {
    Value key = field_of(turn_.input, *turn_.channel_key_by);
    if (!key.is_null()) return key;
  }
  if (o.key_by.empty()) return std::nullopt;
  return field_of(turn_.input, o.key_by);
}

Value Deriver::current_key() const { return key_at(op_index_).value_or(Value()); }

Value Deriver::group_of(const Value& key) const {
  if (key.is_null()) return {};
  return I(key_group(key, plan().max_parallelism()));
}

void Deriver::set_input(const Value& record) {
  turn_.input = record;
  turn_.input_at = turn_.clock;
  turn_.window_id = Value();
  turn_.timer_id = Value();
}

// ---- queues -------------------------------------------------------------------------------------

// The element that is taken from a channel: the event learns its fields, and its origin is the
//   cause.
void Deriver::take(TraceEvent& e, std::size_t ch_field, std::int64_t pos) {
  const auto* queue = queue_of(e.fields[ch_field]);
  if (!queue || pos < 0 || pos >= static_cast<std::int64_t>(queue->size())) {
    fail("nothing at " + std::to_string(pos) + " in " + plain(e.fields[ch_field]));
    return;
  }
  turn_.taken = (*queue)[static_cast<std::size_t>(pos)];
  const KindInfo& info = e.info();
  for (std::size_t i = 0; i < turn_.taken.size(); i++) {
    const std::string_view name = turn_.taken.at(2 * i).as_text();
    const Value& v = turn_.taken.at(2 * i + 1);
    if (name == "by" && v.kind() == Kind::kInt) e.causes.emplace(1, v.as_int());
    const int f = name == "by" || name == "e" ? -1 : info.index_of(name);
    if (f >= static_cast<int>(info.stored)) e.fields[static_cast<std::size_t>(f)] = v;
  }
}

// One slot in each output channel; of_operator: only those that its operator feeds.
void Deriver::broadcast(TraceEvent& e, std::size_t chs_field, bool of_operator) {
  const int dues_at = e.info().index_of("dues");
  const Value dues = dues_at < 0 ? Value() : e.fields[static_cast<std::size_t>(dues_at)];
  std::vector<Value> list;
  if (task_) {
    for (const std::size_t c : task_->outs) {
      const Plan::Channel& channel = plan().channels()[c];
      if (of_operator && !channel.op.is_null() && channel.op != op_of(e)) continue;
      std::vector<Value> entry = {T("ch"), channel.id, T("pos"), I(queue_size(channel.id))};
      if (dues.kind() == Kind::kList && list.size() < dues.size()) {
        entry.push_back(T("due"));
        entry.push_back(dues[list.size()]);
      }
      list.push_back(Value::map(entry));
    }
  }
  e.fields[chs_field] = Value::list(list);
}

// ---- sources ------------------------------------------------------------------------------------

void Deriver::rec_emit(TraceEvent& e) {
  using F = field::kRecEmit;
  auto& f = e.fields;
  const Value before = was(table::kPos, {f[F::part]});
  const std::int64_t offset = before.kind() == Kind::kInt ? before.as_int() : 0;
  f[F::r] = T(plain(f[F::part]) + "." + std::to_string(offset));
  f[F::off] = I(offset);
  f[F::was] = before;
  f[F::pos] = I(offset + 1);
  f[F::again] = yes(world_.record(f[F::r]) != nullptr);
  f[F::max_was] = was(table::kMax, {f[F::part]});
  f[F::max] = f[F::max_was];
  if (f[F::ts].kind() == Kind::kInt) {
    const bool higher = f[F::max].is_null() || f[F::ts].as_int() > f[F::max].as_int();
    if (higher) f[F::max] = f[F::ts];
  } else {
    f[F::max_was] = f[F::max] = Value();
  }
  turn_.channel_key_by = nullptr;
  set_input(f[F::r]);
}

void Deriver::src_assign(TraceEvent& e) {
  using F = field::kSrcAssign;
  e.fields[F::was] = was(table::kPos, {e.fields[F::part]});
  e.fields[F::from] = was(table::kOwner, {e.fields[F::part]});
}

void Deriver::src_skip(TraceEvent& e) {
  using F = field::kSrcSkip;
  e.fields[F::was] = was(table::kPos, {e.fields[F::part]});
  const std::int64_t offset = e.fields[F::was].kind() == Kind::kInt ? e.fields[F::was].as_int() : 0;
  e.fields[F::pos] = I(offset + 1);
  turn_.channel_key_by = nullptr;
  set_input(T(plain(e.fields[F::part]) + "." + std::to_string(offset)));  // what is made of it
}

void Deriver::src_pause(TraceEvent& e) {
  using F = field::kSrcPause;
  const Value of_split = was(table::kSwm, {e.fields[F::part]});
  e.fields[F::wm] = of_split.is_null() ? was(table::kLast, {e.at}) : of_split;
}

void Deriver::src_commit(TraceEvent& e) {
  using F = field::kSrcCommit;
  e.fields[F::was] = was(table::kGroup, {e.fields[F::part]});
}

// ---- records ------------------------------------------------------------------------------------

void Deriver::rec_recv(TraceEvent& e) {
  using F = field::kRecRecv;
  take(e, F::ch, 0);
  set_input(e.fields[F::r]);
  const Plan::Channel* channel = plan().channel(e.fields[F::ch]);
  turn_.channel_key_by = channel != nullptr ? &channel->key_by : nullptr;
  e.fields[F::wm] = clock_of(e);
  const RecordInfo* record = world_.record(e.fields[F::r]);
  if (record && record->timestamp && e.fields[F::wm].kind() == Kind::kInt)
    e.fields[F::behind] = yes(*record->timestamp <= e.fields[F::wm].as_int());
}

void Deriver::rec_make(TraceEvent& e) {
  using F = field::kRecMake;
  const std::size_t op = op_index_;
  const std::string uid = plain(op_of(e));
  Made origin{turn_.input, turn_.input_at};
  if (task_ && op < task_->ops.size() && task_->ops[op].upstream >= 0)
    origin = about(static_cast<std::size_t>(task_->ops[op].upstream));
  std::string id;
  if (!turn_.window_id.is_null() && turn_.window_op == op) {
    id = plain(turn_.window_id);
  } else if (!turn_.timer_id.is_null() && turn_.timer_op == op) {
    id = plain(turn_.timer_id);
  } else if (!origin.record.is_null()) {
    id = plain(origin.record) + "/" + uid;
  } else {
    id = plain(e.at) + "/" + uid + "~" +
         std::to_string(e.index);  // out of nothing: at the end of the input, say
  }
  e.fields[F::r] = T(id);
  const std::int64_t nth = ++turn_.made_ids[e.fields[F::r]];
  if (nth > 1) e.fields[F::r] = T(id + ":" + std::to_string(nth));
  if (op < turn_.made.size()) turn_.made[op] = {e.fields[F::r], turn_.clock};
}

void Deriver::rec_send(TraceEvent& e) {
  using F = field::kRecSend;
  auto& f = e.fields;
  f[F::r] = current_record();
  f[F::pos] = I(queue_size(f[F::ch]));
  f[F::held] = was(table::kBlocked, {f[F::ch]});
  const Plan::Channel* channel = plan().channel(f[F::ch]);
  if (channel && !channel->key_by.empty()) f[F::kg] = group_of(field_of(f[F::r], channel->key_by));
  if (f[F::r].is_null()) fail("no record to send");
}

void Deriver::rec_drop(TraceEvent& e) { e.fields[field::kRecDrop::r] = current_record(); }

void Deriver::chan_full(TraceEvent& e) {
  using F = field::kChanFull;
  const Plan::Channel* channel = plan().channel(e.fields[F::ch]);
  e.fields[F::n] = I(queue_size(e.fields[F::ch]));
  e.fields[F::cap] = I(channel ? channel->capacity : 0);
}

void Deriver::end_send(TraceEvent& e) { broadcast(e, field::kEndSend::chs, false); }

void Deriver::end_recv(TraceEvent& e) {
  using F = field::kEndRecv;
  take(e, F::ch, 0);
  e.fields[F::was] = was(table::kCstat, {e.fields[F::ch]});
  e.fields[F::now] = T(e.fields[F::what] == T("data") ? "END OF DATA" : "FINISHED");
}

// ---- sinks --------------------------------------------------------------------------------------

void Deriver::sink_write(TraceEvent& e) {
  using F = field::kSinkWrite;
  auto& f = e.fields;
  const Value op = op_of(e);
  f[F::r] = current_record();
  if (const RecordInfo* record = world_.record(f[F::r])) f[F::val] = record->value;
  const auto* out = world_.queue(table::kOut, Value::list({op}));
  f[F::pos] = I(out ? static_cast<std::int64_t>(out->size()) : 0);
  auto& before = written_.at_or_new(Value::list({op, f[F::r]}));
  for (const Written& w : before) {
    const Value status = w.tx.is_null() ? Value() : was(table::kTx, {w.tx});
    const bool counts = w.tx.is_null() || status == T("committed") || status == T("prepared");
    if (counts) f[F::dup] = I(w.event);
  }
  before.push_back({e.index, f[F::tx]});
  if (!f[F::tx].is_null()) rows_of_tx_.at_or_new(f[F::tx])++;
}

void Deriver::sink_upsert(TraceEvent& e) {
  using F = field::kSinkUpsert;
  e.fields[F::r] = current_record();
  e.fields[F::was] = was(table::kTable, {op_of(e), e.fields[F::key]});
}

// Without checkpoints an execution publishes what an earlier one has published already, under the
// same name: what the same subtask committed with the same number.
void Deriver::replaced_parts(TraceEvent& e) {
  using F = field::kTxCommit;
  std::vector<Value> instead;
  const auto of_subtask = [](const Value& tx) { return plain(tx).substr(0, plain(tx).rfind('/')); };
  if (!e.fields[F::over].is_null()) {
    const Value& id = e.fields[F::tx];
    const Value number = was(table::kTxcp, {id});
    for (const auto& [key, status] : world_.rows(table::kTx)) {
      const Value& other = key[0];
      if (status == T("committed") && other != id && of_subtask(other) == of_subtask(id) &&
          was(table::kTxcp, {other}) == number)
        instead.push_back(Value::map(
            std::vector<Value>{T("tx"), other, T("was"), status, T("now"), T("replaced")}));
    }
  }
  if (!instead.empty()) e.fields[F::instead] = Value::list(instead);
}

void Deriver::tx(TraceEvent& e) {
  const KindInfo& info = e.info();
  const auto at = [&](const char* name) { return static_cast<std::size_t>(info.index_of(name)); };
  const Value id = e.fields[at("tx")];
  e.fields[at("was")] = was(table::kTx, {id});
  const char* now = e.kind == EventKind::kTxBegin     ? "open"
                    : e.kind == EventKind::kTxPrepare ? "prepared"
                    : e.kind == EventKind::kTxCommit  ? "committed"
                                                      : "aborted";
  e.fields[at("now")] = T(now);
  if (e.kind == EventKind::kTxCommit) replaced_parts(e);
  if (e.kind == EventKind::kTxBegin) return;
  const std::int64_t* rows = rows_of_tx_.get(id);
  e.fields[at("n")] = I(rows == nullptr ? 0 : *rows);
  if (e.kind == EventKind::kTxPrepare) e.fields[at("cp_was")] = was(table::kTxcp, {id});
}

}  // namespace weir
