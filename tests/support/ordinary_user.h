#pragma once
// For its lifetime this process has no more rights than an ordinary user, also where root runs it:
// root may read and write whatever there is.

#include <unistd.h>

namespace gradflow::testing {

class OrdinaryUser {
 public:
  OrdinaryUser() : before_(geteuid()) {
    if (before_ == 0) is_one_ = seteuid(kNobody) == 0;
  }
  OrdinaryUser(const OrdinaryUser&) = delete;
  OrdinaryUser& operator=(const OrdinaryUser&) = delete;
  ~OrdinaryUser() {
    if (geteuid() != before_ && seteuid(before_) != 0) _exit(1);
  }
  // False where it cannot be one.
  explicit operator bool() const { return is_one_; }

 private:
  static constexpr uid_t kNobody = 65534;
  uid_t before_;
  bool is_one_ = true;
};

}  // namespace gradflow::testing
