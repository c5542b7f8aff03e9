/** Hints for breaking lines, marks of order and joiners that only look matters to; an emoji's joiner stays. */
const INVISIBLE = /[\u00AD\u200B\u2060\uFEFF]/g;
const BLOCKS = 'br,p,div,li,tr,td,th,h1,h2,h3,h4,h5,h6,section,article,blockquote,pre,dt,dd,figcaption';

/** Text as it is searched and quoted: without what only guides the setting of lines. */
export function toPlainText(text: string): string {
  return text.replaceAll(INVISIBLE, '').replaceAll(/[\u00A0\u2007\u202F]/g, ' ');
}

/** The words of an element on one line; what stands in blocks or lines of its own does not run together. */
export function wordsOf(element: Element): string {
  let text = '';
  const walk = (node: Node) => {
    if (node.nodeType === 3) text += node.textContent ?? '';
    if (node.nodeType !== 1) return;
    const isBlock = (node as Element).matches(BLOCKS);
    if (isBlock) text += ' ';
    for (const child of node.childNodes) walk(child);
    if (isBlock) text += ' ';
  };
  walk(element);
  return toPlainText(text).replaceAll(/\s+/g, ' ').trim();
}
