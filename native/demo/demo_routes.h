// The demo's own addresses: who there is, and a session as one of them. Only for a server that nobody else can reach.
#pragma once

#include <string_view>
#include <vector>

#include "native/http/origin_policy.h"
#include "native/http/router.h"
#include "native/service/access.h"

namespace countersign {

// Whether this is one of them. Everything else below /demo/ is a file like any other.
bool is_demo_address(std::string_view path);

std::vector<Route> demo_routes(Store& store, AccessService& access, const OriginPolicy& origins);

}  // namespace countersign
