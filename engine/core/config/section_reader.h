// SectionReader: a table of a Document into a section, strictly, as its keys say (keys.h).
//   Unknown keys, wrong types, values out of range, words that are none of the choices and missing
//   required keys are Diagnostics, all of them, with the nearest name where there is one. What is
//   wrong stays empty in the section, so that what is right can still be looked at.
#pragma once
#include <string>
#include <type_traits>
#include <vector>

#include "engine/core/config/keys.h"

namespace weir {

class SectionReader {
 public:
  SectionReader(const Document& document, Diagnostics& diagnostics)
      : document_(document), diagnostics_(diagnostics) {}

  // `node` is where the section stands; `what` names it: "[job]", "[[source]] 'camera'".
  template <class Section>
  void section(const ConfigNode& node, const std::string& what, Section& into) {
    std::vector<const KeySpec*> specs;
    for (const Key<Section>& k : Section::keys()) specs.push_back(&k.spec);
    const std::size_t before = diagnostics_.size();
    if (begin_table(node, what, specs))
      for (const Key<Section>& k : Section::keys())
        if (const ConfigMember* m = node.find(k.spec.name)) {
          table_ = what;
          k.read(*this, m->value, k.spec, into);
        }
    if constexpr (requires { into.origin; })
      into.origin = {node.place, diagnostics_.size() > before};
  }

  void read(const ConfigNode& node, const KeySpec& spec, Text& into);
  void read(const ConfigNode& node, const KeySpec& spec, Integer& into);
  void read(const ConfigNode& node, const KeySpec& spec, Real& into);
  void read(const ConfigNode& node, const KeySpec& spec, Flag& into);
  void read(const ConfigNode& node, const KeySpec& spec, Texts& into);
  void read(const ConfigNode& node, const KeySpec& spec, NamedTexts& into);
  void read(const ConfigNode& node, const KeySpec& spec, ValueRows& into);
  template <class Section>
  void read(const ConfigNode& node, const KeySpec& spec, std::optional<Section>& into) {
    Section inner;
    section(node, std::string(spec.name) + " of " + table_, inner);
    if (node.kind == ConfigNode::Kind::kTable) into = std::move(inner);
  }

  void mistake(const TextRef& at, std::string what) {
    diagnostics_.push_back(document_.diagnose(at, std::move(what)));
  }

 private:
  void read_length(const ConfigNode& node, const KeySpec& spec, Length& into);
  bool begin_table(const ConfigNode& node, const std::string& what,
                   const std::vector<const KeySpec*>& specs);
  void wrong_kind(const ConfigNode& node, const KeySpec& spec, const char* wanted,
                  const std::string& example);
  bool check_text(const ConfigNode& node, const KeySpec& spec);
  bool check_choice(const ConfigNode& node, const KeySpec& spec);

  const Document& document_;
  Diagnostics& diagnostics_;
  std::string table_;
};

// A name that may stand in front of a dot or a '#': letters, digits, _ and -.
bool is_uid(std::string_view text);

}  // namespace weir
