#include "native/service/key_uses.h"

#include <utility>
#include <vector>

namespace countersign {

void KeyUses::note(const std::string& key_hash, Instant at) {
  const std::lock_guard lock(mutex_);
  const auto known = uses_.find(key_hash);
  if (known != uses_.end()) {
    if (known->second.at < at) known->second = {at, false};
    return;
  }
  if (uses_.size() >= kMostNoted) std::erase_if(uses_, [](const auto& use) { return use.second.is_written; });
  if (uses_.size() < kMostNoted) uses_.emplace(key_hash, Use{at});
}

std::optional<Instant> KeyUses::last(const std::string& key_hash) const {
  const std::lock_guard lock(mutex_);
  const auto known = uses_.find(key_hash);
  return known == uses_.end() ? std::nullopt : std::optional(known->second.at);
}

Refusal KeyUses::write(AccessStore& store) {
  std::vector<std::pair<std::string, Instant>> fresh;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [key_hash, use] : uses_) {
      if (!use.is_written) fresh.emplace_back(key_hash, use.at);
    }
  }
  for (const auto& [key_hash, at] : fresh) {
    if (Refusal refusal = store.note_key_use(key_hash, at)) return refusal;
    const std::lock_guard lock(mutex_);
    const auto known = uses_.find(key_hash);
    if (known != uses_.end() && known->second.at == at) known->second.is_written = true;
  }
  return std::nullopt;
}

KeyUseThread::KeyUseThread(KeyUses& uses, AccessStore& store, std::function<void(const std::string&)> complain)
    : uses_(uses), store_(store), complain_(std::move(complain)), repeater_(std::make_unique<Repeater>([this]() -> std::chrono::milliseconds {
        write();
        return std::chrono::minutes(1);
      })) {}

KeyUseThread::~KeyUseThread() {
  repeater_.reset();
  write();
}

void KeyUseThread::write() {
  if (const Refusal refusal = uses_.write(store_)) complain_("the use of keys: " + refusal->detail);
}

}  // namespace countersign
