import { posix } from 'node:path';
import { Parser } from 'htmlparser2';
import { decodeText } from '../../../../lib/shared/decode-text.ts';
import { ExtractionError } from '../../../core/documents.ts';
import { addHtml } from './html-blocks.ts';
import { type Archive, openArchive } from './open-archive.ts';
import type { ReadContext, Source } from './read-context.ts';

type Element = { name: string; attributes: Record<string, string>; text: string };

/** The elements of an XML text in order, each with the text up to the next one. Entities that it defines itself are not expanded. */
function elementsOf(xml: string): Element[] {
  const elements: Element[] = [];
  const parser = new Parser(
    {
      onopentag: (name, attributes) => void elements.push({ name: name.replace(/^.*:/, ''), attributes, text: '' }),
      ontext(data) {
        const last = elements.at(-1);
        if (last) last.text += data;
      },
    },
    { xmlMode: true },
  );
  parser.end(xml);
  return elements;
}

function createReadText(archive: Archive) {
  return async (path: string): Promise<string | null> => {
    const index = archive.names.indexOf(path);
    return index === -1 ? null : decodeText(await archive.read(index)).text;
  };
}

function decodedPath(directory: string, href: string): string {
  const path = href.split('#')[0] ?? '';
  try {
    return posix.join(directory, decodeURIComponent(path));
  } catch {
    return posix.join(directory, path);
  }
}

/** Paths of the chapters in the order in which they are to be read. */
function chaptersOf(elements: readonly Element[], directory: string): string[] {
  const items = new Map<string, string>();
  for (const { name, attributes } of elements)
    if (name === 'item' && attributes.id) items.set(attributes.id, attributes.href ?? '');
  return elements
    .filter(({ name, attributes }) => name === 'itemref' && attributes.linear !== 'no')
    .map(({ attributes }) => items.get(attributes.idref ?? ''))
    .filter((href) => href !== undefined)
    .map((href) => decodedPath(directory, href));
}

/** The chapters of a book in order. Throws `ENCRYPTED` when a chapter is under copy protection. */
export async function readEpub(source: Source, context: ReadContext): Promise<void> {
  const archive = await openArchive(source, context);
  const readText = createReadText(archive);
  const container = elementsOf((await readText('META-INF/container.xml')) ?? '');
  const root = container.find(({ name }) => name === 'rootfile')?.attributes['full-path'];
  const packageText = root === undefined ? null : await readText(root);
  if (root === undefined || packageText === null) throw new ExtractionError('DAMAGED', 'no package document');
  const elements = elementsOf(packageText);
  context.setTitle(elements.find(({ name }) => name === 'title')?.text ?? '');
  const chapters = chaptersOf(elements, posix.dirname(root));
  const locks = elementsOf((await readText('META-INF/encryption.xml')) ?? '');
  const locked = new Set(locks.filter(({ name }) => name === 'CipherReference').map(({ attributes }) => attributes.URI ?? ''));
  if (chapters.some((chapter) => locked.has(chapter))) throw new ExtractionError('ENCRYPTED');
  for (const [index, chapter] of chapters.entries()) {
    context.progress(index / chapters.length, `chapter ${index + 1} of ${chapters.length}`);
    const html = await readText(chapter);
    if (html === null) context.note(`The chapter ${chapter} is missing.`);
    else addHtml(html, context, { withFurniture: true });
  }
}
