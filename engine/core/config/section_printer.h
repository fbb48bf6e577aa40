// SectionPrinter: a section as the TOML from which SectionReader reads the same (keys.h): one key a
// line, in the order of its table, inner tables inline.
#pragma once
#include <string>
#include <string_view>

#include "engine/core/config/keys.h"

namespace weir {

// In double quotes, escaped as TOML wants it.
std::string toml_text(std::string_view text);
std::string toml_scalar(const Value& value);
// A key as it stands in front of the equals sign: bare if it can be.
std::string toml_key(std::string_view key);

class SectionPrinter {
 public:
  // `header` is "[job]" or "[[source]]".
  template <class Section>
  void section(std::string_view header, const Section& from) {
    if (!out_.empty()) out_ += '\n';
    out_ += header;
    out_ += '\n';
    for (const Key<Section>& k : Section::keys()) k.print(*this, k.spec, from);
  }
  std::string take() { return std::move(out_); }

  void print(const KeySpec& spec, const Text& from);
  void print(const KeySpec& spec, const Integer& from);
  void print(const KeySpec& spec, const Real& from);
  void print(const KeySpec& spec, const Flag& from);
  void print(const KeySpec& spec, const Texts& from);
  void print(const KeySpec& spec, const NamedTexts& from);
  void print(const KeySpec& spec, const ValueRows& from);
  template <class Section>
  void print(const KeySpec& spec, const std::optional<Section>& from) {
    if (!from) return;
    begin(spec);
    out_ += "{";
    inner_++;
    first_ = true;
    for (const Key<Section>& k : Section::keys()) k.print(*this, k.spec, *from);
    inner_--;
    out_ += " }";
    first_ = false;
    end();
  }

 private:
  void begin(const KeySpec& spec);
  void end();
  void line(const KeySpec& spec, const std::string& value);

  std::string out_;
  int inner_ = 0;
  bool first_ = true;  // no key of the inner table stands yet
};

}  // namespace weir
