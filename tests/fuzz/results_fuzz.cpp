// What a study has left in its folder, both JSON: the manifest of a run, and the ledger of claims.

#include <fstream>

#include "studies/glorot2010/claims/ledger.h"
#include "studies/support/run_folder.h"
#include "tensor/error.h"
#include "tests/fuzz/target.h"

namespace gradflow::fuzzing {
namespace {

void read_as_manifest(Bytes input) {
  const std::filesystem::path folder = scratch_folder();
  std::ofstream(folder / "manifest.json", std::ios::binary) << text_of(input);
  const auto record = studies::read_manifest(folder);
  promise(record.has_value(), "a manifest that is there is read or refused");
}

void read_as_ledger(Bytes input) {
  const FileInMemory file(input);
  const glorot2010::Ledger ledger = glorot2010::Ledger::read(file.path());
  const std::filesystem::path path = std::filesystem::path(scratch_folder()) / "claims.json";
  ledger.write(path);
  const glorot2010::Ledger copy = glorot2010::Ledger::read(path);
  promise(glorot2010::ledger_text(copy) == glorot2010::ledger_text(ledger), "a ledger comes back");
}

}  // namespace

void fuzz(Bytes input) {
  try {
    read_as_manifest(input);
  } catch (const gradflow::Error&) {
  }
  read_as_ledger(input);
}

}  // namespace gradflow::fuzzing
