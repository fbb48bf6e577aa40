// FileDescriptor: one that is closed when it goes. Pipe: both ends, closed in children that exec.
#pragma once
#include <fcntl.h>
#include <unistd.h>

#include <utility>

namespace weir::exercises {

class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int fd) : fd_(fd) {}
  FileDescriptor(FileDescriptor&& o) noexcept : fd_(std::exchange(o.fd_, -1)) {}
  FileDescriptor& operator=(FileDescriptor o) noexcept {
    std::swap(fd_, o.fd_);
    return *this;
  }
  ~FileDescriptor() {
    if (fd_ >= 0) close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_ = -1;
};

struct Pipe {
  FileDescriptor read, write;

  bool open() {
    int fds[2];
    if (pipe2(fds, O_CLOEXEC) != 0) return false;
    read = FileDescriptor(fds[0]);
    write = FileDescriptor(fds[1]);
    return true;
  }
};

}  // namespace weir::exercises
