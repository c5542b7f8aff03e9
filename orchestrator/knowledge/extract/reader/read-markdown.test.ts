import { expect, it } from 'vitest';
import { LIMITS } from '../fixtures/extract-fixture.ts';
import { createTextBuilder } from './create-text-builder.ts';
import type { ReadContext } from './read-context.ts';
import { readMarkdown } from './read-markdown.ts';
import { createRecogniser } from './recognise-text.ts';

function read(text: string, softDeadline: number) {
  const out = createTextBuilder(LIMITS.maxChars);
  const notes: string[] = [];
  const context: ReadContext = {
    out,
    limits: LIMITS,
    depth: 0,
    budget: { bytes: 0 },
    softDeadline,
    recogniser: createRecogniser(),
    progress: () => {},
    note: (note) => void notes.push(note),
    setTitle: () => {},
    setPageCount: () => {},
    readPart: () => Promise.reject(new Error('there are no parts')),
  };
  readMarkdown({ name: 'a.md', mimeType: 'text/markdown', bytes: new TextEncoder().encode(text) }, context);
  const { text: found, blocks } = out.finish();
  return { notes, blocks: blocks.map(({ kind, level, start, end }) => `${kind}${level ?? ''} ${found.slice(start, end)}`) };
}

it('is read as plain text with its headings where the parser does not come to an end', () => {
  // The parser needs minutes for this; here it has no time left.
  const slow = 'a**b'.repeat(60_000);
  expect(read(`# Ferries\nBy boat.\n\n\`\`\`\n# no heading\n\`\`\`\n\n## Times\n\n${slow}`, performance.now())).toEqual({
    notes: ['The file takes too long to be read as Markdown and was read as plain text.'],
    blocks: ['heading1 Ferries', 'paragraph By boat.', 'paragraph ```\n# no heading\n```', 'heading2 Times', `paragraph ${slow}`],
  });
  expect(read('# Ferries\n\nBy **boat**.', Number.POSITIVE_INFINITY)).toEqual({
    notes: [],
    blocks: ['heading1 Ferries', 'paragraph By boat.'],
  });
});
