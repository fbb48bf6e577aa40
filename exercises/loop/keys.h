// Keys: single keys from a terminal, without Enter and without showing them.
//   While it lives the terminal gives keys at once; Ctrl-C, Ctrl-Z and Ctrl-\ mean what they always
//   mean. However the program ends or is stopped (exit, a signal), the terminal is as it was
//   before; after SIGCONT it gives keys again. At most one object at a time. Not a terminal: there
//   are no keys, and nothing is changed.
#pragma once
#include <optional>

namespace weir::exercises {

class Keys {
 public:
  explicit Keys(int fd = 0);
  ~Keys();
  Keys(const Keys&) = delete;
  Keys& operator=(const Keys&) = delete;

  bool there() const { return fd_ >= 0; }
  int fd() const { return fd_; }  // to be polled; -1: no keys

  // The next key that was pressed, letters in lower case; what arrow and function keys send is
  // left out. The end of the terminal, and Ctrl-D, are 'q'. Never waits.
  std::optional<char> pressed();

 private:
  int fd_ = -1;
  bool changed_ = false;  // the terminal
};

}  // namespace weir::exercises
