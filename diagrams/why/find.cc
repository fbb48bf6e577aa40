#include "diagrams/why/find.h"

#include <algorithm>
#include <charconv>

#include "engine/core/suggest.h"
#include "engine/core/text_width.h"
#include "engine/trace/generated/event_fields.h"

namespace weir::diagrams::whys {

namespace {

constexpr std::size_t kMostNames = 8;

std::string quoted(const std::string& text) { return "'" + shown(text) + "'"; }

std::string plain(const Value& v) {
  return v.kind() == Kind::kString ? std::string(v.as_text()) : v.to_string();
}

void add_new(std::vector<std::string>& to, const std::string& name) {
  if (std::find(to.begin(), to.end(), name) == to.end()) to.push_back(name);
}

// Does a value that a source read hold this, so that it may be its name?
bool holds(const Value& v, const Value& text, const Value& integer) {
  if (v == text || (!integer.is_null() && v == integer)) return true;
  if (v.kind() != Kind::kRow && v.kind() != Kind::kMap) return false;
  for (const Value& x : v.elements())
    if (x == text || (!integer.is_null() && x == integer)) return true;
  return false;
}

struct Typed {
  std::string name;
  std::optional<std::int64_t> time;  // behind an @
};

Typed split_name(const std::string& typed) {
  const auto at = typed.rfind('@');
  if (at == std::string::npos || at == 0) return {typed, std::nullopt};
  const auto time = whole_number(typed.substr(at + 1));
  return time ? Typed{typed.substr(0, at), time} : Typed{typed, std::nullopt};
}

}  // namespace

std::string joined(WordList words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : " ") + word;
  return out;
}

std::optional<std::int64_t> whole_number(const std::string& text) {
  std::int64_t out = 0;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, out);
  if (text.empty() || read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return out;
}

std::string some_of(const std::vector<std::string>& names) {
  std::string out;
  const std::size_t n = std::min(names.size(), kMostNames);
  for (std::size_t i = 0; i < n; i++) {
    const bool last = i + 1 == names.size();
    out += (i == 0 ? "" : last ? " and " : ", ") + names[i];
  }
  if (names.size() > n) out += " and " + std::to_string(names.size() - n) + " more";
  return out;
}

bool is_meant(const Moment& m, const Value& v, const std::string& typed) {
  if (v.kind() == Kind::kString) return v.as_text() == typed || text_words(v.as_text()) == typed;
  return !v.is_null() && (m.value(v) == typed || v.to_string() == typed);
}

// ---- cells --------------------------------------------------------------------------------------

namespace {

// Where the key of "count[hello]" begins; npos: it is no cell. A window has a '(' or a ')' at the
// end of its brackets, and begins with digits.
std::size_t key_of_cell(const std::string& all) {
  const auto open = all.find('[');
  if (open == std::string::npos || open == 0 || all[open - 1] == ' ') return std::string::npos;
  const auto close = all.find(']', open);
  return close == std::string::npos ? std::string::npos : open;
}

}  // namespace

bool is_cell(WordList words) { return key_of_cell(joined(words)) != std::string::npos; }

std::vector<std::string> cell_words(WordList words) {
  const std::string all = joined(words);
  std::size_t at = key_of_cell(all);
  if (at == std::string::npos) return {words.begin(), words.end()};
  std::vector<std::string> out;
  const auto add = [&](const std::string& text) {
    std::size_t from = 0;
    while (from < text.size()) {
      const std::size_t blank = std::min(text.find(' ', from), text.size());
      if (blank > from) out.push_back(text.substr(from, blank - from));
      from = blank + 1;
    }
  };
  add(all.substr(0, at));
  while (at < all.size() && all[at] == '[') {
    // A key may hold a bracket: the one that ends it stands before another, or before "of".
    std::size_t close = all.find(']', at);
    if (close == std::string::npos) break;
    while (close + 1 < all.size() && all[close + 1] != '[' && all[close + 1] != ' ') {
      const std::size_t next = all.find(']', close + 1);
      if (next == std::string::npos) break;
      close = next;
    }
    out.push_back(all.substr(at + 1, close - at - 1));
    at = close + 1;
  }
  std::string rest = at < all.size() ? all.substr(at) : std::string();
  if (rest.starts_with(" of ")) rest = rest.substr(4);
  add(rest);
  return out;
}

// ---- records ------------------------------------------------------------------------------------

