// Where SQLite's failures become the store's errors.
#pragma once

#include <optional>
#include <string>

#include "core/base/result.h"
#include "native/store/sqlite.h"

namespace countersign {

// What went wrong, in words that may be shown to a client: no path, no SQL.
Error store_error(const SqliteFailure& failure);

// Result<T> of a function that answers T and may throw SqliteFailure.
template <class Function>
auto guarded(Function&& function) -> Result<decltype(function())> {
  try {
    return function();
  } catch (const SqliteFailure& failure) {
    return store_error(failure);
  }
}

// Of a function that answers a Result itself.
template <class T>
Result<T> flat(Result<Result<T>> nested) {
  return nested.ok() ? std::move(nested).value() : Result<T>(nested.error());
}

template <class Function>
Refusal guarded_write(Function&& function) {
  try {
    function();
    return std::nullopt;
  } catch (const SqliteFailure& failure) {
    return store_error(failure);
  }
}

}  // namespace countersign
