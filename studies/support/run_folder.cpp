#include "studies/support/run_folder.h"

#include <ctime>
#include <nlohmann/json.hpp>
#include <utility>

#include "studies/support/clock.h"
#include "studies/support/files.h"
#include "tensor/error.h"

namespace studies {
namespace {

using nlohmann::ordered_json;

constexpr std::string_view kManifest = "manifest.json";

std::string utc_now() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  char text[32];
  return {text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

ordered_json to_json(const Manifest& manifest, bool finished) {
  ordered_json json = {{"run", manifest.run},
                       {"item", manifest.item},
                       {"state", finished ? "finished" : "unfinished"},
                       {"command", manifest.command},
                       {"configuration", manifest.configuration},
                       {"configuration_hash", configuration_hash(manifest.configuration)},
                       {"seed", manifest.seed},
                       {"threads", manifest.threads},
                       {"cpu", manifest.machine.cpu},
                       {"instruction_set", manifest.machine.instruction_set},
                       {"compiler", manifest.machine.compiler},
                       {"commit", manifest.machine.commit},
                       {"started", manifest.started},
                       {"seconds", manifest.seconds}};
  if (!manifest.begun_by.empty()) json["begun_by"] = manifest.begun_by;
  return json;
}

std::string text_of(const Machine& machine) {
  return fmt::format("commit {}, {}, {}, {}", machine.commit, machine.compiler,
                     machine.instruction_set, machine.cpu);
}

// Nothing for a state, or a number of threads, that there is not.
std::optional<RecordedRun> from_json(const ordered_json& json) {
  RecordedRun recorded;
  Manifest& manifest = recorded.manifest;
  const auto text = [&](const char* key) { return json.at(key).get<std::string>(); };
  // By reference: a value would be made of 1.5 and of -1, too.
  const auto count = [&](const char* key) { return json.at(key).get_ref<const std::uint64_t&>(); };
  manifest.run = text("run");
  manifest.item = text("item");
  manifest.command = text("command");
  manifest.configuration = text("configuration");
  manifest.seed = count("seed");
  if (!std::in_range<int>(count("threads"))) return std::nullopt;
  manifest.threads = static_cast<int>(count("threads"));
  manifest.machine = {text("cpu"), text("instruction_set"), text("compiler"), text("commit")};
  manifest.started = text("started");
  manifest.seconds = json.at("seconds").get<double>();
  manifest.begun_by = json.value("begun_by", std::vector<std::string>());
  const std::string state = text("state");
  if (state != "finished" && state != "unfinished") return std::nullopt;
  recorded.finished = state == "finished";
  return recorded;
}

}  // namespace

std::string configuration_hash(std::string_view configuration) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char letter : configuration) {
    hash ^= static_cast<unsigned char>(letter);
    hash *= 0x100000001b3;
  }
  return fmt::format("{:016x}", hash);
}

std::optional<RecordedRun> read_manifest(const std::filesystem::path& run_folder) {
  const std::filesystem::path path = run_folder / kManifest;
  std::error_code error;
  const bool is_there = std::filesystem::exists(path, error);
  gradflow::require<gradflow::FileError>(!error, "read_manifest: cannot read '{}': {}",
                                         path.string(), error.message());
  if (!is_there) return std::nullopt;
  const std::string text = read_file(path);
  try {
    if (auto recorded = from_json(ordered_json::parse(text))) return recorded;
  } catch (const nlohmann::json::exception&) {  // told below
  }
  throw gradflow::FileError(fmt::format(
      "read_manifest: '{}' is not a manifest of a run; delete the folder to run it again",
      path.string()));
}

RunFolder::RunFolder(const std::filesystem::path& out, std::string_view run)
    : run_(run), path_(out / run) {
  gradflow::require(!run.empty() && run != "." && run != ".." && run.find('/') == run.npos,
                    "RunFolder: '{}' cannot be a run id: it names a folder", run);
  make_folder(path_);
}

RunState state_of(const std::filesystem::path& run_folder, std::string_view configuration) {
  const std::optional<RecordedRun> recorded = read_manifest(run_folder);
  if (!recorded) return RunState::kNew;
  if (recorded->manifest.configuration != configuration) return RunState::kDifferent;
  return recorded->finished ? RunState::kFinished : RunState::kUnfinished;
}

bool RunFolder::finished() const {
  const std::optional<RecordedRun> recorded = read_manifest(path_);
  return recorded && recorded->finished;
}

void RunFolder::begin(const Manifest& manifest, bool lengthens) {
  const RunState recorded = state(manifest.configuration);
  gradflow::require(recorded != RunState::kDifferent || lengthens,
                    "RunFolder::begin: '{}' holds this run with another configuration; write to "
                    "another folder, or delete this one",
                    path_.string());
  const std::filesystem::path path = file(kManifest);
  if (std::filesystem::exists(path)) found_ = read_file(path);
  std::optional<RecordedRun> earlier;
  if (recorded == RunState::kUnfinished || recorded == RunState::kDifferent)
    earlier = read_manifest(path_);
  manifest_ = manifest;
  manifest_.run = run_;
  manifest_.started = earlier ? earlier->manifest.started : utc_now();
  if (earlier) {
    manifest_.begun_by = earlier->manifest.begun_by;
    const std::string before = text_of(earlier->manifest.machine);
    if (before != text_of(manifest_.machine)) manifest_.begun_by.push_back(before);
  }
  seconds_before_ = earlier ? earlier->manifest.seconds : 0;
  clock_start_ = seconds_now();
  save(false);
}

void RunFolder::withdraw() {
  if (found_)
    write(kManifest, *found_);
  else
    std::filesystem::remove(file(kManifest));
}

void RunFolder::record_time() { save(false); }

void RunFolder::finish() { save(true); }

void RunFolder::save(bool finished) {
  gradflow::require(!manifest_.run.empty(), "RunFolder: run '{}' has not begun: call begin first",
                    run_);
  manifest_.seconds = seconds_before_ + seconds_now() - clock_start_;
  const ordered_json json = to_json(manifest_, finished);
  write(kManifest, json.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n");
}

void RunFolder::write(std::string_view name, std::string_view bytes) const {
  write_file(file(name), bytes);
}

void RunFolder::write_csv(std::string_view name, const Table& table) const {
  studies::write_csv(file(name), table);
}

}  // namespace studies
