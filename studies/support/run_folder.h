#pragma once
// One folder per run below the folder a study writes to: its tables, and manifest.json, which says
// how they came about and whether the run is finished. A finished run is not run again; the report
// reads these folders and nothing else. Files are whole or absent (files.h).

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "studies/support/csv.h"
#include "studies/support/machine.h"

namespace studies {

struct Manifest {
  std::string run;            // id, which is also the folder's name
  std::string item;           // of the paper: "Figure 6"
  std::string command;        // that does this run again
  std::string configuration;  // everything the numbers depend on, as canonical text
  std::uint64_t seed = 0;
  int threads = 1;
  Machine machine = this_machine();
  std::string started;  // of the first start, UTC, 2026-08-30T12:00:00Z; set by RunFolder::begin
  double seconds = 0;   // of work so far, over all the times the run was resumed
  // The builds and processors that did the first parts of the work, where they were other ones: the
  // numbers need not be the bits of a run on one. Set by RunFolder::begin.
  std::vector<std::string> begun_by = {};
};

// FNV-1a of the configuration, 16 hexadecimal digits: equal configurations, equal results.
std::string configuration_hash(std::string_view configuration);

enum class RunState {
  kNew,         // nothing recorded
  kUnfinished,  // begun with this configuration, and interrupted: resume it
  kFinished,    // done with this configuration
  kDifferent,   // recorded with another configuration, which begin() refuses to overwrite
};

// The state of a run, by its folder, for whoever wants it with this configuration; changes nothing.
// Throws gradflow::FileError when the manifest cannot be understood.
RunState state_of(const std::filesystem::path& run_folder, std::string_view configuration);

class RunFolder {
 public:
  // Makes `out`/`run` unless it is there. Throws gradflow::FileError if it cannot be made, and
  // gradflow::ArgumentError for a run id that is not a plain folder name.
  RunFolder(const std::filesystem::path& out, std::string_view run);

  // That of its folder (state_of).
  RunState state(std::string_view configuration) const { return state_of(path_, configuration); }

  // Whether the run is finished, with whatever configuration.
  bool finished() const;

  // Records that the run has begun, before any result. An unfinished run of the same configuration
  // keeps its first start and its seconds; the clock goes on from there. Throws
  // gradflow::ArgumentError when the folder holds a run of another configuration, unless the caller
  // knows that this one goes on from it (`lengthens`).
  void begin(const Manifest& manifest, bool lengthens = false);
  // Of a run that came to nothing before its first piece of work: the manifest is what begin found,
  // or none.
  void withdraw();
  // As begun: with its first start, and who worked on it before.
  const Manifest& manifest() const { return manifest_; }

  // Puts the seconds so far on disk, so that a kill does not lose them. Call it at checkpoints.
  void record_time();

  // Records that every file of the run is written. Nothing may be written afterwards.
  void finish();

  // Throws gradflow::FileError with the path and the reason; nothing already written is lost.
  void write(std::string_view name, std::string_view bytes) const;
  void write_csv(std::string_view name, const Table& table) const;

  std::filesystem::path file(std::string_view name) const { return path_ / name; }
  const std::filesystem::path& path() const { return path_; }
  const std::string& run() const { return run_; }

 private:
  void save(bool finished);

  std::string run_;
  std::filesystem::path path_;
  Manifest manifest_;
  std::optional<std::string> found_;  // the manifest's text before begin()
  double clock_start_ = 0;            // of the steady clock, when begin() was called
  double seconds_before_ = 0;         // in earlier, interrupted starts
};

// A manifest as recorded; nothing if the run never began. Throws gradflow::FileError for a manifest
// that cannot be understood.
struct RecordedRun {
  Manifest manifest;
  bool finished = false;
};
std::optional<RecordedRun> read_manifest(const std::filesystem::path& run_folder);

}  // namespace studies
