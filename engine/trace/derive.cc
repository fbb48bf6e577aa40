#include "engine/trace/derive.h"

#include <algorithm>

#include "engine/trace/ids.h"

namespace weir {

namespace {

// "field" or "field=value": does an event of this kind open a step although it could?
bool condition_holds(const TraceEvent& e, std::string_view condition) {
  if (condition.empty()) return true;
  const auto equals = condition.find('=');
  const int i = e.info().index_of(condition.substr(0, equals));
  if (i < 0) return false;
  const Value& v = e.fields[static_cast<std::size_t>(i)];
  if (equals == std::string_view::npos) return !v.is_null();
  return v == Value::text(condition.substr(equals + 1));
}

}  // namespace

Result<Deriver> Deriver::create(const Value& header) {
  Result<World> world = World::create(header);
  if (!world) return world.error();
  return Deriver(std::move(*world));
}

void Deriver::fail(const std::string& why) {
  if (problem_.empty()) problem_ = why;
}

Value Deriver::place_name(const Value& at) {
  if (at.kind() != Kind::kInt) return at;
  const auto place = static_cast<std::uint32_t>(at.as_int());
  if (place == kAtJobMaster) return Value::text("jm");
  if (place == kAtStore) return Value::text("store");
  if (place == kAtWorld) return Value::text("world");
  if (place < plan().tasks().size()) return plan().tasks()[place].id;
  fail("task " + std::to_string(place) + " is not in the plan");
  return {};
}

Value Deriver::channel_name(const Value& ch) {
  if (ch.kind() != Kind::kInt) return ch;
  const auto ref = static_cast<ChannelRef>(ch.as_int());
  if ((ref & kControlLinkBit) == 0) {
    if (ref < plan().channels().size()) return plan().channels()[ref].id;
    fail("channel " + std::to_string(ref) + " is not in the plan");
    return {};
  }
  const std::string task(place_name(Value::integer((ref & ~kControlLinkBit) >> 1)).as_text());
  return Value::text((ref & 1) != 0 ? task + ">jm" : "jm>" + task);
}

void Deriver::resolve_fields(const StoredEvent& s, TraceEvent& e) {
  const KindInfo& info = e.info();
  e.fields.reserve(info.fields.size());
  for (std::size_t i = 0; i < info.stored && i < s.fields.size(); i++) {
    const FieldType type = info.fields[i].type;
    e.fields.push_back(type == FieldType::kCh     ? channel_name(s.fields[i])
                       : type == FieldType::kTask ? place_name(s.fields[i])
                                                  : s.fields[i]);
  }
  e.fields.resize(info.fields.size());
}

// As a new one, but for the memory that it has.
void Deriver::Turn::restart() {
  std::vector<Made> memory = std::move(made);
  memory.clear();
  *this = Turn();
  made = std::move(memory);
}

void Deriver::open_turn(const StoredEvent& s) {
  if (s.turn) {
    turn_.restart();
    step_opened_ = false;
  }
  if (s.key) turn_.key = *s.key;
}

void Deriver::envelope(const StoredEvent& s, TraceEvent& e) {
  e.kind = s.kind;
  e.time = s.time;
  e.at = place_name(s.at);
  e.causes = s.causes;
  task_ = plan().task(e.at);
  op_index_ = 0;
  if (task_ != nullptr) turn_.made.resize(std::max(turn_.made.size(), task_->ops.size()));
  if (s.op.kind() == Kind::kInt) {
    const auto i = static_cast<std::size_t>(s.op.as_int());
    if (task_ != nullptr && i < task_->ops.size()) {
      e.op = task_->ops[i].uid;
    } else {
      fail("operator " + std::to_string(i) + " is not in the chain of " +
           std::string(e.at.as_text()));
    }
  } else {
    e.op = s.op;
  }
  if (task_ != nullptr) {
    op_index_ = Plan::op_index(*task_, e.op).value_or(0);
    if (e.op == task_->ops.front().uid) e.op = Value();
  }
  if (e.info().physical) {
    e.index = index_;
    e.physical = ++physical_;
  } else {
    e.index = ++index_;
    physical_ = 0;
  }
  if (s.kind == EventKind::kRestart) attempt_++;
  e.attempt = s.attempt > 0 ? s.attempt : attempt_;
}

// A turn whose first logical event opens begins a step; others belong to the step before.
void Deriver::step_of(TraceEvent& e, bool first) {
  if (first && !e.info().opens.empty() && condition_holds(e, e.info().opens_if)) {
    step_++;
    step_opened_ = true;
  }
  e.step = step_;
  if (first && !step_opened_ && !e.causes) e.causes.emplace();
}

Value Deriver::op_of(const TraceEvent& e) const {
  if (!e.op.is_null()) return e.op;
  return task_ != nullptr ? task_->ops.front().uid : Value();
}

Value Deriver::was(std::size_t table, std::initializer_list<Value> key) const {
  const Value* v = get(table, key);
  return v ? *v : Value();
}

const WorldQueue* Deriver::queue_of(const Value& ch) const {
  return world_.queue(table::kQueue, Value::list({ch}));
}

std::int64_t Deriver::queue_size(const Value& ch) const {
  const auto* q = queue_of(ch);
  return q ? static_cast<std::int64_t>(q->size()) : 0;
}

Value Deriver::slots(std::size_t table, const Value& key) const {
  const auto* q = world_.queue(table, key);
  return q ? Value::list(q->items()) : Value();
}

void Deriver::cause(TraceEvent& e, std::int64_t index) const {
  if (!e.causes) e.causes.emplace(1, index);
}

const std::vector<Deriver::Rule>& Deriver::rules() {
  using D = Deriver;
  using K = EventKind;
  // clang-format off
  static const std::vector<Rule> list = {
      {K::kRecEmit, &D::rec_emit}, {K::kRecRecv, &D::rec_recv}, {K::kRecMake, &D::rec_make},
      {K::kRecSend, &D::rec_send}, {K::kRecDrop, &D::rec_drop}, {K::kSrcAssign, &D::src_assign},
      {K::kSrcSkip, &D::src_skip}, {K::kSrcPause, &D::src_pause}, {K::kSrcCommit, &D::src_commit},
      {K::kChanFull, &D::chan_full}, {K::kEndSend, &D::end_send}, {K::kEndRecv, &D::end_recv},
      {K::kSinkWrite, &D::sink_write}, {K::kSinkUpsert, &D::sink_upsert}, {K::kTxBegin, &D::tx},
      {K::kTxPrepare, &D::tx}, {K::kTxCommit, &D::tx}, {K::kTxAbort, &D::tx},
      {K::kWmEmit, &D::wm_emit}, {K::kWmRecv, &D::wm_recv}, {K::kWmOld, &D::wm_old},
      {K::kWmAdvance, &D::wm_advance}, {K::kWmSend, &D::wm_send}, {K::kWmSplit, &D::wm_split},
      {K::kStatusSend, &D::status_send}, {K::kStatusRecv, &D::status_recv},
      {K::kWinAssign, &D::win_assign}, {K::kWinTrigger, &D::win_trigger},
      {K::kWinMerge, &D::win_merge}, {K::kWinFire, &D::win_fire}, {K::kWinEvict, &D::win_evict},
      {K::kWinPurge, &D::win_purge}, {K::kLate, &D::late}, {K::kTmReg, &D::tm_reg},
      {K::kTmDel, &D::tm_del}, {K::kTmFire, &D::tm_fire}, {K::kStRead, &D::st_read},
      {K::kStWrite, &D::st_write}, {K::kStAppend, &D::st_append}, {K::kStUpdate, &D::st_update},
      {K::kStClear, &D::st_clear}, {K::kStMerge, &D::st_merge}, {K::kStTtl, &D::st_ttl},
      {K::kJobStatus, &D::job_status}, {K::kTaskStatus, &D::task_status},
      {K::kCtlSend, &D::ctl_send}, {K::kCtlRecv, &D::ctl_take}, {K::kCtlLose, &D::ctl_take},
      {K::kCpTrigger, &D::cp_trigger}, {K::kCpAck, &D::cp_ack}, {K::kCpComplete, &D::cp_complete},
      {K::kCpAbort, &D::cp_abort}, {K::kCpDrop, &D::cp_drop}, {K::kBarSend, &D::bar_send},
      {K::kBarRecv, &D::bar_recv}, {K::kBarCancel, &D::bar_cancel},
      {K::kCancelSend, &D::cancel_send}, {K::kAlBlock, &D::al_block},
      {K::kAlSwitch, &D::al_switch}, {K::kAlOpen, &D::al_open}, {K::kSnapSync, &D::snap_sync},
      {K::kSnapChan, &D::snap_chan}, {K::kSnapAsync, &D::snap_async}, {K::kFxBegin, &D::fx_begin},
      {K::kFxEnd, &D::fx_end}, {K::kFileUse, &D::file_use}, {K::kFileFree, &D::file_free},
      {K::kFail, &D::fail_event}, {K::kRestart, &D::restart}, {K::kRescale, &D::rescale},
      {K::kDeploy, &D::deploy}, {K::kRestore, &D::restore}, {K::kRestoreList, &D::restore_list},
      {K::kRestoreFlight, &D::restore_flight},
  };
  // clang-format on
  return list;
}

Result<void> Deriver::derive(const StoredEvent& s, TraceEvent& e) {
  problem_.clear();
  open_turn(s);
  e = TraceEvent();
  envelope(s, e);
  resolve_fields(s, e);
  static const std::vector<Handler> by_code = [] {
    std::vector<Handler> out(all_kinds().size() + 1, nullptr);
    for (const Rule& r : rules()) out[static_cast<std::size_t>(r.kind)] = r.handler;
    return out;
  }();
  const bool first = turn_.fresh && !e.info().physical;
  if (first) turn_.fresh = false;
  turn_.clock++;
  if (problem_.empty())
    if (const Handler h = by_code[static_cast<std::size_t>(e.kind)]) (this->*h)(e);
  step_of(e, first);
  if (!problem_.empty())
    return Error{ErrorKind::kCorrupt, "event " + std::to_string(e.index) + " (" +
                                          std::string(e.info().name) + "): " + problem_};
  return world_.do_event(e);
}

}  // namespace weir
