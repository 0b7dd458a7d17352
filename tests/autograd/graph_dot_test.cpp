// The picture of a graph: the same text for the same program, and a text that Graphviz draws.
#include "autograd/graph_dot.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "autograd/backward.h"
#include "autograd/ops.h"
#include "tests/support/holds.h"

namespace gradflow::testing {
namespace {

Variable two_layers() {
  Variable x(Tensor::ones({4, 2}));
  x.set_label("x");
  for (const char* layer : {"h1", "h2"}) {
    const Variable w(Tensor::ones({2, 2}), RequiresGradient::yes, std::string(layer) + ".weight");
    const Variable b(Tensor::zeros({2}), RequiresGradient::yes, std::string(layer) + ".bias");
    const NodeScope scope{Label(layer)};
    x = tanh(linear(x, w, b));
  }
  return mean(x).set_label("loss \"a\\b\"");
}

TEST(GraphDot, IsTheSameForTheSameProgram) {
  EXPECT_EQ(graph_dot(two_layers()), graph_dot(two_layers()));
}

TEST(GraphDot, ShowsNodesWithLabelShapeTypeAndSavedBytes) {
  const std::string dot = graph_dot(two_layers());
  EXPECT_TRUE(holds(dot, "n4 [label=\"#4 linear\\nh1\\n[4, 2] float32\\nsaves 48 bytes\"];"))
      << dot;
  EXPECT_TRUE(holds(dot, "n1 [label=\"#1 leaf\\nx\\n[4, 2] float32\", fillcolor=\"#e8e8e8\"];"));
  EXPECT_TRUE(
      holds(dot, "[label=\"#2 leaf\\nh1.weight\\n[2, 2] float32\", fillcolor=\"#cfe3f7\"];"));
}

TEST(GraphDot, DrawsGradientsWhereTheyFlowAndNowhereElse) {
  const std::string dot = graph_dot(two_layers());
  EXPECT_TRUE(holds(dot, "  n2 -> n4;\n"));
  EXPECT_TRUE(holds(dot,
                    "  n4 -> n2 [style=dashed, color=\"#c0392b\", fontcolor=\"#c0392b\", "
                    "constraint=false, label=\"[2, 2]\"];"));
  EXPECT_TRUE(holds(dot, "  n1 -> n4;\n"));
  EXPECT_FALSE(holds(dot, "n4 -> n1"));
}

TEST(GraphDot, BoxesTheNodesOfALayerTogether) {
  const std::string dot = graph_dot(two_layers());
  const std::size_t begin = dot.find("subgraph cluster_1 {\n    label=\"h1\"");
  ASSERT_NE(begin, std::string::npos) << dot;
  const std::string box = dot.substr(begin, dot.find('}', begin) - begin);
  for (const char* node : {"n2 [", "n3 [", "n4 [", "n5 ["}) EXPECT_TRUE(holds(box, node)) << node;
  for (const char* node : {"n1 [", "n6 ["}) EXPECT_FALSE(holds(box, node)) << node;
  EXPECT_TRUE(holds(dot, "subgraph cluster_2 {"));
  EXPECT_FALSE(holds(dot, "subgraph cluster_3 {"));  // one node alone needs no box
}

TEST(GraphDot, MarksWhatAPassHasConsumed) {
  const Variable loss = two_layers();
  backward(loss);
  EXPECT_TRUE(holds(graph_dot(loss), "[4, 2] float32\\nconsumed\"];"));
}

TEST(GraphDot, NestsNoDeeperForALabelOfManyDots) {
  std::string label = "x";
  for (int i = 0; i < 300'000; ++i) label += ".x";
  const Variable x(Tensor::scalar(1), RequiresGradient::yes, label);
  const std::string text = graph_dot(x + Variable(Tensor::scalar(1), RequiresGradient::yes, label));
  EXPECT_NE(text.find(label), std::string::npos);
  EXPECT_LT(text.size(), 4 * label.size());
}

TEST(GraphDot, IsATextThatGraphvizDraws) {
  if (std::system("dot -V >/dev/null 2>&1") != 0) GTEST_SKIP() << "Graphviz is not installed";
  const std::filesystem::path folder = ::testing::TempDir();
  const std::string dot = folder / "gradflow_graph.dot", svg = folder / "gradflow_graph.svg";
  std::ofstream(dot) << graph_dot(two_layers());
  ASSERT_EQ(std::system(("dot -Tsvg '" + dot + "' -o '" + svg + "'").c_str()), 0);
  std::ifstream file(svg);
  const std::string picture((std::istreambuf_iterator<char>(file)), {});
  for (const char* text : {"#5 tanh", "h1.weight", "loss &quot;a\\b&quot;", "[2, 2]"})
    EXPECT_TRUE(holds(picture, text)) << text;
  std::filesystem::remove(dot);
  std::filesystem::remove(svg);
}

}  // namespace
}  // namespace gradflow::testing
