#pragma once
// What the claims read off the tables of training runs: rows in common, first times, errors at the
// end; and the numbers of updates from which a claim can fail. Used by the claims_*.cpp.
//
// NOTE: what too short a run decides
//  A claim holds as soon as the data meet its bound, and fails when they contradict it. What a run
//  has not come to yet contradicts nothing: such a claim is not decidable, up to a number of
//  updates that is written here or beside the claim, was fixed before the runs, and from which on
//  it fails:
//    kVaried    5 of the paper's epochs of 20,000 updates, as long as desk trains what differs from
//               the paper's models in one thing: of these nothing is said before
//    kFlat      10 of those epochs, from which its curves for CIFAR-10 are
//               flat: of the ends of Figure 12 and Table 1, nothing is said before
//    kLate      20 epochs, a sixth of its 2.5 million: for what it
//               says of the course of training, and of the order of models
//    kFigures   95 epochs, where Figures 3, 9 and 10 end: for what it says of the end
//  A model within kNear points of guessing has not begun to learn: of two such models neither is
//  the better, whatever their errors.

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "studies/glorot2010/claims/evidence.h"

namespace glorot2010 {

inline constexpr double kEpoch = 20'000;  // updates, as the paper counts
inline constexpr double kVaried = 100'000;
inline constexpr double kFlat = 200'000;
inline constexpr double kLate = 400'000;
inline constexpr double kFigures = 1'900'000;
inline constexpr double kGuessing = 100 * 5.0 / 6;  // per cent, on Shapeset; 90 of ten even classes
inline constexpr double kNear = 2;                  // points
inline constexpr double kEscaped = 5;               // points below guessing, of which C12 speaks

// Fails from `needed` updates on, and is not decidable before: "WHY; to fail it takes N updates".
void undecided(Claim& claim, double updates, double needed, const std::string& why);

// Whether the claim's trainings are shorter than that: it is not decidable then.
bool too_early(Claim& claim, double needed);

// The last update that all of the tables have a row for. They have one at 0.
double last_common_update(const std::vector<studies::Table>& tables);
// ArgumentError if there is no row for that update.
std::size_t row_of_update(const studies::Table& table, double update);
// Of the first row whose value in `column` is as wanted.
std::optional<double> first_update(const studies::Table& table, std::string_view column,
                                   const std::function<bool(double)>& wanted);
// When the test error on Shapeset is first so many points below guessing.
std::optional<double> escape_of(const studies::Table& errors, double points);
// The test error in the first row of the lowest validation error, up to `row`.
double error_at_best(const studies::Table& errors, std::size_t row);
// "1,900,000"
std::string count_text(double count);

// std of layer 1 over that of layer 5 in a row.
double first_over_last_layer(const studies::Table& table, std::size_t row);
// Its median over the last fifth of so many updates: one row is the gradient of one moment.
double late_layer_ratio(const studies::Table& table, double updates);

struct Trained {
  std::string run = {};
  double error = 0;           // on the test set, per cent
  double at_best = 0;         // that at the lowest validation error so far
  double standard_error = 0;  // of `error`; 0 where the size of the test set is not recorded
  double guessing = kGuessing;

  bool learned() const { return error < guessing - kNear; }
};

// The runs after as many updates as all of them have rows for, which become Claim::updates; each
// is put down as measured.
std::vector<Trained> after_common_updates(Claim& claim, Evidence& evidence,
                                          const std::vector<std::string>& runs,
                                          double guessing = kGuessing);

// Statements "this model is worse than that one by more than `margin` points", gathered into one
// verdict: any that is contradicted makes the claim fail, however small the difference, whose
// standard error is then told; any between two models that have not begun to learn leaves it open.
// One that holds by less than two standard errors is put down as measured, with the error.
class Comparison {
 public:
  void expect_worse(const Trained& worse, const Trained& better, double margin = 0);
  void expect(bool holds, const std::string& contradiction);
  void leave_open(const std::string& why);
  // Not decidable after fewer updates than `needed`.
  void judge(Claim& claim, double needed = 0) const;

 private:
  struct Narrow {
    std::string name;
    double ahead, error;  // points beyond the margin
  };
  std::string contradicted_, open_;
  std::vector<Narrow> narrow_;
};

}  // namespace glorot2010
