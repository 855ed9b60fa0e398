// For LD_PRELOAD: names below rebinding.example mean what somebody who wants to get behind a firewall would have them mean. They are 9.9.9.9,
// an address of the open internet; nothing answers there, and nothing is sent there either. `both.…` is 127.0.0.1, too, behind it: who
// looks at the first address alone, or only before the connection is made, gets to this machine.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <netdb.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>

static const char kPublic[] = "9.9.9.9";
static const char kEnd[] = ".rebinding.example";

typedef int resolve(const char*, const char*, const struct addrinfo*, struct addrinfo**);
typedef int connects(int, const struct sockaddr*, socklen_t);

static void* next_of(const char* name) { return dlsym(RTLD_NEXT, name); }

int getaddrinfo(const char* name, const char* service, const struct addrinfo* hints, struct addrinfo** found) {
  resolve* real = (resolve*)next_of("getaddrinfo");
  const size_t length = name != NULL ? strlen(name) : 0;
  const size_t end = sizeof kEnd - 1;
  if (length <= end || strcmp(name + length - end, kEnd) != 0) return real(name, service, hints, found);
  const int failed = real(kPublic, service, hints, found);
  if (failed != 0 || strncmp(name, "both.", 5) != 0) return failed;
  struct addrinfo* last = *found;
  while (last->ai_next != NULL) last = last->ai_next;
  return real("127.0.0.1", service, hints, &last->ai_next);
}

int connect(int socket, const struct sockaddr* address, socklen_t size) {
  struct in_addr refused;
  inet_pton(AF_INET, kPublic, &refused);
  if (address->sa_family == AF_INET && ((const struct sockaddr_in*)address)->sin_addr.s_addr == refused.s_addr) {
    errno = ECONNREFUSED;
    return -1;
  }
  return ((connects*)next_of("connect"))(socket, address, size);
}
