// Calls that wait at the same time are carried out together: the first of them leads, carries out what all of them want as one
// batch (one transaction, one flush, one round trip) and wakes the others. Then the one that has waited longest leads.
//
// One batch at a time, in the order of the calls. May be joined from any thread.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <span>
#include <vector>

namespace countersign {

// Item: what one call wants, and where it finds how it ended. It lives until its join() returns.
template <class Item>
class GroupCommit {
 public:
  using Batch = std::span<Item* const>;

  explicit GroupCommit(std::size_t most) : most_(most) {
    places_.reserve(most);
    batch_.reserve(most);
  }

  // Returns when the item has been carried out. The batch that it is in is carried out by the `carry_out` of one of those in it,
  // on that one's thread. It may not throw: the others would wait for ever.
  template <class CarryOut>
  void join(Item& item, const CarryOut& carry_out) {
    static_assert(noexcept(carry_out(Batch())));
    Place mine{item};
    std::unique_lock lock(mutex_);
    queue_.push_back(&mine);
    if (has_leader_) mine.woken.wait(lock, [&] { return mine.turn != Turn::waits; });
    if (mine.turn == Turn::done) return;
    has_leader_ = true;
    take_batch();
    lock.unlock();
    carry_out(Batch(batch_));
    lock.lock();
    hand_over();
  }

 private:
  enum class Turn : std::uint8_t { waits, leads, done };

  struct Place {
    Item& item;
    Turn turn = Turn::waits;
    std::condition_variable woken = {};
  };

  // Whoever leads stands first in the queue.
  void take_batch() noexcept {
    while (!queue_.empty() && batch_.size() < most_) {
      places_.push_back(queue_.front());
      batch_.push_back(&queue_.front()->item);
      queue_.pop_front();
    }
  }

  // Under the lock: whoever is woken may go at once, and its place with it.
  void hand_over() noexcept {
    for (Place* place : places_) wake(*place, Turn::done);
    places_.clear();
    batch_.clear();
    has_leader_ = !queue_.empty();
    if (has_leader_) wake(*queue_.front(), Turn::leads);
  }

  static void wake(Place& place, Turn turn) noexcept {
    place.turn = turn;
    place.woken.notify_one();
  }

  const std::size_t most_;
  std::mutex mutex_;
  std::deque<Place*> queue_;
  bool has_leader_ = false;
  std::vector<Place*> places_;  // of the batch; its room and that of batch_ are there from the beginning
  std::vector<Item*> batch_;
};

}  // namespace countersign