namespace {

struct Found {
  std::vector<Value> ids;  // in the order of the last time each was read
  void add(const Value& id) {
    if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
  }
};

bool has_name(const Moment& m, const Value& id, const Typed& typed) {
  const RecordInfo* info = m.world().record(id);
  if (info == nullptr || info->row.is_null() || !is_meant(m, info->row, typed.name)) return false;
  return !typed.time || info->timestamp == typed.time;
}

Found read_as(const Moment& m, const Typed& typed) {
  using F = field::kRecEmit;
  Found out;
  const Value text = Value::text(typed.name);
  const auto integer = whole_number(typed.name);
  const Value as_int = integer ? Value::integer(*integer) : Value();
  const auto events = m.timeline().events();
  for (std::size_t i = m.place(); i-- > 0;) {
    const TraceEvent& e = events[i];
    if (e.kind != EventKind::kRecEmit) continue;
    if (e.fields[F::row] != text && !holds(e.fields[F::val], text, as_int)) continue;
    if (has_name(m, e.fields[F::r], typed)) out.add(e.fields[F::r]);
  }
  return out;
}

// Records that operators made have no names: their value, if it is one word, will do.
Found made_as(const Moment& m, const Typed& typed) {
  using F = field::kRecMake;
  Found out;
  const Value text = Value::text(typed.name);
  m.last([&](const TraceEvent& e) {
    if (e.kind != EventKind::kRecMake) return false;
    const Value& v = e.fields[F::val];
    const bool first = v.kind() == Kind::kRow && v.size() > 0 && v[0] == text;
    if ((v == text || first) && (!typed.time || e.fields[F::ts] == Value::integer(*typed.time)))
      out.add(e.fields[F::r]);
    return false;
  });
  return out;
}

std::vector<std::string> names_read(const Moment& m, bool bare) {
  std::vector<std::string> out;
  const auto events = m.timeline().events();
  constexpr std::size_t kEnough = 1'000;
  for (std::size_t i = 0; i < m.place() && out.size() < kEnough; i++) {
    if (events[i].kind != EventKind::kRecEmit) continue;
    const Value& id = events[i].fields[field::kRecEmit::r];
    const RecordInfo* info = m.world().record(id);
    if (bare && info != nullptr && !info->row.is_null())
      add_new(out, plain(info->row));
    else if (!bare)
      add_new(out, m.words().record(id));
  }
  return out;
}

Error no_record(const Moment& m, const std::string& typed) {
  std::string text = "By step " + number(m.step()) + " there is no record " + quoted(typed) + ".";
  text += did_you_mean(split_name(typed).name, names_read(m, true));
  const auto names = names_read(m, false);
  return mistake(text + (names.empty() ? "\nNothing has been read yet."
                                       : "\nRead so far: " + some_of(names) + "."));
}

Error several(const Moment& m, const std::string& typed, const std::vector<Value>& ids) {
  std::vector<std::string> names;
  for (auto id = ids.rbegin(); id != ids.rend(); ++id)
    names.push_back(m.words().record(*id) + " (" + shown(plain(*id)) + ")");
  return mistake(quoted(typed) + " can be " + std::to_string(ids.size()) +
                 " records; say which one by its id: " + some_of(names) + ".");
}

}  // namespace

Result<Value> find_record(const Moment& m, const std::string& typed) {
  const Value id = Value::text(typed);
  if (m.world().record(id) != nullptr) return id;
  Found found = read_as(m, split_name(typed));
  // A name may hold an @ itself.
  if (found.ids.empty()) found = read_as(m, {typed, std::nullopt});
  if (found.ids.empty()) found = made_as(m, split_name(typed));
  if (found.ids.empty()) return no_record(m, typed);
  if (found.ids.size() > 1) return several(m, typed, found.ids);
  return found.ids.front();
}

// ---- windows ------------------------------------------------------------------------------------

namespace {

struct WindowWords {
  Timestamp start = 0;
  std::optional<Timestamp> end;
  std::vector<std::string> others;  // operator, key
};

std::optional<WindowWords> read_window(WordList words) {
  if (words.empty()) return std::nullopt;
  WindowWords out;
  out.others.assign(words.begin(), words.end() - 1);
  std::string last = words.back();
  if (!last.ends_with(')')) {
    const auto start = whole_number(last);
    if (!start) return std::nullopt;
    out.start = *start;
    return out;
  }
  const auto open = last.rfind('[');
  const auto comma = last.find(',', open == std::string::npos ? 0 : open);
  if (open == std::string::npos || comma == std::string::npos) return std::nullopt;
  const auto start = whole_number(last.substr(open + 1, comma - open - 1));
  const auto end = whole_number(last.substr(comma + 1, last.size() - comma - 2));
  if (!start || !end) return std::nullopt;
  if (open > 0) out.others.push_back(last.substr(0, open));
  out.start = *start;
  out.end = *end;
  return out;
}

// Windows that records joined, or were late for; of each the last place. By a merge, too.
class Windows {
 public:
  explicit Windows(const Moment& m) : m_(m) {}

  template <class Wanted>
  void collect(Wanted wanted) {
    m_.last([&](const TraceEvent& e) {
      if (e.kind == EventKind::kWinAssign) {
        look<field::kWinAssign>(e, wanted);
      } else if (e.kind == EventKind::kLate) {
        look<field::kLate>(e, wanted);
      } else if (e.kind == EventKind::kWinMerge) {
        look<field::kWinMerge>(e, wanted);
      }
      return ids.size() >= kEnough;
    });
  }

  std::vector<WindowId> ids;  // the latest first

 private:
  static constexpr std::size_t kEnough = 1'000;

