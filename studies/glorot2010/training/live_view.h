#pragma once
// A training seen live, in the terminal: each layer's activations and gradients, as the same probes
// read them that the figures are recorded with, and the test error so far. The readings are those
// of one mini-batch of the training itself, taken a few times a second; watching changes no bit.

#include <cstdint>
#include <string>
#include <vector>

#include "studies/glorot2010/model/network.h"
#include "studies/support/probe.h"
#include "studies/support/progress.h"

namespace glorot2010 {

struct LiveLayer {
  double spread = 0;    // std of z
  double p98 = 0;       // 98th percentile of |z|
  double gradient = 0;  // std of ∂C/∂s
};

struct LiveState {
  std::string title;
  std::int64_t update = 0, updates = 0;
  double per_second = 0;
  double training_loss = 0;        // of the mini-batch that was looked at
  std::vector<LiveLayer> layers;   // from the input up
  std::vector<double> test_error;  // per cent, in the order it was measured
};

// The picture, in lines of at most `columns` letters that each end with a line break.
std::string live_text(const LiveState& state, int columns, bool unicode);

class LiveView {
 public:
  LiveView(Network& network, std::string title, std::int64_t updates,
           studies::Display display = studies::terminal_display());

  // Whether the next update is one to look at; then its step must be between these two calls.
  bool due() const;
  void begin();
  void show(std::int64_t update, double training_loss, const std::vector<double>& test_error);

 private:
  studies::Display display_;
  studies::Probe activations_, gradients_;
  LiveState state_;
  double last_shown_;
  std::int64_t last_update_ = -1;
  int lines_ = 0;  // on the screen, to be drawn over
};

}  // namespace glorot2010
