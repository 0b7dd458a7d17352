// Table 1 from runs made by hand; its statistics are tested in proportions_test.cpp.

#include "studies/glorot2010/report/table1.h"

#include "tests/studies/glorot2010/claim_tables.h"

namespace glorot2010 {
namespace {

class Table1 : public ClaimTables {
 protected:
  void run(const std::string& id, double error, double updates = 250'000) const {
    record(id, {{"errors.csv", errors(updates, {90, error - 0.5, error}, {90, 1, 2})},
                {"data.txt", "MNIST in [0, 1], 50000 / 10000 / 10000 examples\n"}});
  }
  // As in the paper, but for tanh.
  void mnist(double tanh) const {
    run("mnist-softsign", 1.64), run("mnist-softsign-n", 1.72), run("mnist-tanh", tanh);
    run("mnist-tanh-n", 1.64), run("mnist-sigmoid-5", 2.21);
  }
  static bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
  }
};

TEST_F(Table1, OfNothingSaysWhatIsLacking) {
  const ErrorTable table = error_table(file("out"));
  EXPECT_TRUE(table.entries.empty());
  ASSERT_EQ(table.lacking.size(), 20u);
  EXPECT_EQ(table.lacking.front(), "train-softsign has not been run");
  EXPECT_EQ(table.lacking.back(), "imagenet-sigmoid-5 has not been run");
}

TEST_F(Table1, HasThePapersOrderAndItsBoldPrint) {
  mnist(1.76);
  const ErrorTable table = error_table(file("out"));
  ASSERT_EQ(table.entries.size(), 5u);
  const std::vector<std::string> models = {"Softsign", "Softsign N", "Tanh", "Tanh N", "Sigmoid"};
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_EQ(table.entries[i].model, models[i]);
    EXPECT_EQ(table.entries[i].set, "MNIST");
    EXPECT_EQ(table.entries[i].bold_here, i < 4) << i;
    EXPECT_EQ(table.entries[i].bold_in_paper, i < 4) << i;
    EXPECT_EQ(table.entries[i].paper_error, table.entries[i].wrong.per_cent()) << i;
  }
  EXPECT_EQ(table.entries[0].p_against_best, 1);
  EXPECT_EQ(table.entries[0].at_best_validation, 1.64 - 0.5);
  EXPECT_EQ(table.entries[0].updates, 250'000u);
}

TEST_F(Table1, IsWrittenAsNumbersAndText) {
  mnist(3);
  const std::string csv = csv_of(error_table(file("out")));
  EXPECT_TRUE(
      csv.starts_with("data_set,model,seed,errors,examples,test_error,low,high,paper_error,p_"
                      "against_best,bold_here,"
                      "bold_in_paper,updates,test_error_at_best_validation\n"
                      "MNIST,Softsign,1,164,10000,1.64,1.400,1.908,1.64,1,1,1,250000,1.14\n"))
      << csv;
  EXPECT_TRUE(has(csv, "\nMNIST,Tanh,1,300,10000,3,2.674,3.353,1.76,1.68e-10,0,1,250000,2.5\n"))
      << csv;
}

TEST_F(Table1, IsLaidOutWithBothBoldPrints) {
  mnist(3);
  const std::string html = html_of(error_table(file("out")));
  EXPECT_TRUE(has(html, "<th colspan=\"2\">MNIST<small>10,000 test examples</small></th></tr>"));
  EXPECT_FALSE(has(html, "CIFAR"));
  EXPECT_TRUE(has(html, "<th>Tanh</th><td>3.00<small>2.67–3.35</small></td><td><b>1.76</b></td>"))
      << html;
  EXPECT_TRUE(has(html, "<th>Softsign</th><td><b>1.64</b><small>"));
}

TEST_F(Table1, TakesAColumnAfterAsManyUpdatesAsAllOfItHasRowsFor) {
  mnist(1.76);
  record("mnist-tanh",
         {{"errors.csv", errors(500'000, {90, 1.9, 1.5})},
          {"data.txt", "MNIST in [0, 1], 50000 / 10000 / 10000 examples\n"}},
         false);
  const ErrorTable table = error_table(file("out"));
  ASSERT_EQ(table.entries.size(), 5u);
  for (const TableEntry& entry : table.entries) EXPECT_EQ(entry.updates, 250'000u);
  EXPECT_EQ(table.entries[2].wrong.errors, 190);
}

TEST_F(Table1, SetsFurtherSeedsBesideTheFirst) {
  mnist(2);
  for (const char* run : {"mnist-tanh", "mnist-tanh-n"}) {
    std::filesystem::create_directories(file("out/seed-2"));
    std::filesystem::copy(file("out") / run, file("out/seed-2") / run);
  }
  mnist(1.76);
  const ErrorTable table = error_table(file("out"));
  ASSERT_EQ(table.entries.size(), 7u);
  EXPECT_EQ(table.entries[5].model, "Tanh");
  EXPECT_EQ(table.entries[5].seed, 2u);
  EXPECT_EQ(table.entries[5].wrong.errors, 200);
  EXPECT_EQ(table.lacking.size(), 15u);
  const std::string html = html_of(table);
  EXPECT_TRUE(has(html, "<small>2 seeds: 1.88 (1.76–2.00)</small>")) << html;
  EXPECT_FALSE(has(html, "<small>1 seeds"));
  EXPECT_TRUE(has(csv_of(table), "\nMNIST,Tanh,2,200,"));
}

TEST_F(Table1, LeavesOutRunsThatAreTooShortOrDoNotFit) {
  mnist(1.76);
  run("mnist-tanh", 1.76, 199'999);
  run("mnist-tanh-n", 1.645);
  const ErrorTable table = error_table(file("out"));
  EXPECT_EQ(table.entries.size(), 3u);
  EXPECT_EQ(table.lacking[5], "mnist-tanh is too short, 199,999 updates of 200,000");
  EXPECT_TRUE(table.lacking[6].ends_with("10000 examples, of which 1.645 % is not a whole number"));
  EXPECT_TRUE(has(html_of(table), "<th>Tanh</th><td>–</td><td></td></tr>"));
}

}  // namespace
}  // namespace glorot2010
