// For LD_PRELOAD: the n-th socket call of a process fails, or moves a single byte. SOCKET_FAULTS names a file of three 32-bit numbers that
// the test and the process share: how many calls are left until then (0: none fails), how many have failed, and the kind.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

enum kind { kFails = 0, kIsShort = 1 };

struct control {
  _Atomic unsigned left;
  _Atomic unsigned failed;
  _Atomic unsigned kind;
};

static struct control* control;

__attribute__((constructor)) static void open_control(void) {
  const char* path = getenv("SOCKET_FAULTS");
  const int file = path != NULL ? open(path, O_RDWR | O_CLOEXEC) : -1;
  if (file < 0) return;
  void* memory = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  if (memory != MAP_FAILED) control = memory;
}

// Whether it is this call's turn. Calls that move no bytes are not cut short.
static int is_next(enum kind kind) {
  if (control == NULL || atomic_load(&control->kind) != kind) return 0;
  unsigned left = atomic_load(&control->left);
  while (left > 0 && !atomic_compare_exchange_weak(&control->left, &left, left - 1)) {
  }
  if (left != 1) return 0;
  atomic_fetch_add(&control->failed, 1);
  return 1;
}

static int failed_with(int error) {
  errno = error;
  return -1;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

// Of the buffers of a message, only the first byte.
static struct msghdr first_byte_of(const struct msghdr* message, struct iovec* byte) {
  struct msghdr cut = *message;
  for (size_t i = 0; i < message->msg_iovlen; ++i) {
    if (message->msg_iov[i].iov_len == 0) continue;
    byte->iov_base = message->msg_iov[i].iov_base;
    byte->iov_len = 1;
    cut.msg_iov = byte;
    cut.msg_iovlen = 1;
    break;
  }
  return cut;
}

ssize_t recv(int socket, void* buffer, size_t size, int flags) {
  if (is_next(kFails)) return failed_with(ECONNRESET);
  return REAL(recv)(socket, buffer, size > 0 && is_next(kIsShort) ? 1 : size, flags);
}

ssize_t send(int socket, const void* buffer, size_t size, int flags) {
  if (is_next(kFails)) return failed_with(EPIPE);
  return REAL(send)(socket, buffer, size > 0 && is_next(kIsShort) ? 1 : size, flags);
}

ssize_t recvmsg(int socket, struct msghdr* message, int flags) {
  if (is_next(kFails)) return failed_with(ECONNRESET);
  if (!is_next(kIsShort)) return REAL(recvmsg)(socket, message, flags);
  struct iovec byte;
  struct msghdr cut = first_byte_of(message, &byte);
  return REAL(recvmsg)(socket, &cut, flags);
}

ssize_t sendmsg(int socket, const struct msghdr* message, int flags) {
  if (is_next(kFails)) return failed_with(EPIPE);
  if (!is_next(kIsShort)) return REAL(sendmsg)(socket, message, flags);
  struct iovec byte;
  struct msghdr cut = first_byte_of(message, &byte);
  return REAL(sendmsg)(socket, &cut, flags);
}

int accept(int socket, struct sockaddr* address, socklen_t* size) { return is_next(kFails) ? failed_with(EMFILE) : REAL(accept)(socket, address, size); }

int shutdown(int socket, int how) { return is_next(kFails) ? failed_with(ENOTCONN) : REAL(shutdown)(socket, how); }

int setsockopt(int socket, int level, int name, const void* value, socklen_t size) {
  return is_next(kFails) ? failed_with(ENOBUFS) : REAL(setsockopt)(socket, level, name, value, size);
}

// Linux refuses to watch one more file, never a change of one that it watches.
int epoll_ctl(int poll, int operation, int file, struct epoll_event* event) {
  return operation == EPOLL_CTL_ADD && is_next(kFails) ? failed_with(ENOSPC) : REAL(epoll_ctl)(poll, operation, file, event);
}
