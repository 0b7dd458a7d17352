#include "studies/support/svg.h"

#include <gtest/gtest.h>

#include <array>

namespace {

using studies::inline_svg;
using studies::ThemeColour;
using studies::tidy_svg;

TEST(Svg, ThemeSwapsStrokeFillAndColourOnADarkPage) {
  const std::array<ThemeColour, 1> colours = {{{"#24292f", "#dfe5ec"}}};
  const std::string style = studies::theme_style(colours);
  EXPECT_NE(style.find("@media (prefers-color-scheme: dark)"), std::string::npos);
  EXPECT_NE(style.find(".drawing [stroke=\"rgb(36,41,47)\"]{stroke:#dfe5ec}"), std::string::npos);
  EXPECT_NE(style.find(".drawing [fill=\"rgb(36,41,47)\"]{fill:#dfe5ec}"), std::string::npos);
  EXPECT_NE(style.find(".drawing [color=\"rgb(36,41,47)\"]{color:#dfe5ec}"), std::string::npos);
}

TEST(Svg, ColoursAreWrittenInTheOneFormThatTheThemeKnows) {
  EXPECT_EQ(tidy_svg("<g stroke='rgb( 36,  41,  47)'>\n<g fill=\"black\">\n", "f", "", ""),
            "<g stroke='rgb(36,41,47)'>\n<g fill=\"rgb(0,0,0)\">\n");
}

TEST(Svg, IdsAreTheDrawingsOwn) {
  EXPECT_EQ(tidy_svg("<circle id='gpDot'/>\n<use xlink:href='#gpDot'/>\n"
                     "<g id=\"gnuplot_plot_1\">\n",
                     "fig06", "", ""),
            "<circle id='fig06-gpDot'/>\n<use xlink:href='#fig06-gpDot'/>\n"
            "<g id=\"fig06-gnuplot_plot_1\">\n");
}

TEST(Svg, NeighbouringStrokesOfOneStyleBecomeOnePath) {
  EXPECT_EQ(tidy_svg("<g a>\n\t<path b  d='M1,2 '/></g>\n<g a>\n\t<path b  d='M3,4 '/></g>\n"
                     "<g a>\n\t<path c  d='M5,6 '/></g>\n<g a>\n\t<path c  d='M7,8 '/></g>\n",
                     "f", "", ""),
            "<g a>\n<path b  d='M1,2 M3,4 '/></g>\n<g a>\n<path c  d='M5,6 M7,8 '/></g>\n");
}

TEST(Svg, StrokesWithSomethingBetweenThemStayApart) {
  const std::string svg =
      "<g a>\n<path b d='M1,2'/></g>\n<text>t</text>\n<g a>\n<path b d='M3,4'/></g>\n";
  EXPECT_EQ(tidy_svg(svg, "f", "", ""), svg);
}

TEST(Svg, SaysInWordsWhatItShows) {
  EXPECT_EQ(tidy_svg("<title>Gnuplot</title>\n", "f", "density < 1 & more", "S"),
            "<title>density &lt; 1 &amp; more</title>\n<style>S</style>\n");
}

TEST(Svg, InlineLeavesPrologueStyleAndSizeToThePage) {
  EXPECT_EQ(inline_svg("<?xml version=\"1.0\"?>\n<svg width=\"520\" height=\"330\" viewBox=\"0 0 "
                       "520 330\"><style>S</style><g/></svg>"),
            "<svg viewBox=\"0 0 520 330\"><g/></svg>");
}

TEST(Svg, EscapesWhatMarkupWouldRead) {
  EXPECT_EQ(studies::escape_markup("<a href=\"x\">&'"), "&lt;a href=&quot;x&quot;&gt;&amp;&#39;");
}

}  // namespace
