#include "lessons/cli/trace_printer.h"

#include "lessons/cli/terminal.h"

namespace weir::cli {

TracePrinter::TracePrinter(std::FILE* to)
    : writer_([to, terminal = is_terminal(to)](std::string_view line) {
        const std::string shown = terminal ? visible_json(line) : std::string();
        if (terminal) line = shown;
        std::fwrite(line.data(), 1, line.size(), to);
      }),
      sink_(*this) {}

void TracePrinter::header(const Value& header) {
  if (const auto ok = writer_.header(header); !ok) error_ = ok.error();
}

Result<void> TracePrinter::ok() const {
  if (error_) return *error_;
  if (sink_.error()) return *sink_.error();
  return {};
}

}  // namespace weir::cli
