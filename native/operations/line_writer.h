// Lines that one thread writes to a descriptor, so that nobody who has something to say waits for who reads it: a pipe that
// nobody empties would else stop the server.
//
// What waits is bounded. A line beyond the bound is dropped and counted, and so are those after it until half of the room is free
// again. What was dropped is told of by a line in its place. Lines are written in the order in which they came, and whole, unless
// the process ends before. A descriptor that cannot be written at all (a reader who is gone, a full disk) loses its lines,
// which are counted too.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace countersign {

class LineWriter {
 public:
  // The line, with its end, that says how many were dropped. Must not call back.
  using TellDropped = std::function<std::string(std::uint64_t lines)>;

  // The descriptor stays the caller's. The thread begins with the first line.
  LineWriter(int descriptor, std::size_t most_waiting_bytes) : descriptor_(descriptor), most_waiting_bytes_(most_waiting_bytes) {}
  // What still waits is lost; flush() before.
  ~LineWriter();
  LineWriter(const LineWriter&) = delete;
  LineWriter& operator=(const LineWriter&) = delete;

  void tell_of_dropped(TellDropped tell);
  // With its end. Never waits for the descriptor.
  void write(std::string_view line);

  // Waits until everything is written, unless nothing moves for `patience`; at most five times as long.
  void flush(std::chrono::milliseconds patience);

  // For any thread, and for handlers of signals.
  bool is_behind() const { return waiting_bytes_.load() > 0; }
  std::uint64_t dropped() const { return dropped_.load(); }

 private:
  void run();
  void write_out(std::string_view text);
  // Whether it can be written without waiting; false at the end of the thread.
  bool wait_for_room();
  void drop(std::uint64_t lines);
  void tell();
  void tell_at_last();
  void start();

  const int descriptor_;
  const std::size_t most_waiting_bytes_;
  std::atomic<std::size_t> waiting_bytes_{0};  // of `pending_`, and of what the thread has in hand
  std::atomic<std::uint64_t> dropped_{0};
  std::atomic<bool> is_stopping_{false};

  std::mutex mutex_;  // of what follows
  std::condition_variable has_lines_;
  std::condition_variable has_moved_;
  std::string pending_;
  std::uint64_t untold_ = 0;  // of those that were dropped
  bool is_dropping_ = false;
  std::uint64_t moves_ = 0;
  TellDropped tell_ = [](std::uint64_t lines) { return std::to_string(lines) + " lines were dropped\n"; };
  std::thread thread_;
};

}  // namespace countersign
