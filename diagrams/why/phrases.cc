#include "diagrams/why/phrases.h"

#include <array>

#include "diagrams/words.h"
#include "engine/core/check.h"

namespace weir::diagrams::whys {

namespace {

// Names: what it is about, then what it says. "label" is what stands on the left.
constexpr std::array kPhrases{
    // Records.
    Phrase{"record.dropped",
           "{record} was dropped at step {step} (t={t}): its window was already gone."},
    Phrase{"record.aside",
           "{record} went to a side output at step {step} (t={t}): its window was already gone."},
    Phrase{"record.counted", "{record} was counted in {windows} at step {step} (t={t})."},
    Phrase{"record.counted_behind",
           "{record} was counted in {windows} at step {step} (t={t}), although it was behind the "
           "watermark."},
    Phrase{"record.given_up", "{record} was dropped at step {step} (t={t}): {reason}."},
    Phrase{"record.not_taken", "{record} was read at step {step} (t={t}) and is on its way."},
    Phrase{"record.taken", "{record} was taken by {who} at step {step} (t={t})."},
    Phrase{"record.made", "{record} was made by {who} at step {step} (t={t})."},
    Phrase{"record.read", "{record} was read by {who} at step {step} (t={t})."},
    Phrase{"record.late_when", "last timestamp + allowed lateness ≤ event time"},
    Phrase{"record.here", "{last} + {lateness} ≤ {now} is {truth}"},
    Phrase{"record.here_of", "{window}: {last} + {lateness} ≤ {now} is {truth}"},
    Phrase{"record.window", "{window}: last timestamp {last}, allowed lateness {lateness}"},
    Phrase{"record.in_channel", "the channel from {from} to {to}, {place}"},

    // Where in a queue.
    Phrase{"queue.next", "next in the channel"},
    Phrase{"queue.behind_one", "behind 1 other in the channel"},
    Phrase{"queue.behind", "behind {n} others in the channel"},
    Phrase{"queue.blocked", "which is blocked for barrier {cp}"},

    // Event time and where it comes from.
    Phrase{"time.none", "no watermark has come"},
    Phrase{"time.sent", "from the watermark sent at step {sent}"},
    Phrase{"time.sent_by", "from the watermark that {who} sent at step {sent}"},
    Phrase{"time.via", "passed on by {who} at step {step}"},
    Phrase{"time.since", "since step {step}"},
    Phrase{"time.inputs", "as {formula}"},
    Phrase{"time.read", "{record} was read, {max} - {bound} - 1 = {value}"},
    Phrase{"time.read_only", "{record} was read"},
    Phrase{"time.end", "the end of the input sends MAX"},

    // Why this subtask.
    Phrase{"route.hash", "{hash}, of {names} {key}"},
    Phrase{"route.group", "{hash} % {groups} = {group}"},
    Phrase{"route.subtask",
           "{group} * {p} / {groups} = {to}: {who}, with key groups {first} to {last}"},
    Phrase{"route.short", "{hash} % {groups} = {group}, {group} * {p} / {groups} = {to}: {who}"},
    Phrase{"route.hash_unseen", "by the hash of its key: {who} has that key group"},
    Phrase{"route.one", "all records go to {who}: there is one subtask"},
    Phrase{"route.forward", "forward: subtask {from} sends to subtask {to}"},
    Phrase{"route.rebalance", "rebalance: the {p} subtasks in turn, {turn}"},
    Phrase{"route.rescale", "rescale: those of the {p} subtasks that lie opposite in turn, {turn}"},
    Phrase{"route.first_turn", "and this is the first"},
    Phrase{"route.turn_before", "and the one before, at step {step}, went to {who}"},
    Phrase{"route.broadcast", "broadcast: a copy to each of the {p} subtasks"},
    Phrase{"route.global", "global: all records go to subtask 0"},
    Phrase{"route.shuffle", "shuffle: any of the {p} subtasks, by chance"},
    Phrase{"route.custom", "a function of the job chose subtask {to} of {p}"},

    // Windows.
    Phrase{"window.fired", "{window} fired at step {step} (t={t}): {value}."},
    Phrase{"window.did_fire", "{window} did fire, at step {step}: {value}."},
    Phrase{"window.fired_again",
           "{window} fired {n} times, the last time at step {step} (t={t}): {value}."},
    Phrase{"window.not_fired", "{window} has not fired by step {step}."},
    Phrase{"window.stuck",
           "{window} has not fired by step {step}, and nothing more is on its way."},
    Phrase{"window.gone", "{window} was removed at step {step} (t={t}) without firing."},
    Phrase{"window.never", "{window} holds nothing: what came for it was late, at step {step}."},
    Phrase{"window.merged", "{window} was merged into {into} at step {step} (t={t})."},
    Phrase{"window.lost", "{window} was lost with attempt {attempt}, which ended at step {step}."},
    Phrase{"window.fires_when", "event time of {who} ≥ {last}, its last timestamp"},
    Phrase{"window.here", "{now} ≥ {last} is {truth}"},
    Phrase{"window.by_element", "{record} came while it was still kept: it fires for each"},
    Phrase{"window.time_now", "{now}, {origin}"},
    Phrase{"window.time_none", "MIN: no watermark has come"},

    // What would move an event time.
    Phrase{"way.watermark", "watermark {value}, sent at step {sent}, {place}"},
    Phrase{"way.watermark_to", "watermark {value}, sent at step {sent}, {place} to {who}"},
    Phrase{"needs.record",
           "a record with event time {max} or later: {max} - {bound} - 1 = {value}"},
    Phrase{"needs.record_of",
           "from {who} a record with event time {max} or later: {max} - {bound} - 1 = {value}"},
    Phrase{"needs.watermark_of", "a watermark of {value} or more from {who}"},
    Phrase{"needs.active", "an input that is active: all are idle, or at their end"},
    Phrase{"needs.end", "or the end of the input, which sends watermark MAX"},

    // Watermarks.
    Phrase{"watermark.held",
           "{who} is at event time {now} at step {step}: held by {holder}, because {reason}."},
    Phrase{"watermark.max", "{who} is at event time MAX at step {step}: no more will come."},
    Phrase{"watermark.all_idle",
           "{who} is at event time {now} at step {step}: none of its inputs is active."},
    Phrase{"watermark.source", "{who} has sent watermark {value} at step {sent} (t={t})."},
    Phrase{"watermark.source_none", "{who} has sent no watermark by step {step}."},
    Phrase{"watermark.lowest", "{value}, the lowest"},
    Phrase{"watermark.left_out", "{value}, but {status}: left out"},
    Phrase{"watermark.rule", "newest event time so far - out_of_orderness - 1"},
    Phrase{"watermark.here", "{max} - {bound} - 1 = {value}"},
    Phrase{"watermark.newest", "{max}: {record}, read at step {step}"},

    // Why a channel stays where it is. Behind "because".
    Phrase{"hold.queued", "watermark {value} has not been read yet: it is {place}"},
    Phrase{"hold.upstream", "{who} itself is at {now}"},
    Phrase{"hold.upstream_held", "{who} itself is at {now}, held by {holder}: {reason}"},
    Phrase{"hold.status", "{who} is {status}"},
    Phrase{"hold.ended", "{who} is at the end of its input"},
    Phrase{"hold.paused", "{who} has stopped reading {part} until the others have come closer"},
    Phrase{"hold.full", "{who} waits: its channel to {to} is full"},
    Phrase{"hold.nothing_read", "{who} has read no record yet"},
    Phrase{"hold.no_timestamp", "{who} has sent no watermark yet"},
    Phrase{"hold.not_yet",
           "{who} has not sent {max} - {bound} - 1 = {value} yet: it waits for its timer"},
    Phrase{"hold.newest",
           "the newest event time it has read is {max}: {max} - {bound} - 1 = {now}"},
    Phrase{"hold.sent", "it has sent nothing higher since step {step}"},

    // State.
    Phrase{"state.is", "{cell} is {value} since step {step} (t={t})."},
    Phrase{"state.is_not", "There is no {cell} at step {step}: nothing was ever written to it."},
    Phrase{"state.cleared", "There is no {cell} at step {step}: it was cleared at step {when}."},
    Phrase{"state.lost", "There is no {cell} at step {step}: attempt {attempt} began without it."},
    Phrase{"state.restored", "{cell} is {value} since step {step} (t={t}), from a checkpoint."},
    Phrase{"state.change", "step {step}: {what}"},
    Phrase{"state.because", "{record}, taken at step {step}"},
    Phrase{"state.because_timer", "the timer at {at}, which went off at step {step}"},
    Phrase{"state.in_checkpoint", "{value}, taken at step {step}"},
    Phrase{"state.nothing", "nothing"},
    Phrase{"state.group", "{group} of {groups}, in {who}"},

    // Timers.
    Phrase{"timer.set", "The timer {timer} is set since step {step} (t={t})."},
    Phrase{"timer.fired", "The timer {timer} went off at step {step} (t={t})."},
    Phrase{"timer.deleted", "The timer {timer} was deleted at step {step} (t={t})."},
    Phrase{"timer.lost", "The timer {timer} was lost with attempt {attempt}."},
    Phrase{"timer.when_event", "event time of {who} ≥ {at}"},
    Phrase{"timer.when_processing", "processing time ≥ {at}"},
    Phrase{"timer.here", "{now} ≥ {at} is {truth}"},

    // Events.
    Phrase{"event.is", "{who}: {what}, at step {step} (t={t})."},
    Phrase{"event.line", "{who}: {what}"},
    Phrase{"event.step", "step {step}, {who}: {what}"},
    Phrase{"event.sent", "{record}: {route}"},
    Phrase{"event.more", "and {n} more"},
    Phrase{"event.advance", "Event time of {who} went from {was} to {now} at step {step} (t={t})."},

    // Labels.
    Phrase{"label.window", "window"},
    Phrase{"label.late_when", "late when"},
    Phrase{"label.here", "here"},
    Phrase{"label.event_time", "event time {now}"},
    Phrase{"label.fires_when", "fires when"},
    Phrase{"label.goes_off_when", "goes off when"},
    Phrase{"label.event_time_now", "event time now"},
    Phrase{"label.processing_time_now", "time now"},
    Phrase{"label.on_its_way", "on its way"},
    Phrase{"label.it_needs", "it needs"},
    Phrase{"label.it_holds", "it holds"},
    Phrase{"label.it_held", "it held"},
    Phrase{"label.it_is_in", "it is in"},
    Phrase{"label.from", "from {who}"},
    Phrase{"label.watermark", "watermark"},
    Phrase{"label.newest", "newest so far"},
    Phrase{"label.change", "last change"},
    Phrase{"label.because", "because of"},
    Phrase{"label.step", "step {step}"},
    Phrase{"label.key_group", "key group"},
    Phrase{"label.hash", "hash"},
    Phrase{"label.subtask", "subtask"},
    Phrase{"label.goes_to", "to {who}"},
    Phrase{"label.each_goes", "key groups"},
    Phrase{"label.same_step", "in this step"},
    Phrase{"label.led_to", "and then"},
    Phrase{"label.in_checkpoint", "in checkpoint {cp}"},
    Phrase{"label.before", "before"},

    // Pieces.
    Phrase{"yes", "true"},
    Phrase{"no", "false"},
};

}  // namespace

std::span<const Phrase> all_phrases() { return kPhrases; }

std::string phrase(std::string_view name, Writing writing, Fillings fillings) {
  std::string_view say;
  for (const Phrase& p : kPhrases)
    if (p.name == name) say = p.text;
  WEIR_CHECK(!say.empty(), "a phrase that is in the table");
  std::string out;
  while (!say.empty()) {
    const auto open = say.find('{');
    out += own_words(say.substr(0, open), writing);
    if (open == std::string_view::npos) break;
    const auto close = say.find('}', open);
    const std::string_view inside = say.substr(open + 1, close - open - 1);
    const Filling* filling = nullptr;
    for (const Filling& f : fillings)
      if (f.name == inside) filling = &f;
    WEIR_CHECK(filling != nullptr, "a phrase is filled in whole");
    out += filling->text;
    say.remove_prefix(close + 1);
  }
  return out;
}

}  // namespace weir::diagrams::whys
