import { addHtml } from './html-blocks.ts';
import type { ReadContext, Source } from './read-context.ts';
import { textOf } from './read-text.ts';

/** A saved page without its navigation and footer; where it has nothing else, with them. */
export function readHtml(source: Source, context: ReadContext): void {
  const html = textOf(source, context);
  let blocks = 0;
  const out: ReadContext['out'] = {
    ...context.out,
    add(kind, text, level) {
      if (text.trim() !== '') blocks += 1;
      context.out.add(kind, text, level);
    },
  };
  const { leftOut } = addHtml(html, { out }, { withFurniture: false, onTitle: context.setTitle });
  if (!leftOut) return;
  if (blocks === 0) addHtml(html, context, { withFurniture: true });
  else context.note('Navigation and footer of the page were left out.');
}
