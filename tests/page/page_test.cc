// The page as C++ makes it: equal bytes, inert data, a policy of sums, layouts that DOT shares.
#include "diagrams/page/page.h"

#include <zlib.h>

#include <algorithm>
#include <map>
#include <set>

#include "diagrams/exec_dot.h"
#include "diagrams/layout.h"
#include "diagrams/page/assets.h"
#include "diagrams/page/catalogue_json.h"
#include "diagrams/page/gzip.h"
#include "diagrams/page/json_writer.h"
#include "diagrams/page/layout_json.h"
#include "diagrams/page/sha256.h"
#include "diagrams/page/short_trace.h"
#include "diagrams/words.h"
#include "engine/trace/json.h"
#include "lessons/runs/recorded_run.h"
#include "tests/catch.h"

using namespace weir;
using namespace weir::diagrams;

namespace {

std::unique_ptr<runs::RecordedRun> job(const std::string& name,
                                       std::vector<std::string> sets = {}) {
  auto run = runs::RecordedRun::open(
      {std::string(WEIR_TESTS_PAGE_DIR "/jobs/") + name + ".toml", std::move(sets), {}});
  REQUIRE(run);
  REQUIRE((*run)->finish());
  return std::move(*run);
}

PageInput input_of(const Timeline& timeline, const std::string& title = "a job") {
  PageInput input;
  input.title = title;
  PageRun run;
  run.timeline = &timeline;
  input.runs.push_back(std::move(run));
  return input;
}

// What stands between the tags of the block with this id.
std::string block(const std::string& page, const std::string& id) {
  const auto at = page.find("id=\"" + id + "\"");
  REQUIRE(at != std::string::npos);
  const auto begin = page.find('>', at) + 1;
  return page.substr(begin, page.find("</script>", begin) - begin);
}

std::size_t count(const std::string& text, std::string_view what) {
  std::size_t n = 0;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) n++;
  return n;
}

