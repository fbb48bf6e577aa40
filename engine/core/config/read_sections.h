// read_section, read_sections: whole tables of a document into their sections (keys.h).
#pragma once
#include <string>
#include <vector>

#include "engine/core/config/section_reader.h"

namespace weir {

template <class Section>
Section read_section(const Document& document, Diagnostics& diagnostics) {
  Section out;
  const ConfigMember* table = document.root().find(Section::kTable);
  if (table != nullptr)
    SectionReader(document, diagnostics)
        .section(table->value, '[' + std::string(Section::kTable) + ']', out);
  return out;
}

template <class Section>
std::vector<Section> read_sections(const Document& document, Diagnostics& diagnostics) {
  std::vector<Section> out;
  const ConfigMember* tables = document.root().find(Section::kTable);
  if (tables == nullptr) return out;
  const std::string name = "[[" + std::string(Section::kTable) + "]]";
  if (tables->value.kind != ConfigNode::Kind::kArray) {
    diagnostics.push_back(document.diagnose(
        tables->place, "there can be several of '" + std::string(Section::kTable) + "': write " +
                           name + " above the keys of each"));
    return out;
  }
  for (const ConfigNode& element : tables->value.elements) {
    std::string what = name;
    if (const ConfigMember* uid = element.find("uid"))
      if (uid->value.kind == ConfigNode::Kind::kText)
        what += " '" + std::string(uid->value.scalar.as_text()) + "'";
    SectionReader(document, diagnostics).section(element, what, out.emplace_back());
  }
  return out;
}

}  // namespace weir
