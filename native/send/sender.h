// Empties the outbox: claims what is due, sends it to webhooks and by mail, and notes how it went. Many at once on one thread; a slow
// receiver holds up nobody but itself. What is on its way when the server stops is claimed again when its lease has ended: every
// message is delivered at least once.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "native/net/transfers.h"
#include "native/notify/mime.h"
#include "native/send/mail_links.h"
#include "native/service/clock.h"
#include "native/service/random.h"
#include "native/service/repeater.h"
#include "native/store/store.h"

namespace countersign {

struct MailSettings {
  MailServer server;
  Mailbox from;
  MailPages pages;
};

struct SenderSettings {
  std::optional<MailSettings> mail;  // without: mails are kept
  Reach webhooks = Reach::public_only;
  std::chrono::milliseconds longest{20'000};  // a receiver may take so long
};

// A webhook at which nothing has got through for so long is disabled when a message to it is given up.
inline constexpr std::int64_t kFailingMilliseconds = 3LL * 24 * 60 * 60 * 1000;

class Sender {
 public:
  Sender(Store& store, Clock& clock, Random& random, SenderSettings settings, std::function<void(const std::string&)> complain);
  // Ends within a fifth of a second; what is on its way is cut off.
  ~Sender() = default;

 private:
  struct OnItsWay {
    StoredDelivery delivery;
    bool is_failing_long = false;  // the webhook
  };

  std::chrono::milliseconds round();
  void claim();
  void start(const StoredDelivery& delivery);
  void start_webhook(const StoredDelivery& delivery);
  void start_mail(const StoredDelivery& delivery);
  void finish(const TransferEnd& end);
  void give_up(const StoredDelivery& delivery, DeliveryStatus status, const std::string& reason);
  void try_again(DeliveryNote& note, const OnItsWay& sent, const TransferEnd& end);
  void note_all();
  void complain_once(const std::string& what);
  void note_mail_health(const TransferEnd& end);
  std::vector<std::string> busy_routes() const;

  Store& store_;
  Clock& clock_;
  Random& random_;
  const SenderSettings settings_;
  const std::function<void(const std::string&)> complain_;
  const std::string name_;
  MailLinks links_;
  std::string complaint_;       // about the store: the last one, until all is well
  std::string mail_complaint_;  // about the mail server: likewise
  std::map<std::int64_t, OnItsWay> on_their_way_;
  std::vector<DeliveryNote> notes_;  // of this round
  Transfers transfers_;
  Repeater repeater_;  // the last: it uses the others
};

}  // namespace countersign