std::string unpacked(const std::string& bytes) {
  z_stream stream{};
  REQUIRE(inflateInit2(&stream, 15 + 16) == Z_OK);
  std::string in = bytes, out(1 << 22, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  REQUIRE(inflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  inflateEnd(&stream);
  return out;
}

std::string hex(const std::array<std::uint8_t, 32>& sum) {
  std::string out;
  for (const std::uint8_t byte : sum) {
    out += "0123456789abcdef"[byte >> 4];
    out += "0123456789abcdef"[byte & 15];
  }
  return out;
}

}  // namespace

TEST_CASE("SHA-256 and base64 give the answers of their standards") {
  CHECK(hex(sha256("")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(hex(sha256("abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(hex(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")) ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(hex(sha256(std::string(1'000'000, 'a'))) ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  // One byte less than a block, a block, and the lengths at which padding needs another one.
  std::set<std::string> sums;
  for (std::size_t n = 50; n < 130; n++) sums.insert(hex(sha256(std::string(n, 'x'))));
  CHECK(sums.size() == 80);
  CHECK(base64("") == "");
  CHECK(base64("f") == "Zg==");
  CHECK(base64("fo") == "Zm8=");
  CHECK(base64("foo") == "Zm9v");
  CHECK(base64("foobar") == "Zm9vYmFy");
  CHECK(base64("\xff\xfe\xfd") == "//79");
}

TEST_CASE("gzip is whole, the same every time, and names no time and no system") {
  std::string text;
  for (int i = 0; i < 100'000; i++) text += std::to_string(i * 7919 % 1000) + ",";
  const std::string packed = gzip(text);
  CHECK(packed == gzip(text));
  CHECK(packed.size() < text.size() / 2);
  CHECK(packed.substr(0, 4) == "\x1f\x8b\x08" + std::string(1, '\0'));
  CHECK(packed.substr(4, 4) == std::string(4, '\0'));
  CHECK(packed[9] == '\xff');
  CHECK(unpacked(packed) == text);
  CHECK(unpacked(gzip("")).empty());
}

TEST_CASE("equal runs give equal pages") {
  const auto once = job("sessions"), again = job("sessions");
  const std::string page_of_one = page(input_of(once->timeline()));
  CHECK(page_of_one == page(input_of(again->timeline())));
  CHECK(page_of_one != page(input_of(job("values")->timeline())));
}

TEST_CASE(
    "a page has nothing that asks a network, and allows nothing but its own script and style") {
  const auto run = job("sessions");
  const std::string text = page(input_of(run->timeline()));
  const PageAssets& assets = page_assets();
  CHECK(count(text, "http-equiv=\"Content-Security-Policy\"") == 1);
  CHECK(text.find(std::string(assets.policy)) != std::string::npos);
  CHECK(assets.policy == "default-src 'none'; script-src " + policy_sum(assets.script) +
                             "; style-src " + policy_sum(assets.style) +
                             "; img-src data:; base-uri 'none'; form-action 'none'");
  // The sums are those of what stands in the page.
  const auto script =
      text.find("<script type=\"module\">") + std::string("<script type=\"module\">").size();
  CHECK(text.substr(script, assets.script.size()) == assets.script);
  CHECK(text.substr(script + assets.script.size(), 9) == "</script>");
  for (const char* outside : {" src=", "@import", "url(", "fetch(", "XMLHttpRequest", "WebSocket",
                              " = import(", "await import", "eval("})
    CHECK(text.find(outside) == std::string::npos);
  CHECK(text.find("//") != std::string::npos);
  CHECK(count(text, "http://www.w3.org/2000/svg") == count(text, "http://"));
  CHECK(count(text, "https://") == 0);
}

TEST_CASE("data that would like to be markup stays data") {
  const auto run = job("hostile");
  PageInput input = input_of(run->timeline(), "</title><script>alert(1)</script> & \"x\" \x1b[31m");
  input.runs[0].name = "<b>";
  input.runs[0].chapters.push_back({0, "</script>", "<!--"});
  const std::string text = page(input);
  // Four blocks of the page's own: events, extra, trace, the script.
  CHECK(count(text, "<script") == 4);
  CHECK(count(text, "</script>") == 4);
  CHECK(count(text, "<!--") == 0);
  CHECK(count(text, "</title>") == 1);
  CHECK(count(text,
              "<title>&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;x&quot;"
              " \\x1b[31m · Weir</title>") == 1);
  for (const char* id : {"events", "extra"}) {
    const std::string data = block(text, id);
    CHECK(data.find('<') == std::string::npos);
    CHECK(parse_json(data));
  }
  const auto extra = parse_json(block(text, "extra"));
  CHECK(extra->find(Value::text("title"))->as_text() == input.title);
}

TEST_CASE("a trace stands in its page as it is, or packed if it is long") {
  const auto small = job("sessions");
  std::string text = page(input_of(small->timeline()));
  CHECK(text.find("id=\"trace\" data-enc=\"text\"") != std::string::npos);
  auto read = read_ndjson(block(text, "trace"));
  REQUIRE(read);
  CHECK(read->events.size() == small->timeline().events().size());

  const auto large = job("long");
  text = page(input_of(large->timeline()));
  CHECK(text.find("id=\"trace\" data-enc=\"gzip\"") != std::string::npos);
  const std::string whole = short_trace(large->timeline(), 1'000'000).text;
  CHECK(whole.size() > kPackBeyond);
  const std::string data = block(text, "trace");
  CHECK(
      data.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=") ==
      std::string::npos);
  CHECK(data == base64(gzip(whole)));
  read = read_ndjson(whole);
  REQUIRE(read);
  CHECK(read->events == std::vector<TraceEvent>(large->timeline().events().begin(),
                                                large->timeline().events().end()));
}

TEST_CASE("several runs stand in one page") {
  const auto one = job("sessions"), other = job("sessions", {"clicks.every=30ms"});
  PageInput input = input_of(one->timeline());
  input.runs.push_back(input.runs[0]);
  input.runs[1].name = "slow";
  input.runs[1].timeline = &other->timeline();
  const std::string text = page(input);
  CHECK(count(text, "<script") == 5);
  CHECK(block(text, "trace") != block(text, "trace-1"));
  const auto extra = parse_json(block(text, "extra"));
  REQUIRE(extra);
  CHECK(extra->find(Value::text("runs"))->size() == 2);
}

TEST_CASE("a page says how many events it leaves out, and leaves out no milestone") {
  const auto run = job("sessions");
  const Timeline& timeline = run->timeline();
  PageInput input = input_of(timeline);
  const auto left = [&](std::size_t most) {
    input.most_events = most;
    const auto extra = parse_json(block(page(input), "extra"));
    REQUIRE(extra);
    const Value* n = (*extra->find(Value::text("runs")))[0].find(Value::text("left"));
    return n == nullptr ? std::int64_t{0} : n->as_int();
  };
  const auto all = timeline.events().size();
  CHECK(left(all) == 0);
  const std::int64_t few = left(all - 1), many = left(10);
  CHECK(few > 0);
  CHECK(many > few);
  std::size_t milestones = 0;
  for (const TraceEvent& event : timeline.events()) milestones += face_of(event).milestone ? 1 : 0;
  CHECK(milestones > 10);
  CHECK(static_cast<std::size_t>(many) <= all - milestones);
  const std::string text = short_trace(timeline, 10).text;
  for (const TraceEvent& event : timeline.events())
    if (face_of(event).milestone)
      CHECK(text.find("{\"i\":" + std::to_string(event.index) + ",\"step\":") != std::string::npos);
}

TEST_CASE("DOT writes its nodes in the order of the layout, for 1 to 24 subtasks and for more") {
  for (const int parallelism : {1, 2, 3, 7, 24, 25, 40}) {
    const auto run =
        runs::RecordedRun::open({std::string(WEIR_TESTS_PAGE_DIR "/jobs/sessions.toml"),
                                 {"job.parallelism=" + std::to_string(parallelism)},
                                 {}});
    REQUIRE(run);
    (*run)->reach(1);
    const TimelineCursor cursor((*run)->timeline());
    const Plan& plan = cursor.world().plan();
    const ExecPicture picture = exec_picture(plan, "job");
    const Layout layout = layout_of(picture);
    CHECK(layout.boxes.size() == picture.tasks.size());
    const auto boxes = static_cast<std::size_t>(parallelism > 24 ? 1 : parallelism);
    CHECK(layout.rows == std::max<std::size_t>(boxes, 1));
    std::set<std::pair<std::size_t, std::size_t>> places;
    for (const LayoutBox& box : layout.boxes) {
      CHECK(places.emplace(box.column, box.row).second);
      CHECK(box.column < layout.columns);
      CHECK(box.row < layout.rows);
    }
    // Every line goes to the right.
    std::map<std::size_t, std::size_t> column;
    for (const LayoutBox& box : layout.boxes) column[box.task] = box.column;
    for (const PicturedChannel& c : picture.channels) CHECK(column[c.from] < column[c.to]);
    const std::string dot = dot_of(picture);
    std::map<std::pair<std::int64_t, std::int64_t>, std::size_t> last;
    for (const LayoutBox& box : layout.boxes) {
      const PicturedTask& task = picture.tasks[box.task];
      const auto at = dot.find("tooltip=\"" + task.id + "\"");
      REQUIRE(at != std::string::npos);
      // DOT groups them by slot: the order is that of the layout within each.
      std::size_t& before = last[{task.manager, task.slot}];
      CHECK(before < at);
      before = at;
    }
    const auto json = parse_json(layout_json(picture, plan));
    REQUIRE(json);
    std::size_t tasks = 0, channels = 0;
    for (const Value& box : json->find(Value::text("boxes"))->elements())
      tasks += box.find(Value::text("tasks"))->size();
    for (const Value& line : json->find(Value::text("lines"))->elements())
      channels += line.find(Value::text("channels"))->size();
    CHECK(tasks == plan.tasks().size());
    CHECK(channels == plan.channels().size());
  }
}

TEST_CASE("the catalogue of the page has every kind, and its effects as the World has them") {
  const auto json = parse_json(catalogue_json());
  REQUIRE(json);
  const auto events = json->find(Value::text("event"))->elements();
  REQUIRE(events.size() == all_kinds().size());
  for (std::size_t i = 0; i < events.size(); i++) {
    const KindInfo& kind = all_kinds()[i];
    CHECK(events[i].find(Value::text("kind"))->as_text() == kind.name);
    CHECK(events[i].find(Value::text("fields"))->size() == kind.fields.size());
    const Value* effects = events[i].find(Value::text("effects"));
    CHECK((effects == nullptr ? 0 : effects->size()) == kind.effects.size());
  }
  CHECK(json->find(Value::text("signs"))->size() == all_signs().size());
}
