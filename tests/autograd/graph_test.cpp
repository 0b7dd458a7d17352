// The graph itself: ids, labels, source lines, listings, threads.

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>

#include "autograd/backward.h"
#include "autograd/graph_text.h"
#include "autograd/ops.h"
#include "autograd/reachable.h"
#include "tests/support/expect_tensor.h"
#include "tests/support/small_network.h"
#include "tests/support/thread_count.h"

namespace gradflow::testing {
namespace {

std::string file_name(SourceLocation where) {
  const std::string path = where.file;
  return path.substr(path.rfind('/') + 1);
}

TEST(Graph, GivesEveryNodeAHigherIdThanItsInputs) {
  SmallNetwork net;
  const Reachable graph(net.loss.share(), Follow::all);
  for (const Node* node : graph.nodes)
    for (const NodePtr& input : node->inputs()) EXPECT_GT(node->id(), input->id());
}

TEST(Graph, OrdersValuesMadeOnAnotherThreadBelowTheirUsers) {
  Variable near(Tensor::scalar(3), RequiresGradient::yes, "near");
  Variable far;
  std::thread([&] {  // counts further than this one
    while (!far.defined() || far.node().id() <= near.node().id() + 10)
      far = Variable(Tensor::scalar(2), RequiresGradient::yes, "far");
  })
      .join();
  EXPECT_LT(near.node().id(), far.node().id());
  const Variable y = near * far;
  EXPECT_GT(y.node().id(), far.node().id());
  const Variable z = near * 2;
  EXPECT_GT(z.node().id(), y.node().id());
  const std::vector<Tensor> found = gradients(y + z, {near, far});
  EXPECT_EQ(found[0].item(), 4);
  EXPECT_EQ(found[1].item(), 3);
}

TEST(Graph, RunsWhollyOnAThreadThatItWasHandedTo) {
  SmallNetwork net, here;
  std::thread([&] { backward(net.loss); }).join();
  backward(here.loss);
  EXPECT_TRUE(same_bits(net.w1.gradient(), here.w1.gradient()));
}

TEST(Graph, KeepsTheSourceLineOfEveryNode) {
  const Variable x(Tensor::scalar(1), RequiresGradient::yes);
  const int here = __LINE__;
  const Variable a = tanh(x), b = sum(x), c = softmax(reshape(x, {1}));
  const Variable d = x + 1;
  const Variable e = 1 - x;
  const Variable f = -x;
  const Variable g(Tensor::scalar(1));
  EXPECT_EQ(x.node().where().line, here - 1);
  for (const Variable& v : {a, b, c}) EXPECT_EQ(v.node().where().line, here + 1);
  EXPECT_EQ(d.node().where().line, here + 2);
  EXPECT_EQ(e.node().where().line, here + 3);
  EXPECT_EQ(f.node().where().line, here + 4);
  EXPECT_EQ(g.node().where().line, here + 5);
  for (const Variable& v : {x, a, d, g}) EXPECT_EQ(file_name(v.node().where()), "graph_test.cpp");
}

TEST(Graph, GivesNodesInsideACallSiteTheOutermostLine) {
  const Variable x(Tensor::scalar(1), RequiresGradient::yes);
  const SourceLocation outer = SourceLocation::current();
  Variable y;
  {
    const CallSiteScope scope(outer);
    const CallSiteScope inner(SourceLocation::current());
    y = tanh(x);
  }
  EXPECT_EQ(y.node().where().line, outer.line);
  EXPECT_NE(tanh(x).node().where().line, outer.line);
}

TEST(Graph, ListsItselfFromOneAndCompares) {
  const auto text = [] {
    Variable w(Tensor::ones({1, 2}), RequiresGradient::yes, "W");
    const Variable x = Tensor::ones({3, 2}), wt = transpose(w);
    Variable h = tanh(matmul(x, wt));
    h.set_label("h");
    return graph_text(mean(h));
  };
  const int w = __LINE__ - 6;
  const auto at = [](int line) { return fmt::format("graph_test.cpp:{}\n", line); };
  EXPECT_EQ(text(), "#1 leaf \"W\"   [1, 2] float32  requires gradient  " + at(w) +
                        "#2 leaf       [3, 2] float32  " + at(w + 1) +
                        "#3 transpose  [2, 1] float32  ← #1  " + at(w + 1) +
                        "#4 matmul     [3, 1] float32  ← #2, #3  saves 32 bytes  " + at(w + 2) +
                        "#5 tanh \"h\"   [3, 1] float32  ← #4  saves 12 bytes  " + at(w + 2) +
                        "#6 mean       [] float32      ← #5  " + at(w + 4));
  EXPECT_EQ(text(), text());
}

TEST(Graph, ForgetsNoLabelAndSharesNoneWithADetachedValue) {
  Variable x(Tensor::scalar(1), RequiresGradient::yes, "x");
  EXPECT_EQ(x.label(), "x");
  Variable y = tanh(x);
  EXPECT_EQ(y.label(), "");
  EXPECT_EQ(y.set_label("y").label(), "y");
  EXPECT_EQ(y.detach().label(), "");
  EXPECT_EQ(y.node().text(), "#" + std::to_string(y.node().id()) + " tanh \"y\"");
}

TEST(Graph, KeepsOneTextForALabelHoweverManyNodesBearIt) {
  Variable a(Tensor::scalar(1)), b(Tensor::scalar(1));
  a.set_label(std::string("same"));
  b.set_label(std::string("same"));
  EXPECT_EQ(a.label().data(), b.label().data());
  EXPECT_EQ(a.set_label("").label(), "");
  EXPECT_EQ(b.label(), "same");
}

TEST(Graph, FindsThePlaceOfEachReachableNodeAndOfNoOther) {
  SmallNetwork net, other;
  const Reachable graph(net.loss.share(), Follow::all);
  const Reachable later(other.loss.share(), Follow::all);
  for (std::size_t i = 0; i < graph.nodes.size(); ++i)
    EXPECT_EQ(graph.find(graph.nodes[i]), static_cast<std::int32_t>(i));
  for (const Node* node : later.nodes) EXPECT_EQ(graph.find(node), Reachable::kAbsent);
  std::size_t edge = 0;
  for (const Node* node : graph.nodes)
    for (const NodePtr& input : node->inputs())
      EXPECT_EQ(graph.nodes[static_cast<std::size_t>(graph.input_places[edge++])], input.get());
  EXPECT_EQ(edge, graph.input_places.size());
}

TEST(Graph, RecordsNothingWhereNothingRequiresAGradient) {
  const std::int64_t before = live_nodes();
  const Variable data(Tensor::ones({2, 2}));
  const Variable y = tanh(matmul(data, data));
  EXPECT_TRUE(y.is_leaf());
  EXPECT_EQ(live_nodes(), before + 2);
}

TEST(Graph, GivesTheSameBitsForAnyNumberOfThreads) {
  std::vector<Tensor> alone;
  for (const int count : {1, 2, 3}) {
    forget_last_team();
    const ThreadCount threads(count);
    SmallNetwork net(70, 1100, 1000, 32);  // above the grain in every product and in tanh
    EXPECT_EQ(last_team_size(), count);
    forget_last_team();
    set_threads(count);
    backward(net.loss);
    EXPECT_EQ(last_team_size(), count);
    std::vector<Tensor> now{net.loss.value()};
    for (const Variable& p : net.parameters()) now.push_back(p.gradient());
    if (count == 1) alone = now;
    for (std::size_t i = 0; i < now.size(); ++i) EXPECT_TRUE(same_bits(now[i], alone[i]));
  }
}

}  // namespace
}  // namespace gradflow::testing
