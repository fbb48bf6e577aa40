#include "diagrams/page/layout_json.h"

#include "diagrams/layout.h"
#include "diagrams/page/json_writer.h"

namespace weir::diagrams {

std::string layout_json(const ExecPicture& picture, const Plan& plan) {
  const Layout layout = layout_of(picture);
  std::vector<std::size_t> place(picture.tasks.size());
  JsonWriter json;
  json.begin_object();
  json.member("columns", static_cast<std::int64_t>(layout.columns));
  json.member("rows", static_cast<std::int64_t>(layout.rows));
  json.begin_list("boxes");
  for (std::size_t i = 0; i < layout.boxes.size(); i++) {
    const LayoutBox& box = layout.boxes[i];
    const PicturedTask& task = picture.tasks[box.task];
    place[box.task] = i;
    json.begin_object();
    json.member("id", task.id);
    json.member("name", task.vertex);
    json.member("column", static_cast<std::int64_t>(box.column));
    json.member("row", static_cast<std::int64_t>(box.row));
    json.begin_list("tasks");
    for (const std::size_t t : task.tasks) json.text(plan.tasks()[t].id.as_text());
    json.end_list();
    json.end_object();
  }
  json.end_list();
  json.begin_list("lines");
  for (const PicturedChannel& line : picture.channels) {
    json.begin_object();
    json.member("from", static_cast<std::int64_t>(place[line.from]));
    json.member("to", static_cast<std::int64_t>(place[line.to]));
    json.begin_list("channels");
    for (const std::size_t c : line.channels) json.text(plan.channels()[c].id.as_text());
    json.end_list();
    json.end_object();
  }
  json.end_list();
  json.end_object();
  return json.take();
}

}  // namespace weir::diagrams
