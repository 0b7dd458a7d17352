#pragma once
// The style sheet of a report page (report_html.h).

#include <string_view>

namespace studies {

inline constexpr std::string_view kReportStyle = R"css(
:root{color-scheme:light dark;--page:#fff;--card:#fff;--ink:#24292f;--muted:#5f6872;--rule:#e1e5ea;
--code:#f3f5f7;--link:#0b5cad;--good:#1a7f37;--bad:#c5303c;--open:#8a6100;--missing:#6e7781}
@media (prefers-color-scheme:dark){:root{--page:#14171b;--card:#14171b;--ink:#e3e8ee;
--muted:#9aa4af;--rule:#2e343b;--code:#1f242a;--link:#7db7f5;--good:#56c271;--bad:#f2797f;
--open:#d9a53a;--missing:#8b949e}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0 auto;padding:2.5rem 1.25rem 5rem;max-width:70rem;background:var(--page);
color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif}
h1{font-size:1.9rem;line-height:1.2;letter-spacing:-.015em;margin:0 0 .5rem;text-wrap:balance}
h2{font-size:1.35rem;line-height:1.25;margin:3.5rem 0 .4rem;padding-top:1.2rem;
border-top:1px solid var(--rule)}
h3{font-size:1.05rem;line-height:1.35;margin:0 0 .6rem;text-wrap:balance}
h3 .label{color:var(--muted);font-weight:400;margin-right:.5em}
p{margin:.4rem 0;max-width:44rem}
.lead{color:var(--muted)}
a{color:var(--link);text-decoration:none}a:hover{text-decoration:underline}
code{font:.84em/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;
background:var(--code);border-radius:4px;padding:.12em .4em;overflow-wrap:anywhere}
code span{display:inline-block}
dl.facts{display:flex;flex-wrap:wrap;gap:.5rem 2rem;margin:1.2rem 0 0;font-size:.86rem}
dl.facts div{min-width:0}
dl.facts dt{color:var(--muted)}dl.facts dd{margin:0}
nav{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;margin:1.2rem 0 0;font-size:.9rem}
.tally{display:flex;flex-wrap:wrap;gap:.35rem 1.4rem;margin:.6rem 0 1rem;color:var(--muted)}
.tally b{font-weight:600}
table.claims{width:100%;border-collapse:collapse;font-size:.9rem;line-height:1.45}
.claims th{text-align:left;font-weight:500;color:var(--muted);font-size:.8rem;
padding:.3rem .8rem .3rem 0;border-bottom:1px solid var(--rule)}
.claims td{vertical-align:top;padding:.7rem .8rem .7rem 0;border-bottom:1px solid var(--rule)}
.claims td:last-child,.claims th:last-child{padding-right:0}
.claims .id{color:var(--muted);font-variant-numeric:tabular-nums;white-space:nowrap}
.claims .verdict{width:7.5rem}
.claims small{display:block;color:var(--muted);font-size:.8rem;margin-top:.2rem}
.claims small.bad{color:var(--bad)}.claims small.open{color:var(--open)}
.claims .claim{width:42%}.claims .paper{width:15%}
.claims tr:target{background:var(--code)}
.claims dl{margin:0}.claims dl div{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 .8rem}
.claims dt{color:var(--muted)}.claims dd{margin:0 0 0 auto;text-align:right;white-space:pre-wrap;
font-variant-numeric:tabular-nums}
.mark{font-weight:600}
.good{color:var(--good)}.bad{color:var(--bad)}.open{color:var(--open)}.missing{color:var(--missing)}
figure{margin:2.2rem 0 0}
.drawings{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,var(--least,24rem)),1fr));
gap:.8rem 1.2rem}
.drawings.three{--least:18rem}
.drawings>*{min-width:0}
.drawings>div:only-child:not(.wide){max-width:32.5rem}
.wide{grid-column:1/-1;overflow-x:auto}
.on-narrow{display:none}
svg.drawing{display:block;width:100%;height:auto;max-width:66rem}
.wide>svg:not(.drawing){display:block;max-width:100%;height:auto;border-radius:6px}
.problem{border:1px dashed var(--rule);border-radius:8px;padding:1.4rem;color:var(--muted);
font-size:.9rem;overflow-wrap:anywhere}
table.errors{border-collapse:collapse;font-size:.92rem;font-variant-numeric:tabular-nums}
.errors th,.errors td{padding:.35rem .9rem;text-align:right;font-weight:400;vertical-align:top;
border-bottom:1px solid var(--rule)}
.errors th{color:var(--muted)}.errors tbody th,.errors th:first-child{text-align:left;color:var(--ink);
padding-left:0}
.errors th[colspan]{text-align:center;max-width:12rem}
.errors td:nth-child(odd){color:var(--muted);padding-left:0}.errors td b{font-weight:700}
.errors small{display:block;color:var(--muted);font-size:.76rem}
.note{margin:1.8rem 0 0}.note h3{margin-bottom:.4rem}
.note p{max-width:52rem}
table.records{width:100%;border-collapse:collapse;font-size:.88rem;line-height:1.45;margin:1.4rem 0 0;
font-variant-numeric:tabular-nums}
.records th{text-align:left;font-weight:500;color:var(--muted);font-size:.8rem;white-space:nowrap}
.records th,.records td{vertical-align:top;padding:.4rem .9rem .4rem 0;
border-bottom:1px solid var(--rule);overflow-wrap:break-word}
.records td:first-child{min-width:9rem}
.records td:last-child,.records th:last-child{padding-right:0}
.records small{display:block;color:var(--muted);font-size:.8rem}
figcaption{margin-top:.7rem;font-size:.92rem;line-height:1.5}
.note dl{font-size:.92rem;line-height:1.5}
figcaption dl,.note dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem .9rem;margin:0;
max-width:58rem}
figcaption dt,.note dt{color:var(--muted)}figcaption dd,.note dd{margin:0;min-width:0}
@media screen and (max-width:44rem){.on-broad{display:none}.on-narrow{display:block}
.on-narrow .errors{width:100%}.on-narrow .errors+.errors{margin-top:1.4rem}
body{padding:1.5rem 1rem 4rem}h1{font-size:1.5rem}
.claims thead{display:none}.claims tr{display:grid;grid-template-columns:auto 1fr auto;gap:0 .7rem;
padding:.8rem 0;border-bottom:1px solid var(--rule)}
.claims td{display:block;border:0;padding:0;width:auto!important}
.claims .claim{grid-column:1/-1;grid-row:2;padding-top:.2rem}
.claims .verdict{grid-column:3}.claims td:empty{display:none}
.claims .paper,.claims .ours{grid-column:1/-1;padding-top:.45rem}
.claims .paper::before,.claims .ours::before{content:attr(data-name);display:block;
color:var(--muted);font-size:.8rem}
.records thead{display:none}.records tr{display:block;padding:.6rem 0;
border-bottom:1px solid var(--rule)}
.records td{display:grid;grid-template-columns:5.5rem 1fr;gap:0 .7rem;border:0;padding:0}
.records td::before{content:attr(data-name);color:var(--muted)}.records td:empty{display:none}
.records small{grid-column:2}}
@media print{@page{margin:14mm 12mm}
html{font-size:10pt}body{font-size:10pt;line-height:1.4;max-width:none;padding:0}nav{display:none}
h2{margin-top:1.6rem;padding-top:.8rem}figure,.note{margin-top:1.2rem}
p,.note p,figcaption dl,.note dl{max-width:none}p,dd{orphans:3;widows:3}
.drawings{--least:20rem}.drawings.three{--least:14rem}.wide{overflow-x:visible}
.drawings>div:only-child:not(.wide){max-width:25rem}.wide>svg:not(.drawing){max-width:27rem}
figcaption,.note dl{font-size:.88rem;line-height:1.4;margin-top:.4rem}
table.claims{font-size:.82rem;line-height:1.35}.claims td{padding:.4rem .7rem .4rem 0}
.claims small{font-size:.74rem}.claims .verdict{width:5rem}.claims .claim{width:34%}
.claims .paper{width:14%}
table.records{font-size:.8rem;line-height:1.3}.records td{padding:.2rem .7rem .2rem 0}
.records small{max-width:10rem}
figure,tr,.note,.lead{break-inside:avoid}h2,h3,h2+.lead{break-after:avoid}}
)css";

}  // namespace studies
