/** For screens, light and dark, and for paper (A4 and Letter alike). */
export const documentStyle = `
:root { color-scheme: light dark; --ink: #1c1f23; --paper: #fff; --dim: #5b6470; --line: #d5dae0; --soft: #f4f6f8; --link: #0b5cad; --good: #17713a; --careful: #8a5a00; --bad: #b3261e; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e4e7eb; --paper: #15181c; --dim: #9aa4b0; --line: #353c45; --soft: #1f242a; --link: #7db8f5; --good: #6fcf8f; --careful: #e6b450; --bad: #ff8f86; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", sans-serif; }
main { max-width: 54rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; overflow-wrap: anywhere; }
h1, h2, h3, h4, h5, h6 { line-height: 1.25; margin: 1.8em 0 .5em; }
h1 { font-size: 1.9rem; margin-top: 0; }
h2 { font-size: 1.4rem; padding-bottom: .25em; border-bottom: 1px solid var(--line); }
h3 { font-size: 1.12rem; } h4 { font-size: 1rem; } h5, h6 { font-size: .95rem; }
p, ul, ol, dl, pre, table, details, .note { margin: .6em 0; }
ul, ol { padding-left: 1.5em; } li { margin: .2em 0; }
ul.tasks { list-style: none; padding-left: .2em; }
a { color: var(--link); }
code { font: .88em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; background: var(--soft); padding: .1em .3em; border-radius: 3px; }
pre { background: var(--soft); border: 1px solid var(--line); border-radius: 5px; padding: .7em .9em; overflow-x: auto; white-space: pre-wrap; }
pre code { background: none; padding: 0; }
table { border-collapse: collapse; width: 100%; font-size: .94em; }
td:first-child { white-space: nowrap; }
th, td { text-align: left; vertical-align: top; padding: .35em .6em; border-bottom: 1px solid var(--line); }
td a { overflow-wrap: normal; }
th { color: var(--dim); font-weight: 600; }
dt { font-weight: 600; margin-top: .5em; } dd { margin: 0 0 0 1.2em; }
.note { border-left: 4px solid var(--dim); background: var(--soft); padding: .1em 1em; border-radius: 0 5px 5px 0; }
.note.good { border-color: var(--good); } .note.careful { border-color: var(--careful); } .note.bad { border-color: var(--bad); }
.mark { font-weight: 600; } .mark.good { color: var(--good); } .mark.careful { color: var(--careful); } .mark.bad { color: var(--bad); } .mark.plain { color: var(--dim); }
details { border: 1px solid var(--line); border-radius: 5px; padding: .4em .9em; } summary { cursor: pointer; font-weight: 600; }
@page { margin: 18mm 16mm; }
@media print {
  :root { --ink: #000; --paper: #fff; --dim: #444; --line: #bbb; --soft: #f6f6f6; --link: #000; --good: #0b5a2a; --careful: #6b4600; --bad: #8c1d18; }
  body { font-size: 10.5pt; } main { max-width: none; padding: 0; }
  details:not([open])::details-content { content-visibility: visible; display: block; }
  h2, h3, h4, h5, h6 { break-after: avoid; } pre, tr, .note { break-inside: avoid; }
  a[href^="http"]::after { content: " (" attr(href) ")"; font-size: .85em; color: var(--dim); }
}
`;
