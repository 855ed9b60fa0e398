// The certificate and the key that a server shows. Includes Asio; only http_*.cpp include this header.
#pragma once

#include "core/base/result.h"
#include "native/http/http_server.h"
#include "native/http/http_socket.h"

namespace countersign {

// TLS 1.2 and newer, with forward secrecy. Errors: invalid-format, with a detail: a file that cannot be read, is no PEM file or wants a
// password, or a key that is not the certificate's.
Result<TlsContext> load_tls(const TlsFiles& files);

}  // namespace countersign
