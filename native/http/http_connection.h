// One connection: requests one after another, each within its limits. Includes Beast; only http_server.cpp and
// http_connection.cpp include this header.
#pragma once

#include <algorithm>
#include <atomic>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "native/http/application.h"
#include "native/http/http_limits.h"
#include "native/http/http_load.h"
#include "native/http/http_socket.h"
#include "native/operations/client_address.h"

namespace countersign {

// Waits for an operation, and gets its error as a value.
inline constexpr auto kAwait = boost::asio::as_tuple(boost::asio::use_awaitable);

// The threads behind HttpWorkers.
struct HttpWorkerPools {
  explicit HttpWorkerPools(std::size_t workers) : calls(workers), transfers(std::max<std::size_t>(workers / 2, 2)) {}
  void join() {
    calls.join();
    transfers.join();
  }

  boost::asio::thread_pool calls;
  boost::asio::thread_pool transfers;
};

class HttpConnection : public std::enable_shared_from_this<HttpConnection> {
 public:
  // With a context, it is served within TLS.
  HttpConnection(boost::asio::ip::tcp::socket socket, TlsContext tls, HttpApplication& application, const HttpLimits& limits,
                 HttpWorkerPools& workers, HttpLoad& load);

  // Serves until the client leaves, something is refused for good, or stop() was called.
  boost::asio::awaitable<void> serve();
  // Says that there is no room, and leaves.
  boost::asio::awaitable<void> turn_away(const char* why);

  // Whom it is with.
  const ClientAddress& address() const { return address_; }

  // A request in flight is finished; an idle connection ends now.
  void stop();
  // Ends now, whatever it is doing.
  void abandon();

 private:
  using HeaderParser = boost::beast::http::request_parser<boost::beast::http::empty_body>;
  using BodyParser = boost::beast::http::request_parser<boost::beast::http::buffer_body>;
  using Work = std::function<HttpResponse()>;
  enum class Next { keep, close };

  // What a stream that has nothing to say waits for. It outlives the connection where somebody still means to ring it.
  struct Bell {
    explicit Bell(boost::asio::any_io_executor executor) : timer(std::move(executor)) {}
    // From any thread. Those who ring before it was heard are heard as one.
    static void call(const std::shared_ptr<Bell>& bell);
    void ring() {
      is_called = false;
      is_rung = true;
      timer.cancel();
    }
    boost::asio::steady_timer timer;
    std::atomic<bool> is_called = false;
    bool is_rung = false;
    bool is_deserted = false;  // the client has left
  };

  // A stream that is being sent: it is counted, and can be stopped.
  class Streaming {
   public:
    explicit Streaming(HttpConnection& connection);
    ~Streaming();
    Streaming(const Streaming&) = delete;
    Streaming& operator=(const Streaming&) = delete;

   private:
    HttpConnection& connection_;
  };

  // A call that is counted, from the end of its header on.
  class Calling {
   public:
    explicit Calling(HttpLoad& load) : load_(load) { ++load_.calls; }
    ~Calling() { --load_.calls; }
    Calling(const Calling&) = delete;
    Calling& operator=(const Calling&) = delete;

   private:
    HttpLoad& load_;
  };

  HttpResponse refused(ErrorCode code, const char* detail = "");
  HttpResponse refused_stream();

  boost::asio::awaitable<Next> serve_one();
  boost::asio::awaitable<bool> shake_hands();
  boost::asio::awaitable<bool> await_first_byte();
  boost::asio::awaitable<Next> refuse_header(boost::system::error_code error);
  boost::asio::awaitable<Next> follow_plan(HttpPlan plan, HeaderParser& parser);
  boost::asio::awaitable<Next> stream_upload(HttpPlan plan, HeaderParser& parser);
  boost::asio::awaitable<Refusal> read_message(BodyParser& parser, std::int64_t limit);
  boost::asio::awaitable<Refusal> read_upload(BodyParser& parser, std::int64_t limit, HttpUpload& upload);
  boost::asio::awaitable<Refusal> read_piece(BodyParser& parser, std::string& into, std::size_t most);
  boost::asio::awaitable<bool> allow_body(const HeaderParser& parser);
  boost::asio::awaitable<HttpResponse> on_worker(Work work, HttpWorkers by = HttpWorkers::calls);

  boost::asio::awaitable<Next> send(HttpResponse response, Next next);
  boost::asio::awaitable<bool> send_whole(HttpResponse& response, bool keep_alive);
  boost::asio::awaitable<bool> send_pieces(HttpResponse& response, bool keep_alive);
  boost::asio::awaitable<bool> send_stream(HttpResponse& response);
  boost::asio::awaitable<bool> send_news(HttpResponse& response, Bell& bell);
  void watch_for_leaving();
  void watch_within_tls();
  boost::asio::awaitable<bool> send_chunk(const std::string& piece);
  boost::asio::awaitable<void> linger();

  // The socket's operations are cancelled when the time is over; the socket stays usable for a last word.
  void arm(std::chrono::milliseconds time);
  void cancel_after(std::chrono::milliseconds time);
  void disarm();

  HttpSocket socket_;
  boost::asio::steady_timer timer_;
  boost::beast::flat_buffer buffer_;
  HttpApplication& application_;
  const HttpLimits& limits_;
  HttpWorkerPools& workers_;
  HttpLoad& load_;
  std::shared_ptr<Bell> bell_;  // of a stream
  std::string peer_;  // its address
  ClientAddress address_;
  HttpRequest request_;
  unsigned http_version_ = 11;
  std::chrono::steady_clock::time_point started_;
  unsigned arming_ = 0;  // counts how often the timer was set or taken back
  bool timed_out_ = false;
  bool in_flight_ = false;
  bool stopping_ = false;
  char unread_ = 0;  // what a client says while a stream is sent to it
  bool is_chunked_ = false;  // the stream that is being sent
};

}  // namespace countersign
