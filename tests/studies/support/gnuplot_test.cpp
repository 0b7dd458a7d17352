#include "studies/support/gnuplot.h"

#include <csignal>
#include <cstdlib>

#include "tensor/error.h"
#include "tests/studies/scratch_folder.h"

namespace {

using studies::run_gnuplot;

class Gnuplot : public ScratchFolder {
 protected:
  void SetUp() override {
    if (std::system("gnuplot --version >/dev/null 2>&1") != 0) GTEST_SKIP() << "needs gnuplot";
  }
};

class GnuplotMissing : public ScratchFolder {};

TEST_F(Gnuplot, GivesTheScriptItsArgumentsAsTheyAre) {
  put("a.gp", "set print ARG2\nprint ARG1\n");
  const std::string argument = "two words; 'quoted' $HOME `ls`";
  EXPECT_EQ(run_gnuplot(file("a.gp"), {argument, file("out.txt").string()}), "");
  EXPECT_EQ(get("out.txt"), argument + "\n");
}

TEST(GnuplotPath, IsAbsoluteSoThatNoCharacterLeadsIt) {
  for (const char* name : {"<ls", "|ls", "~", "$HOME"})
    EXPECT_EQ(studies::gnuplot_path(name), (std::filesystem::current_path() / name).string());
}

TEST_F(Gnuplot, LoadsFilesFromTheScriptsOwnFolder) {
  put("style.gp", "colour = 'blue'\n");
  put("a.gp", "load 'style.gp'\nset print ARG1\nprint colour\n");
  run_gnuplot(file("a.gp"), {file("out.txt").string()});
  EXPECT_EQ(get("out.txt"), "blue\n");
}

TEST_F(Gnuplot, ReturnsWhatTheScriptSaysOnStandardError) {
  put("a.gp", "print 'a remark'\n");
  EXPECT_EQ(run_gnuplot(file("a.gp"), {}), "a remark");
}

TEST_F(Gnuplot, ReportsTheMessageOfAScriptThatFails) {
  put("a.gp", "plot 'no-such-file.csv'\n");
  const std::string text = text_of<gradflow::Error>([&] { run_gnuplot(file("a.gp"), {}); });
  EXPECT_TRUE(text.starts_with("gnuplot a.gp: exit status 1: ")) << text;
  EXPECT_NE(text.find("no-such-file.csv"), std::string::npos) << text;
}

TEST_F(Gnuplot, ReportsAScriptThatFailsAlsoWhereTheSignalOfAnEndIsIgnored) {
  put("a.gp", "exit status 3\n");
  std::signal(SIGCHLD, SIG_IGN);
  EXPECT_EQ(text_of<gradflow::Error>([&] { run_gnuplot(file("a.gp"), {}); }),
            "gnuplot a.gp: exit status 3: ");
}

TEST_F(GnuplotMissing, IsNamedWithWhatToInstall) {
  put("a.gp", "");
  EXPECT_EQ(text_of<gradflow::Error>([&] { run_gnuplot(file("a.gp"), {}, "no-such-gnuplot"); }),
            "gnuplot a.gp: cannot start 'no-such-gnuplot': No such file or directory; install "
            "gnuplot (Debian: gnuplot-nox) and draw again");
}

}  // namespace
