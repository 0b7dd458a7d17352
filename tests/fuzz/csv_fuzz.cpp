// Tables of numbers: the library's reader with its options, and the studies', which writes what it
// has read and reads that again. Lists of words as well.

#include "nn/data/csv.h"

#include "studies/support/csv.h"
#include "studies/words/word_list.h"
#include "tests/fuzz/target.h"

namespace gradflow::fuzzing {
namespace {

void read_as_data(Bytes input) {
  Choices choices(input);
  const data::CsvOptions options{
      .header = choices.below(2) == 0,
      .separator = ",;\t "[choices.below(4)],
      .dtype = choices.below(3) == 0 ? DType::int32 : DType::float64,
  };
  const FileInMemory file(choices.rest());
  const data::Csv csv = data::read_csv(file.path(), options);
  promise(csv.values.shape().rank() == 2, "a table has rows and columns");
  promise(!options.header || static_cast<std::int64_t>(csv.columns.size()) == csv.values.extent(1),
          "a header names each column");
}

void read_as_results(Bytes input) {
  const studies::Table table = studies::parse_csv(text_of(input), "input");
  const std::string text = studies::csv_text(table);
  promise(studies::csv_text(studies::parse_csv(text, "copy")) == text, "a table comes back");
}

void read_as_words(Bytes input) {
  const FileInMemory file(input);
  for (const std::string& word : words::read_words(file.path()))
    promise(word.size() >= 2 && word.size() <= words::kLongest, "words have their length");
}

}  // namespace

void fuzz(Bytes input) {
  try {
    read_as_words(input);
  } catch (const Error&) {
  }
  try {
    read_as_data(input);
  } catch (const Error&) {
  }
  read_as_results(input);
}

}  // namespace gradflow::fuzzing
