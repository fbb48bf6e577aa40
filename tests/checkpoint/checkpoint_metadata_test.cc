#include "engine/checkpoint/checkpoint_metadata.h"

#include "tests/catch.h"

using namespace weir;

namespace {

CheckpointMetadata example() {
  CheckpointMetadata out;
  out.job = "orders";
  out.checkpoint = {7, CheckpointType::kFinal, 100, 130, {{1, "cp-7/b#0"}, {2, "cp-7/c#0"}}, {0}};
  out.of_finished = {{0, "cp-5/a#0"}};
  return out;
}

}  // namespace

TEST_CASE("metadata come back as they were written") {
  const auto back = decode_metadata(encode_metadata(example()));
  REQUIRE(back.has_value());
  CHECK(*back == example());
  CHECK(back->handles() == std::vector<std::string>{"cp-5/a#0", "cp-7/b#0", "cp-7/c#0"});
  CHECK(metadata_name(7) == "cp-7/_metadata");
}

TEST_CASE("any damaged bit of the metadata, and any cut, is recognised") {
  const std::string good = encode_metadata(example());
  for (std::size_t i = 0; i < good.size(); i++) {
    INFO("byte " << i);
    CHECK(!decode_metadata(good.substr(0, i)));
    for (int bit = 0; bit < 8; bit++) {
      std::string bad = good;
      bad[i] = static_cast<char>(bad[i] ^ (1 << bit));
      CHECK(decode_metadata(bad).error().kind == ErrorKind::kCorrupt);
    }
  }
  CHECK(!decode_metadata(good + "x"));
}
