#pragma once
// Table 1 of the paper beside the one of this machine: test errors of five models on four data sets
// at the end of training. A model is in bold where it does not differ from the best of its column
// at p = 0.005, which reproduces the paper's print (proportions.h).

#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>
#include <vector>

#include "studies/glorot2010/claims/proportions.h"

namespace glorot2010 {

struct TableEntry {
  std::uint64_t seed = 1;
  std::string set = {}, model = {};  // in the paper's words; of the stand-in, that it is one
  Wrong wrong = {};
  Interval interval = {};
  double paper_error = 0;
  // Of the column's entries that are there; NaN, and not in bold, in a further seed's column that
  // has not all of its models.
  double p_against_best = std::numeric_limits<double>::quiet_NaN();
  bool bold_here = false, bold_in_paper = false;
  std::uint64_t updates = 0;
  double at_best_validation = 0;  // test error at the lowest validation error
};

struct ErrorTable {
  // Column after column, the paper's order of models in each; so of seed 1, then of each further
  // one (seeds.h), whose tests are within its own columns.
  std::vector<TableEntry> entries;
  std::vector<std::string> lacking;  // why an entry is not there
};

// Of the trainings below `out`, finished or not, that are long enough to speak of an end (kFlat of
// curves.h): each column after as many updates as all of its models have rows for.
ErrorTable error_table(const std::filesystem::path& out);

// data_set, model, seed, errors, examples, test_error, low, high, paper_error, p_against_best,
// bold_here, bold_in_paper, updates, test_error_at_best_validation: a line for each entry, bold as
// 0 or 1, p empty where there is none, a text with a comma or a quote in quotes.
std::string csv_of(const ErrorTable& table);

// A <table> laid out as in the paper: a row for each model, two columns for each data set that has
// an entry. Of further seeds the mean and the range of all.
std::string html_of(const ErrorTable& table);

}  // namespace glorot2010
