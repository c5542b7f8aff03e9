export const DOCS_STYLE = `
:root{color-scheme:light dark;--line:light-dark(#d8dce3,#343a46);--soft:light-dark(#f5f6f8,#1c2029);--text:light-dark(#16191f,#e6e9ef);
--muted:light-dark(#565e6c,#a3abba);--link:light-dark(#1d4ed8,#93b4ff)}
body{margin:0;background:light-dark(#fff,#13161c);color:var(--text);font:16px/1.6 system-ui,sans-serif}
main{max-width:60rem;margin:0 auto;padding:2rem 1rem 4rem}
h1 small,td small{color:var(--muted);font-weight:400;font-size:.8em}
h2{margin:2.5rem 0 .75rem}
a{color:var(--link)}
code{font:.9em ui-monospace,monospace;overflow-wrap:anywhere}
details{border:1px solid var(--line);border-radius:.5rem;margin:.5rem 0;padding:0 1rem}
details[open]{padding-bottom:1rem}
summary{cursor:pointer;padding:.6rem 0;overflow-wrap:anywhere}
summary span{color:var(--muted)}
b{display:inline-block;min-width:4.5rem;font:600 .8rem ui-monospace,monospace}
.scroll{overflow-x:auto}
table{width:100%;border-collapse:collapse;font-size:.9rem}
caption{text-align:left;font-weight:600;padding:.5rem 0}
th,td{text-align:left;vertical-align:top;padding:.4rem .75rem .4rem 0;border-top:1px solid var(--line)}
td p{margin:0}td small{display:block}
:focus-visible{outline:2px solid var(--link);outline-offset:2px}
`.trim();
