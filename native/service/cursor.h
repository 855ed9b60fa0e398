// Where the next page of a list starts, as an opaque text.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "native/store/store.h"

namespace countersign {

std::string write_cursor(const SummaryQuery::Position& position);
// Nothing for a text that write_cursor() did not make.
std::optional<SummaryQuery::Position> read_cursor(std::string_view cursor);

}  // namespace countersign
