#include "tests/native/quiet_server.h"

#include "native/store/sqlite_store.h"

namespace countersign::test {
namespace {

std::string whole_body(const HttpResponse& response) {
  if (!response.source) return response.body;
  std::string bytes;
  while (static_cast<std::int64_t>(bytes.size()) < response.source->size) {
    const std::string piece = response.source->read(static_cast<std::int64_t>(bytes.size()), 65536);
    if (piece.empty()) break;
    bytes += piece;
  }
  return bytes;
}

// As the connection does: a part at a time.
HttpResponse uploaded(const HttpPlan& plan, const HttpRequest& request, std::string_view body) {
  constexpr std::size_t kPiece = 65536;
  HttpUploadStart start = plan.open(request);
  if (std::holds_alternative<HttpResponse>(start)) return std::get<HttpResponse>(std::move(start));
  HttpUpload& upload = *std::get<std::unique_ptr<HttpUpload>>(start);
  while (!body.empty() && upload.write(body.substr(0, kPiece))) body.remove_prefix(std::min(kPiece, body.size()));
  return upload.finish();
}

std::unique_ptr<LogKey> key_of_tests() {
  SigningKey::Seed seed{};
  seed.fill(7);
  return std::make_unique<LogKey>("log.example/tests", seed);
}

}  // namespace

Result<std::unique_ptr<QuietServer>> QuietServer::open(const std::string& store_file, const std::string& head_file) {
  auto server = std::make_unique<QuietServer>();
  // The disk that is simulated is SQLite's; blob_steps_test.cpp looks at files.
  auto store = open_sqlite_store(store_file, {BlobPlace::rows});
  if (!store.ok()) return store.error();
  server->store_ = std::move(store).value();
  LogSettings settings;
  settings.head_file = head_file;
  auto log = Log::open(*server->store_, key_of_tests(), settings);
  if (!log.ok()) return log.error();
  server->log_ = std::move(log).value();
  AppOptions options;
  options.listen = {"127.0.0.1", 0};
  options.log = LogLevel::silent;
  options.notices = {MailNotices::on, Reach::public_only};
  auto app = App::make(*server->store_, server->log_->service(), server->clock_, server->random_, options);
  if (!app.ok()) return app.error();
  server->app_ = std::move(app).value();
  return server;
}

QuietAnswer QuietServer::call(const QuietCall& call) {
  HttpRequest request;
  request.method = call.method;
  request.headers = call.headers;
  request.headers.push_back({"host", "127.0.0.1"});
  const HttpPlan plan = app_->plan(request, call.target);
  HttpResponse response;
  if (plan.refuse) {
    response = plan.refuse(request);
  } else if (plan.open) {
    response = uploaded(plan, request, call.body);
  } else {
    request.body = call.body;
    response = plan.answer(request);
  }
  app_->complete(request, response);
  return {response.status, whole_body(response)};
}

}  // namespace countersign::test
