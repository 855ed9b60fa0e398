// The headers that every answer carries, by what kind of answer it is.
#pragma once

#include <string_view>

#include "native/http/message.h"

namespace countersign {

enum class AnswerKind {
  page,    // www/: pages of this server
  widget,  // web/dist: public code that any site may load
  saved,   // pages of web/dist: each is one file, with a policy of its own that names its script, and works without a server
  api,     // JSON
  bytes,   // somebody's files: never to be shown as a page of this origin
};

// Headers that are there already are left alone.
void secure(HttpResponse& response, AnswerKind kind);

}  // namespace countersign
