// Which machine and build did each run, and how long it took, as the report lists them.

#include "studies/glorot2010/report/provenance.h"

#include "tests/studies/glorot2010/claim_tables.h"

namespace {

using glorot2010::provenance_of;
using glorot2010::provenance_section;

class RunProvenance : public ClaimTables {
 protected:
  // A manifest as it lies on disk.
  void put_manifest(const std::string& run, const std::string& cpu, const std::string& more = "",
                    const std::string& state = "finished") const {
    put("out/" + run + "/manifest.json",
        fmt::format(R"({{"run":"{}","item":"Figure 6","state":"{}","command":"c",)"
                    R"("configuration":"k","seed":2,"threads":1,"cpu":"{}",)"
                    R"("instruction_set":"avx2","compiler":"g++ 12","commit":"abc",)"
                    R"("started":"2026-01-01T00:00:00Z","seconds":65{}}})",
                    run.substr(run.find('/') + 1), state, cpu, more));
  }
  studies::TextTable table(std::size_t number) const {
    return provenance_section(provenance_of(file("out"))).tables.at(number);
  }
};

TEST_F(RunProvenance, OfNothingIsNoTableAndNoFacts) {
  EXPECT_TRUE(provenance_section(provenance_of(file("out"))).tables.empty());
  EXPECT_TRUE(glorot2010::facts_of(provenance_of(file("out"))).empty());
}

TEST_F(RunProvenance, TellsMachinesApart) {
  put_manifest("fig06", "One <processor>");
  put_manifest("fig07", "Another");
  put_manifest("fig08", "Another");
  const studies::TextTable machines = table(0);
  ASSERT_EQ(machines.rows.size(), 2U);
  EXPECT_EQ(machines.rows[0][1].text, "One <processor>");
  EXPECT_EQ(machines.rows[1][5].text, "2");
  EXPECT_EQ(machines.rows[1][6].text, "2:10");
  EXPECT_EQ(table(1).rows[2][5].text, "M2");
  EXPECT_EQ(glorot2010::facts_of(provenance_of(file("out"))).back().second,
            "One <processor>, Another");
}

TEST_F(RunProvenance, SaysWhoBeganARunAndThatItIsNotFinished) {
  put_manifest("fig06", "One", R"(,"begun_by":["commit old, clang"])", "unfinished");
  const auto row = table(1).rows.at(0);
  EXPECT_EQ(row[0].small, "not finished");
  EXPECT_EQ(row[4].text, "1:05");
  EXPECT_EQ(row[6].text, "abc");
  EXPECT_EQ(row[6].small, "begun by commit old, clang");
}

TEST_F(RunProvenance, CountsTheUpdatesATrainingHasRecorded) {
  record_errors("train-tanh", {88, 84}, 8000);
  EXPECT_EQ(table(1).rows.at(0)[3].text, "8,000 updates");
}

TEST_F(RunProvenance, ListsTheRunsOfFurtherSeeds) {
  put_manifest("fig06", "One");
  put_manifest("seed-2/fig06", "One");
  EXPECT_EQ(table(1).rows.size(), 2U);
}

TEST_F(RunProvenance, NamesTheSystemAndTheVersionsThatWroteTheReport) {
  const auto& parts = provenance_section(provenance_of(file("out"))).notes[0].parts;
  EXPECT_NE(parts[0].second.find("fmt "), std::string::npos) << parts[0].second;
  EXPECT_NE(parts[1].second.find(" processors, "), std::string::npos) << parts[1].second;
}

TEST_F(RunProvenance, NamesAManifestThatCannotBeUnderstood) {
  put("out/fig06/manifest.json", "{");
  const studies::Section section = provenance_section(provenance_of(file("out")));
  EXPECT_NE(section.notes[0].parts[2].second.find("is not a manifest of a run"), std::string::npos);
}

}  // namespace
