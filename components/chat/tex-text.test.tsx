import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { renderMarkdown } from './render-markdown.tsx';

const render = (text: string) => renderToStaticMarkup(renderMarkdown(text, false));
const toText = (html: string) =>
  html
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll('&gt;', '>')
    .replaceAll('&lt;', '<')
    .replaceAll('&#x27;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');

describe('formulas in an answer', () => {
  it.each([
    String.raw`So \(x_1 * y_2 * z\) holds.`,
    String.raw`\(\alpha\)`,
    String.raw`and \[ \int_0^1 f(x)\,dx = \frac{1}{2} \] too`,
    String.raw`\[
\begin{aligned}
a &= b \\
+ c \\[2pt]
- d
= e
\end{aligned}
\]`,
    String.raw`Text before
\[
# x > 3
> y
\]
and after`,
    String.raw`$$
a_1 * b_2 * c
$$`,
    String.raw`inline $$a_1 * b_2$$ display`,
    String.raw`with $a_1 + b_2$, $x*y*z$ and $\{1, 2\}$`,
    String.raw`bare \int f(x)\,dx \; and \! and \:`,
    String.raw`\(a \\) b\)`,
    String.raw`a matrix \(\begin{pmatrix}a & b\\ c & d\end{pmatrix}\)`,
  ])('stays as it is written: %s', (text) => {
    expect(toText(render(text))).toBe(text);
    expect(render(text)).not.toMatch(/<(em|strong|li|blockquote|h\d)\b/);
  });

  it.each([
    ['From $5 to $10', '<p>From $5 to $10</p>'],
    ['**$100** vs **200$**', '<p><strong>$100</strong> vs <strong>200$</strong></p>'],
    ['**$AAPL**/**$TSLA**', '<p><strong>$AAPL</strong>/<strong>$TSLA</strong></p>'],
    ['costs $5 and *not* $6', '<p>costs $5 and <em>not</em> $6</p>'],
    ['US$5 *or* 6$', '<p>US$5 <em>or</em> 6$</p>'],
    ['$HOME and *$PATH*', '<p>$HOME and <em>$PATH</em></p>'],
    [String.raw`\$5 \* 3`, '<p>$5 * 3</p>'],
    [String.raw`\*not emphasised\*, \_, \#`, '<p>*not emphasised*, _, #</p>'],
    [String.raw`as \[1\] and \[1, 2\] say`, '<p>as [1] and [1, 2] say</p>'],
    [String.raw`- \[ \] open`, '<ul>\n<li>[ ] open</li>\n</ul>'],
    [String.raw`\[text\](address)`, '<p>[text](address)</p>'],
    [String.raw`an open \( parenthesis`, '<p>an open ( parenthesis</p>'],
    [String.raw`\![no picture](x)`, '<p>!<span>no picture</span></p>'],
    ['`\\(x\\)` in code', '<p><code>\\(x\\)</code> in code</p>'],
  ])('nothing else is taken for one: %s', (text, html) => {
    expect(render(text)).toBe(html);
  });

  it('ends at a blank line at the latest, and with the list that it is in', () => {
    expect(render('\\[\nx\n\n**bold**')).toContain('<strong>bold</strong>');
    const list = render('1. first\n   \\[\n   a + b\n   \\]\n2. second');
    expect(list.match(/<li>/g)).toHaveLength(2);
    expect(render('> \\[\n> a\n> \\]\n\nafter')).toMatch(/<\/blockquote>\n<p>after<\/p>/);
    expect(render('> \\[\n> a\nafter')).toContain('after');
  });

  // Were it not linear, this would take minutes.
  it.each(['\\(', '\\[', '$$', '$a ', '$', '\\(\\[', '\\[\n', '$$\n', '\\(x\\) ', '\\\\'])(
    'reads 30,000 characters of %j',
    (piece) => {
      const text = `a ${piece.repeat(30_000 / piece.length)}`;
      expect(toText(render(text)).length).toBeGreaterThan(text.length / 4);
    },
  );

  it('never throws, wherever an answer is cut', () => {
    const text = String.raw`a \(b\) $c$ \[
d
\] $$e$$ - \[f\](g) > \(h`;
    for (let length = 0; length <= text.length; length += 1) {
      expect(() => renderMarkdown(text.slice(0, length), true)).not.toThrow();
    }
  });
});
