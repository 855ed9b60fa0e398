// The figures of each part of a server, as families of metrics. Every part is described by a function, and those who have more to
// tell add theirs to the list.
#pragma once

#include <functional>
#include <vector>

#include "native/log/log_keeper.h"
#include "native/log/witness_thread.h"
#include "native/operations/metrics_text.h"
#include "native/service/timers.h"
#include "native/store/store.h"

namespace countersign {

// Called on a worker thread, at every scrape.
using MetricsSource = std::function<void(MetricsText&)>;

void describe_store(MetricsText& text, const StoreFigures::Snapshot& figures);
void describe_log(MetricsText& text, Store& store, const LogKeeper& keeper, const WitnessThread& witnesses);
void describe_timers(MetricsText& text, const TimerFigures& figures);
void describe_lines(MetricsText& text, std::uint64_t dropped);
// Memory, descriptors, processor time, start, and which program this is. Precondition of the start: asked once when the program began.
void describe_process(MetricsText& text);

}  // namespace countersign
