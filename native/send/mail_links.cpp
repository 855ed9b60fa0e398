#include "native/send/mail_links.h"

namespace countersign {
namespace {

// Those of messages that another server has delivered meanwhile are not heard of again: the oldest goes.
constexpr std::size_t kMostTokens = 10'000;

}  // namespace

std::string page_link(const std::string& page, const RequestId& request) { return page + "#/requests/" + request.text(); }

Result<Actor> customer_in(const MailNote& mail) {
  auto id = ActorId::from(mail.person);
  if (!id.ok()) return id.error();
  auto name = Name::from(mail.name);
  if (!name.ok()) return name.error();
  auto organization = Organization::from(mail.organization);
  if (!organization.ok()) return organization.error();
  return Actor{ActorKind::human, Party::customer, {std::move(id).value(), std::move(name).value(), std::move(organization).value()}};
}

Result<std::string> MailLinks::personal(const MailPages& pages, const StoredDelivery& delivery, const NewLink& link) {
  const auto known = tokens_.find(delivery.number);
  if (known != tokens_.end()) return pages.customers + "#" + known->second;
  const auto others = store_.links(link.request.text(), kLinksOfOneRequest);
  if (!others.ok()) return others.error();
  if (others.value().size() >= kLinksOfOneRequest) return page_link(pages.customers, link.request);
  auto minted = links_.make(link);
  if (!minted.ok()) return minted.error();
  if (tokens_.size() >= kMostTokens) tokens_.erase(tokens_.begin());
  const std::string& token = tokens_.emplace(delivery.number, std::move(minted.value().token)).first->second;
  return pages.customers + "#" + token;
}

}  // namespace countersign
