#pragma once
// Tables of numbers in text: one row a line, fields between separators, the names of the columns in
// the first line or not at all. Fields may be quoted, as RFC 4180 has it: "" stands for a quote in
// them. Plain or compressed by gzip.

#include <string>
#include <vector>

#include "tensor/tensor.h"

namespace gradflow::data {

struct CsvOptions {
  bool header = true;  // whether the first line has the names of the columns
  char separator = ',';
  DType dtype = DType::float32;
};

struct Csv {
  std::vector<std::string> columns;  // their names; empty without a header
  Tensor values;                     // (rows, columns)
};

// Numbers may have spaces around them; "nan" and "inf" are numbers. Empty lines are left out.
// FileError, naming file, line and column, for a field that is no number, or none that the element
// type holds (int32 takes whole numbers alone), for a row with more or fewer fields than the first
// one or with more than 2^20, for quotes that do not fit, and for a file without a row.
// ArgumentError for a separator that is a quote, the end of a line or part of a number.
Csv read_csv(const std::string& path, const CsvOptions& options = {});

}  // namespace gradflow::data