  template <class F, class Wanted>
  void look(const TraceEvent& e, Wanted wanted) {
    if (!wanted(e.fields[F::start], e.fields[F::end])) return;
    WindowId id{e.at, m_.op_of(e), e.fields[F::key], e.fields[F::start], e.fields[F::end]};
    for (const WindowId& known : ids)
      if (known.op == id.op && known.key == id.key && known.start == id.start &&
          known.end == id.end)
        return;
    ids.push_back(std::move(id));
  }

  const Moment& m_;
};

bool fits(const Moment& m, const WindowId& id, const std::string& word) {
  const Plan::Task* task = m.plan().task(id.at);
  return is_meant(m, id.key, word) || is_text(id.op, word) ||
         (task != nullptr && is_task(m, *task, word));
}

std::string name_of(const Moment& m, const WindowId& id, bool with_op) {
  const std::string window = m.words().window(id.key, id.start, id.end);
  return with_op ? shown(plain(id.op)) + " " + window : window;
}

bool several_operators(const std::vector<WindowId>& ids) {
  return std::any_of(ids.begin(), ids.end(),
                     [&](const WindowId& id) { return id.op != ids.front().op; });
}

Error no_window(const Moment& m, WordList words) {
  Windows all(m);
  all.collect([](const Value&, const Value&) { return true; });
  if (all.ids.empty())
    return mistake("By step " + number(m.step()) + " no record has come to a window.");
  std::vector<std::string> names;
  const bool ops = several_operators(all.ids);
  for (auto id = all.ids.rbegin(); id != all.ids.rend(); ++id)
    names.push_back(name_of(m, *id, ops));
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return mistake("By step " + number(m.step()) + " no record has come to a window " +
                 quoted(joined(words)) + ".\nWindows so far: " + some_of(names) + ".");
}

}  // namespace

Result<WindowId> find_window(const Moment& m, WordList words) {
  const auto wanted = read_window(words);
  if (!wanted)
    return mistake(
        "Which window? Say where it begins, with its key in front if it has one: 'window 10', "
        "'window alice 10', or 'window [10,15)'.");
  Windows windows(m);
  windows.collect([&](const Value& start, const Value& end) {
    return start == Value::integer(wanted->start) &&
           (!wanted->end || end == Value::integer(*wanted->end));
  });
  std::vector<WindowId> found;
  for (const WindowId& id : windows.ids) {
    const bool all = std::all_of(wanted->others.begin(), wanted->others.end(),
                                 [&](const std::string& word) { return fits(m, id, word); });
    // A session grows: the latest window of those that begin there.
    const bool grown = std::any_of(found.begin(), found.end(), [&](const WindowId& other) {
      return other.op == id.op && other.key == id.key;
    });
    if (all && !grown) found.push_back(id);
  }
  if (found.empty()) return no_window(m, words);
  if (found.size() == 1) return found.front();
  std::vector<std::string> names;
  for (auto id = found.rbegin(); id != found.rend(); ++id)
    names.push_back(name_of(m, *id, several_operators(found)));
  return mistake("'window " + shown(joined(words)) + "' can be " + std::to_string(found.size()) +
                 " windows; say the " + (several_operators(found) ? "operator" : "key") +
                 ", too: " + some_of(names) + ".");
}

// ---- tasks --------------------------------------------------------------------------------------

bool is_task(const Moment& m, const Plan::Task& task, const std::string& typed) {
  if (is_text(task.id, typed) || is_text(task.name, typed)) return true;
  const auto hash = plain(task.id).rfind('#');
  const std::string subtask = hash == std::string::npos ? "" : plain(task.id).substr(hash);
  return std::any_of(task.ops.begin(), task.ops.end(), [&](const Plan::Op& op) {
    return is_text(op.uid, typed) || plain(op.uid) + subtask == typed ||
           m.words().who(task.id, op.uid) == typed;
  });
}

Result<const Plan::Task*> find_task(const Moment& m, WordList words) {
  const std::string typed = joined(words);
  std::vector<const Plan::Task*> found, consumers;
  std::vector<std::string> names, ids;
  for (const Plan::Task& task : m.plan().tasks()) {
    if (!task.ins.empty()) consumers.push_back(&task);
    if (!typed.empty() && is_task(m, task, typed)) found.push_back(&task);
    for (const Plan::Op& op : task.ops) add_new(names, plain(op.uid));
    ids.push_back(m.words().place(task.id));
  }
  if (typed.empty()) found = consumers;
  if (found.size() == 1) return found.front();
  if (found.empty() && typed.empty() && m.plan().tasks().size() == 1)
    return &m.plan().tasks().front();
  if (found.empty())
    return mistake("There is no task " + quoted(typed) + "." + did_you_mean(typed, names) +
                   "\nTasks are: " + some_of(ids) + ".");
  std::vector<std::string> which;
  for (const Plan::Task* task : found) which.push_back(shown(plain(task->id)));
  return mistake((typed.empty()
                      ? std::string("Of which task?")
                      : quoted(typed) + " runs in " + std::to_string(found.size()) + " tasks.") +
                 " Say one of: " + some_of(which) + ".");
}

}  // namespace weir::diagrams::whys
