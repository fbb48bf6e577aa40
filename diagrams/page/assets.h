// The fixed parts of a page: what assets_gen.cc made of viewer/ when Weir was built.
#pragma once
#include <string>

namespace weir::diagrams {

struct PageAssets {
  std::string script;  // all modules as one
  std::string style;
  std::string shell;   // HTML with @NAME@ where something is filled in
  std::string policy;  // Content-Security-Policy: this script, this style, nothing else
};

const PageAssets& page_assets();

}  // namespace weir::diagrams
