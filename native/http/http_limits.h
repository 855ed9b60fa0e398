// What the server takes from a connection before it refuses. Tests shorten the times.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/base/limits.h"
#include "native/operations/client_address.h"

namespace countersign {

struct HttpLimits {
  std::size_t connections = 1024;  // besides those with a stream
  std::size_t connections_of_address = 0;  // of one IPv4 address, or one /64 of IPv6, likewise; 0: as many as there are
  std::vector<AddressRange> proxies;       // speak for many: their connections are not counted by address
  std::size_t streams = 16 * 1024;
  std::uint32_t header_bytes = 16 * 1024;  // request line and all header fields
  std::size_t target_bytes = 4 * 1024;     // of the request line
  std::int64_t message_bytes = limits::kCommandBytes;
  std::int64_t upload_bytes = std::int64_t{2} * 1024 * 1024 * 1024;
  std::size_t piece_bytes = 256 * 1024;  // of a body that is streamed, in either direction

  std::chrono::milliseconds idle_time = std::chrono::seconds(60);      // until the first byte of a request
  std::chrono::milliseconds header_time = std::chrono::seconds(10);    // from the first byte to the end of the header
  std::chrono::milliseconds body_time = std::chrono::seconds(30);      // for a message; for each piece of an upload
  std::chrono::milliseconds write_time = std::chrono::seconds(30);     // for each piece of an answer
  std::chrono::milliseconds heartbeat_time = std::chrono::seconds(15); // between two signs of life of a stream
  std::chrono::milliseconds linger_time = std::chrono::seconds(2);     // reading on after an early refusal
  std::chrono::milliseconds drain_time{0};  // between the word to stop and the last connection that is taken
  std::chrono::milliseconds shutdown_time = std::chrono::seconds(10);  // for what is in flight at a shutdown
};

}  // namespace countersign
