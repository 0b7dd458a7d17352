#include "studies/support/csv.h"

#include <fmt/core.h>

#include <clocale>
#include <cmath>
#include <limits>

#include "tensor/error.h"
#include "tests/studies/scratch_folder.h"

namespace {

using studies::csv_text;
using studies::parse_csv;
using studies::Table;

class Csv : public ScratchFolder {};

TEST(CsvText, IsAHeaderLineAndALinePerRow) {
  Table table({"update", "std"});
  table.add_row({0, 0.5});
  table.add_row({100, 0.25});
  EXPECT_EQ(csv_text(table), "update,std\n0,0.5\n100,0.25\n");
}

TEST(CsvText, OfATableWithoutRowsIsItsHeader) { EXPECT_EQ(csv_text(Table({"a", "b"})), "a,b\n"); }

TEST(CsvText, KeepsEveryBitOfADouble) {
  for (const double value : {0.1, 1.0 / 3, std::nextafter(1.0, 2.0), 5e-324, 1.7e308, -0.0}) {
    Table table({"x"});
    table.add_row({value});
    const double back = parse_csv(csv_text(table), "text").at(0, "x");
    EXPECT_EQ(back, value);
    EXPECT_EQ(std::signbit(back), std::signbit(value));
  }
}

TEST(CsvText, KeepsEveryBitOfAFloatInItsShortestDigits) {
  Table table({"x"});
  table.add_row({0.1F});
  table.add_row({16777217.0F / 3});
  EXPECT_EQ(csv_text(table), "x\n0.1\n5592405.5\n");
  EXPECT_EQ(static_cast<float>(table.at(0, "x")), 0.1F);
}

TEST(CsvText, WritesNanAndInfinityAndReadsThemBack) {
  Table table({"x", "y"});
  table.add_row({std::nan(""), -std::numeric_limits<double>::infinity()});
  EXPECT_EQ(csv_text(table), "x,y\nnan,-inf\n");
  const Table back = parse_csv(csv_text(table), "text");
  EXPECT_TRUE(std::isnan(back.at(0, "x")));
  EXPECT_TRUE(std::isinf(back.at(0, "y")));
}

TEST(CsvText, DoesNotDependOnTheLocale) {
  const std::string before = std::setlocale(LC_ALL, nullptr);
  std::setlocale(LC_ALL, "de_DE.UTF-8");  // where it is installed
  Table table({"x"});
  table.add_row({1.5});
  EXPECT_EQ(csv_text(table), "x\n1.5\n");
  EXPECT_EQ(parse_csv("x\n1.5\n", "text").at(0, "x"), 1.5);
  std::setlocale(LC_ALL, before.c_str());
}

TEST(CsvTable, GivesColumnsByName) {
  Table table({"a", "b"});
  table.add_row({1, 2});
  table.add_row({3, 4});
  EXPECT_EQ(table.column("b"), (std::vector<double>{2, 4}));
  EXPECT_EQ(table.last("a"), 3);
  EXPECT_TRUE(table.has_column("a"));
  EXPECT_FALSE(table.has_column("c"));
}

TEST(CsvTable, DropsTheRowsThatAResumedRunRedoes) {
  Table table({"update", "x"});
  for (int update = 0; update <= 50; update += 10) table.add_row({update, 2 * update});
  table.drop_rows_above("update", 30);
  EXPECT_EQ(table.column("update"), (std::vector<double>{0, 10, 20, 30}));
  EXPECT_EQ(table.last("x"), 60);
}

TEST(CsvTable, NamesTheColumnsThereAre) {
  EXPECT_EQ(text_of<gradflow::ArgumentError>([] {
              Table({"a", "b"}).column("c");
            }),
            "Table: no column 'c'; the columns are a, b");
}

TEST(CsvTable, RefusesARowOfAnotherLength) {
  EXPECT_EQ(text_of<gradflow::ShapeError>([] {
              Table({"a", "b"}).add_row({1});
            }),
            "Table::add_row: 1 values, expected 2, one for each of a, b");
}

TEST(CsvTable, RefusesNamesThatTheFileCouldNotHold) {
  EXPECT_EQ(text_of<gradflow::ArgumentError>([] { Table({"a,b"}); }),
            "Table: 'a,b' cannot be a column name: it must have letters, and no comma, quote or "
            "line break");
  EXPECT_EQ(text_of<gradflow::ArgumentError>([] {
              Table({"a", "b", "a"});
            }),
            "Table: two columns are called 'a'");
  EXPECT_EQ(text_of<gradflow::ArgumentError>([] { Table(std::vector<std::string>{}); }),
            "Table: no column names; a table has at least one column");
}

TEST(CsvTable, RefusesARowThatIsNotThere) {
  EXPECT_EQ(text_of<gradflow::ArgumentError>([] { Table({"a"}).at(0, "a"); }),
            "Table::at: row 0 of column 'a', expected a row below 0");
  EXPECT_EQ(text_of<gradflow::ArgumentError>([] { Table({"a"}).last("a"); }),
            "Table::last: column 'a' of a table without rows");
}

TEST(CsvParsing, AcceptsWindowsLineEndsAndNoLastLineEnd) {
  const Table table = parse_csv("a,b\r\n1,2\r\n3,4", "text");
  EXPECT_EQ(table.column("b"), (std::vector<double>{2, 4}));
}

TEST(CsvParsing, NamesFileLineAndColumnOfWhatIsNoNumber) {
  EXPECT_EQ(text_of<gradflow::FileError>([] { parse_csv("a,b\n1,2\n3,4x\n", "t.csv"); }),
            "read_csv: 't.csv' line 3, column 'b': '4x' is not a number");
}

TEST(CsvParsing, NamesTheLineThatWasCutShort) {
  EXPECT_EQ(text_of<gradflow::FileError>([] { parse_csv("a,b\n1,2\n3", "t.csv"); }),
            "read_csv: 't.csv' line 3 has 1 values, expected 2");
}

TEST(CsvParsing, RefusesAnEmptyFile) {
  EXPECT_EQ(text_of<gradflow::FileError>([] { parse_csv("", "t.csv"); }),
            "read_csv: 't.csv' line 1: expected a header line");
}

TEST_F(Csv, TheErrorsOfATableThatWasReadNameItsFile) {
  const std::string path = put("t.csv", "a,b\n").string();
  const Table table = studies::read_csv(path);
  EXPECT_EQ(text_of<gradflow::ArgumentError>([&] { table.column("c"); }),
            "Table '" + path + "': no column 'c'; the columns are a, b");
  EXPECT_EQ(text_of<gradflow::ArgumentError>([&] { table.at(0, "a"); }),
            "Table::at '" + path + "': row 0 of column 'a', expected a row below 0");
  EXPECT_EQ(text_of<gradflow::ArgumentError>([&] { table.last("a"); }),
            "Table::last '" + path + "': column 'a' of a table without rows");
  EXPECT_EQ(text_of<gradflow::ArgumentError>([] { parse_csv("a,a\n", "t.csv"); }),
            "Table 't.csv': two columns are called 'a'");
}

TEST_F(Csv, CountsAreWholeNumbersThatDoublesHold) {
  EXPECT_EQ(studies::count_of(0), 0U);
  EXPECT_EQ(studies::count_of(0x1p53), 9007199254740992U);
  for (const double value : {-1.0, 0.5, 0x1p54, 1e300, std::nan("")})
    EXPECT_THROW(studies::count_of(value), gradflow::FileError) << value;
  EXPECT_EQ(text_of<gradflow::FileError>([] { studies::count_of(1e300); }),
            "a table has 1e+300 where a count is expected");
}

TEST_F(Csv, FilesReadBackAsWritten) {
  Table table({"a"});
  table.add_row({1.25});
  studies::write_csv(file("t.csv"), table);
  EXPECT_EQ(get("t.csv"), "a\n1.25\n");
  EXPECT_EQ(studies::read_csv(file("t.csv")).at(0, "a"), 1.25);
}

}  // namespace
