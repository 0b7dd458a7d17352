#pragma once
// What a study measured, beside what it had to reach: result.json in the folder the study writes
// to. A study fills one of these at its end, writes it and takes its exit status from passed().

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace studies {

class StudyResult {
 public:
  // The study's name, its seed, and the command that does it again.
  StudyResult(std::string_view name, std::uint64_t seed, std::string_view command);

  // A measured value and the bound it has to keep. A NaN keeps none. Throws gradflow::ArgumentError
  // for a bound that is not a number.
  void expect_at_least(std::string_view what, double value, double bound);
  void expect_at_most(std::string_view what, double value, double bound);
  // A measured value of which nothing is required.
  void note(std::string_view what, double value);

  // Whether every bound is kept; true when there is none.
  bool passed() const;

  // {"name", "seed", "command", "pass", "measured": [{"what", "value", "required", "pass"}, …]};
  // "required" is a text such as "at least 0.3", or null with a noted value. A value that is not
  // finite is written as a text, since JSON has no number for it.
  std::string json() const;

  // Writes out/result.json, whole or not at all, and makes the folder. Throws gradflow::FileError.
  void write(const std::filesystem::path& out) const;

  // One line for each value, as a study prints them at its end: "pass  nats below: 0.41 (at least
  // 0.3)".
  std::string text() const;

 private:
  struct Measured {
    std::string what;
    double value;
    std::string required;  // "" when nothing is
    bool pass;
  };

  std::string name_, command_;
  std::uint64_t seed_;
  std::vector<Measured> measured_;
};

}  // namespace studies
