// Keyed and operator state.
#include "engine/trace/derive.h"

namespace weir {

namespace {

Value T(std::string_view s) { return Value::text(s); }

// The rows whose key begins with `prefix` and goes on.
template <class Rows>
auto rows_below(const Rows& rows, const Value& prefix) {
  std::vector<typename Rows::const_iterator> out;
  for (auto row = rows.lower_bound(prefix); row != rows.end(); ++row) {
    if (row->first.size() < prefix.size()) break;
    bool alike = true;
    for (std::size_t i = 0; i < prefix.size(); i++) alike = alike && row->first[i] == prefix[i];
    if (!alike) break;
    out.push_back(row);
  }
  return out;
}

// An entry of [lists] cells or items, from the row of the table: the key without the task.
std::vector<Value> entry_of(const Value& key) {
  static const char* const names[] = {"op", "state", "key", "ns", "mk"};
  std::vector<Value> out;
  for (std::size_t i = 1; i < key.size() && i <= 5; i++) {
    if (key[i].is_null()) continue;
    out.push_back(T(names[i - 1]));
    out.push_back(key[i]);
  }
  return out;
}

Value changed(const Value& key, const Value& was, const Value& now) {
  std::vector<Value> entry = entry_of(key);
  if (!was.is_null()) entry.insert(entry.end(), {T("was"), was});
  if (!now.is_null()) entry.insert(entry.end(), {T("now"), now});
  return Value::map(entry);
}

}  // namespace

// The first two fields of all kinds of st.* are state and ns.
Value Deriver::cell_key(const TraceEvent& e, const Value& key, const Value& ns,
                        const Value& map_key) const {
  return Value::list({e.at, op_of(e), e.fields[0], key, ns, map_key});
}

Value Deriver::items_key(const TraceEvent& e, const Value& key, const Value& ns) const {
  return Value::list({e.at, op_of(e), e.fields[0], key, ns});
}

Value Deriver::fresh_slots(const TraceEvent& e, const Value& elements) const {
  std::vector<Value> out;
  for (const Value& element : elements.elements())
    out.push_back(Value::map(std::vector<Value>{T("e"), T("item"), T("elem"), element, T("by"),
                                                Value::integer(e.index)}));
  return out.empty() ? Value() : Value::list(out);
}

Value Deriver::key_and_group(TraceEvent& e) {
  const KindInfo& info = e.info();
  Value key = current_key();
  e.fields[static_cast<std::size_t>(info.index_of("key"))] = key;
  e.fields[static_cast<std::size_t>(info.index_of("kg"))] = group_of(key);
  return key;
}

void Deriver::st_read(TraceEvent& e) {
  using F = field::kStRead;
  const Value key = key_and_group(e);
  const Value* cell = world_.get(table::kCell, cell_key(e, key, e.fields[F::ns], e.fields[F::mk]));
  if (cell) {
    e.fields[F::val] = *cell;
    return;
  }
  const auto* items = world_.queue(table::kItems, items_key(e, key, e.fields[F::ns]));
  if (!items || !e.fields[F::mk].is_null()) return;
  std::vector<Value> elements;
  for (const Value& slot : *items) elements.push_back(member(slot, "elem"));
  e.fields[F::val] = Value::list(elements);
}

void Deriver::st_write(TraceEvent& e) {
  using F = field::kStWrite;
  const Value key = key_and_group(e);
  const Value row = cell_key(e, key, e.fields[F::ns], e.fields[F::mk]);
  const Value* cell = world_.get(table::kCell, row);
  e.fields[F::was] = cell ? *cell : Value();
  const Plan::State* state = plan().state(op_of(e), e.fields[F::state]);
  if (state && state->ttl) cell_written_.at_or_new(row) = e.time;
}

void Deriver::st_append(TraceEvent& e) {
  using F = field::kStAppend;
  const Value key = key_and_group(e);
  const auto* items = world_.queue(table::kItems, items_key(e, key, e.fields[F::ns]));
  e.fields[F::pos] = Value::integer(items ? static_cast<std::int64_t>(items->size()) : 0);
  const Value record = current_record();
  if (!record.is_null()) appended_[e.index] = record;
}

void Deriver::st_update(TraceEvent& e) {
  using F = field::kStUpdate;
  const Value key = key_and_group(e);
  e.fields[F::was] = slots(table::kItems, items_key(e, key, e.fields[F::ns]));
  e.fields[F::slots] = fresh_slots(e, e.fields[F::now]);
}

void Deriver::st_clear(TraceEvent& e) {
  using F = field::kStClear;
  const Value key = key_and_group(e);
  const Value row = cell_key(e, key, e.fields[F::ns], e.fields[F::mk]);
  const Value* cell = world_.get(table::kCell, row);
  e.fields[F::was] = cell ? *cell : Value();
  cell_written_.erase(row);
  if (!e.fields[F::mk].is_null()) return;
  const Value all = items_key(e, key, e.fields[F::ns]);
  const Value items = slots(table::kItems, all);
  for (const Value& slot : items.elements())
    if (const Value by = member(slot, "by"); by.kind() == Kind::kInt) appended_.erase(by.as_int());
  e.fields[F::slots] = items;
  std::vector<Value> entries;  // of a map state
  for (const auto& entry : rows_below(world_.rows(table::kCell), all))
    if (!entry->first[5].is_null())
      entries.push_back(changed(entry->first, entry->second, Value()));
  if (!entries.empty()) e.fields[F::cells] = Value::list(entries);
}

// The contents of several session windows become those of one. A value: the new one is stored. A
//   list: the elements move,
// those of the target first.
void Deriver::st_merge(TraceEvent& e) {
  using F = field::kStMerge;
  auto& f = e.fields;
  const Value key = key_and_group(e);
  std::vector<Value> cells, lists, joined;
  const Value target = items_key(e, key, f[F::ns]), before = slots(table::kItems, target);
  for (const Value& slot : before.elements()) joined.push_back(slot);
  for (const Value& ns : f[F::from].elements()) {
    if (ns == f[F::ns]) continue;
    const Value row = cell_key(e, key, ns, Value());
    if (const Value* cell = world_.get(table::kCell, row))
      cells.push_back(changed(row, *cell, Value()));
    const Value items = slots(table::kItems, items_key(e, key, ns));
    if (items.is_null()) continue;
    lists.push_back(changed(items_key(e, key, ns), items, Value()));
    for (const Value& slot : items.elements()) joined.push_back(slot);
  }
  if (!f[F::now].is_null()) {
    const Value row = cell_key(e, key, f[F::ns], Value());
    const Value* cell = world_.get(table::kCell, row);
    cells.push_back(changed(row, cell ? *cell : Value(), f[F::now]));
  } else if (joined.size() > before.size()) {
    lists.push_back(changed(target, before, Value::list(joined)));
  }
  if (!cells.empty()) f[F::cells] = Value::list(cells);
  if (!lists.empty()) f[F::items] = Value::list(lists);
}

void Deriver::st_ttl(TraceEvent& e) {
  using F = field::kStTtl;
  const Value key = key_and_group(e);
  const Timestamp* written = cell_written_.get(cell_key(e, key, e.fields[F::ns], e.fields[F::mk]));
  if (written != nullptr) e.fields[F::stamp] = Value::integer(*written);
  const Plan::State* state = plan().state(op_of(e), e.fields[F::state]);
  if (state && state->ttl) e.fields[F::ttl] = Value::integer(*state->ttl);
}

}  // namespace weir
