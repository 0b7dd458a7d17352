// Tables of numbers: headers, quotes, ends of lines, and what is said of fields that are no
// numbers.

#include "nn/data/csv.h"

#include <gtest/gtest.h>

#include "tests/nn/compressed.h"
#include "tests/nn/temporary_folder.h"
#include "tests/support/address_space_limit.h"
#include "tests/support/expect_error.h"
#include "tests/support/expect_tensor.h"

namespace gradflow::data {
namespace {

using gradflow::testing::expect_error;
using gradflow::testing::same_bits;
using Names = std::vector<std::string>;

struct CsvFile : ::testing::Test {
  Csv read(const std::string& text, const CsvOptions& options = {}) {
    testing::write_file(path, text);
    return read_csv(path, options);
  }
  void expect_text(const std::string& text, std::string_view error, const CsvOptions& options = {},
                   const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
    expect_error<FileError>([&] { read(text, options); },
                            fmt::format("read_csv: \"{}\": {}", path, error), file, line);
  }
  testing::TemporaryFolder folder;
  std::string path = folder.file("table.csv");
  const CsvOptions bare{.header = false};
};

TEST_F(CsvFile, HasNamesAndRows) {
  const Csv csv = read("width,height\n1,2.5\n-3e2, +4 \n");
  EXPECT_EQ(csv.columns, (Names{"width", "height"}));
  EXPECT_TRUE(same_bits(csv.values, Tensor::from({2, 2}, {1, 2.5, -300, 4})));
}

TEST_F(CsvFile, MayHaveNoHeaderAndAnotherSeparator) {
  const Csv csv = read("1;2\n3;4", {.header = false, .separator = ';', .dtype = DType::int32});
  EXPECT_EQ(csv.columns, Names());
  EXPECT_TRUE(same_bits(csv.values, Tensor::from({2, 2}, {1, 2, 3, 4}, DType::int32)));
}

TEST_F(CsvFile, MayHaveQuotesAndAnyEndsOfLines) {
  const Csv csv = read("\xEF\xBB\xBF\"a, \"\"b\"\"\",\"c\nd\"\r\n\"1\",2\r\n\r\n3,4\r\n");
  EXPECT_EQ(csv.columns, (Names{"a, \"b\"", "c\nd"}));
  EXPECT_TRUE(same_bits(csv.values, Tensor::from({2, 2}, {1, 2, 3, 4})));
}

TEST_F(CsvFile, KeepsEveryBitOfFloat64) {
  const double values[] = {0.1, 1e-310, 1.7976931348623157e308};
  const Csv csv =
      read("0.1,1e-310,1.7976931348623157e308\n", {.header = false, .dtype = DType::float64});
  EXPECT_TRUE(same_bits(csv.values, Tensor::from({1, 3}, values, DType::float64)));
}

TEST_F(CsvFile, MayBeLongerThanOnePieceAndCompressed) {
  std::string text;
  for (int i = 0; i < 30'000; ++i) text += fmt::format("{},{}\n", i, -i);
  const Tensor values = read(text, bare).values;
  ASSERT_EQ(values.shape(), Shape({30'000, 2}));
  for (std::int64_t i = 0; i < 30'000; ++i) EXPECT_EQ(values.at({i, 1}), -static_cast<double>(i));
  EXPECT_TRUE(same_bits(read(testing::gzipped(text), bare).values, values));
}

TEST_F(CsvFile, NamesTheFieldThatIsNoNumber) {
  expect_text("width,height\n1,2\n3,tall\n",
              "line 3, column 2 (\"height\"): \"tall\" is no number that float32 holds");
  expect_text("a,b\n1,\n", "line 2, column 2 (\"b\"): \"\" is no number that float32 holds");
  expect_text("a\n1e39\n", "line 2, column 1 (\"a\"): \"1e39\" is no number that float32 holds");
  expect_text("a\n1.5x\n", "line 2, column 1 (\"a\"): \"1.5x\" is no number that float32 holds");
  expect_text("\"a\nb\"\n\n1\n?\n",
              "line 5, column 1 (\"a\nb\"): \"?\" is no number that float32 holds");
  expect_text("1\n2.5\n", "line 2, column 1: \"2.5\" is no whole number that int32 holds",
              {.header = false, .dtype = DType::int32});
  expect_text("width,height\n1,2\n",
              "line 1, column 1: \"width\" is no number that float32 holds; are these the names of "
              "the columns?",
              bare);
}

TEST_F(CsvFile, NamesTheLineThatHasOtherFieldsOrWrongQuotes) {
  expect_text("a,b\n1,2\n3\n", "line 3 has 1 fields; expected 2, as in the first line");
  expect_text("1,2\n3,4,5\n", "line 2 has 3 fields; expected 2, as in the first line", bare);
  expect_text("a\n\"1\"2\n", "line 2, column 1: text follows the closing quote");
  expect_text("a,b\n1,\"2\n3,4\n", "line 2, column 2: a quote is not closed");
}

TEST_F(CsvFile, IsRefusedAtALineOfTooManyFieldsBeforeTheyTakeMuchMemory) {
  const std::string most(std::size_t{1} << 20, ',');
  expect_text("a\n" + most, "line 2 has more than 1048576 fields");
  expect_text("a\n" + most.substr(1),
              "line 2 has 1048576 fields; expected 1, as in the first line");
  const std::string many = testing::gzipped("a\n" + std::string(20'000'000, ','));
  const testing::AddressSpaceLimit limit(128 << 20);
  expect_text(many, "line 2 has more than 1048576 fields");
}

TEST_F(CsvFile, TakesForZeroWhatIsNextToIt) {
  const std::string tiny =
      "1e-400,-1e-400,0." + std::string(400, '0') + "1,1e-99999999999999999999\n";
  const Tensor zeros = Tensor::from({1, 4}, {0, -0.0, 0, 0});
  EXPECT_TRUE(same_bits(read(tiny, bare).values, zeros));
  EXPECT_TRUE(same_bits(read(tiny, {.header = false, .dtype = DType::float64}).values,
                        zeros.to(DType::float64)));
  expect_text("-1e400\n",
              "line 1, column 1: \"-1e400\" is no number that float64 holds; are these "
              "the names of the columns?",
              {.header = false, .dtype = DType::float64});
}

TEST_F(CsvFile, NeedsRows) {
  expect_text("", "it has no lines");
  expect_text("a,b\n", "it has no rows");
  expect_text("\n\n", "it has no rows", bare);
  EXPECT_THROW(read("1E5,2", {.separator = 'E'}), ArgumentError);
  expect_error<ArgumentError>([&] { read("1", {.separator = '.'}); },
                              "read_csv: the separator is '.'; expected a character that is in no "
                              "number, no quote and no end of a line");
}

TEST_F(CsvFile, TakesAQuotedEmptyFieldForAField) {
  expect_text("a\n1\n\"\"\n3\n", "line 3, column 1 (\"a\"): \"\" is no number that float32 holds");
}

}  // namespace
}  // namespace gradflow::data
