#include "native/operations/line_writer.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <new>
#include <system_error>
#include <utility>

namespace countersign {
namespace {

// As much as a pipe that can be written takes without waiting (PIPE_BUF of Linux), and in one piece.
constexpr std::size_t kPipePieceBytes = 4096;
constexpr int kLookAgainMilliseconds = 100;
constexpr int kMostPatience = 5;

// The lines that fit into a piece; of a line that does not fit, its beginning.
std::string_view next_piece(std::string_view text) {
  if (text.size() <= kPipePieceBytes) return text;
  const std::size_t end = text.substr(0, kPipePieceBytes).rfind('\n');
  return text.substr(0, end == std::string_view::npos ? kPipePieceBytes : end + 1);
}

std::uint64_t count_lines(std::string_view text) { return static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n')); }

}  // namespace

LineWriter::~LineWriter() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  has_lines_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void LineWriter::tell_of_dropped(TellDropped tell) {
  const std::lock_guard lock(mutex_);
  tell_ = std::move(tell);
}

void LineWriter::write(std::string_view line) {
  {
    const std::lock_guard lock(mutex_);
    const std::size_t waiting = waiting_bytes_.load();
    if (is_dropping_ && waiting <= most_waiting_bytes_ / 2) is_dropping_ = false;
    if (is_dropping_ || waiting + line.size() > most_waiting_bytes_) return drop(1);
    try {
      tell();
      pending_.append(line);
      waiting_bytes_ += line.size();
      start();
    } catch (const std::bad_alloc&) {
      return drop(1);
    }
  }
  has_lines_.notify_one();
}

void LineWriter::drop(std::uint64_t lines) {
  dropped_ += lines;
  untold_ += lines;
  is_dropping_ = waiting_bytes_.load() > 0;
}

// A line about those that were dropped, behind what waits.
void LineWriter::tell() {
  if (untold_ == 0) return;
  const std::string told = tell_(untold_);
  pending_.append(told);
  waiting_bytes_ += told.size();
  untold_ = 0;
}

// When nothing waits any more: nothing may come for long that they would be told of before.
void LineWriter::tell_at_last() {
  is_dropping_ = false;
  try {
    tell();
  } catch (const std::bad_alloc&) {
    // The next line tells.
  }
}

void LineWriter::start() {
  if (thread_.joinable()) return;
  sigset_t all;
  sigset_t before;
  sigfillset(&all);  // signals are for those who wait for them
  pthread_sigmask(SIG_SETMASK, &all, &before);
  try {
    thread_ = std::thread([this] { run(); });
  } catch (const std::system_error&) {
    // The next line tries again.
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

void LineWriter::run() {
  std::unique_lock lock(mutex_);
  while (!is_stopping_) {
    if (pending_.empty()) {
      has_lines_.wait(lock, [this] { return is_stopping_ || !pending_.empty(); });
      continue;
    }
    const std::string batch = std::move(pending_);
    pending_.clear();
    lock.unlock();
    write_out(batch);
    lock.lock();
    if (pending_.empty()) tell_at_last();
  }
}

bool LineWriter::wait_for_room() {
  while (!is_stopping_) {
    pollfd descriptor{descriptor_, POLLOUT, 0};
    if (::poll(&descriptor, 1, kLookAgainMilliseconds) > 0) return true;
  }
  return false;
}

void LineWriter::write_out(std::string_view text) {
  const auto moved = [&](std::size_t bytes) {
    text.remove_prefix(bytes);
    const std::lock_guard lock(mutex_);
    waiting_bytes_ -= bytes;
    ++moves_;
    has_moved_.notify_all();
  };
  while (!text.empty() && wait_for_room()) {
    const std::string_view piece = next_piece(text);
    const ssize_t written = ::write(descriptor_, piece.data(), piece.size());
    if (written >= 0) {
      moved(static_cast<std::size_t>(written));
    } else if (errno == EAGAIN) {  // somebody else writes there, too
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    } else if (errno != EINTR) {
      dropped_ += count_lines(text);
      moved(text.size());
    }
  }
}

void LineWriter::flush(std::chrono::milliseconds patience) {
  const auto end = std::chrono::steady_clock::now() + kMostPatience * patience;
  std::unique_lock lock(mutex_);
  while (is_behind() && std::chrono::steady_clock::now() < end) {
    const std::uint64_t before = moves_;
    if (!has_moved_.wait_for(lock, patience, [&] { return moves_ != before; })) return;
  }
}

}  // namespace countersign
