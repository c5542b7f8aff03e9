import type { FileRecord } from '../../../lib/contract/files.ts';
import type { KnowledgeBase, Passage } from '../../core/knowledge.ts';
import type { ToolContext } from '../../core/tool.ts';
import type { ConversationFiles } from './conversation-files.ts';
import { type Files, hasText, listUploads } from './find-files.ts';
import { type Shown, showSection } from './show-section.ts';
import { toSections } from './to-sections.ts';

/** About 6,000 tokens: so much is given whole instead of searched. */
const MAX_WHOLE_CHARS = 24_000;

/** `asked`: the files whose state matters to whoever reads the answer. */
export type Found = { searched: string; passages: Shown[]; isWhole?: boolean; asked: readonly FileRecord[] };

/** A passage or a part of it on one page. */
type Part = Pick<Passage, 'title' | 'text' | 'fileId' | 'page' | 'charStart' | 'headingPath'>;

function show(part: Part, context: ToolContext): Shown {
  const { title, text, fileId, page, charStart, headingPath } = part;
  const index = context.addSource({ title, text, fileId, charStart, ...(page === undefined ? {} : { page }) });
  return {
    cite: `[${index}]`,
    file: title,
    ...(page === undefined ? {} : { page }),
    ...(headingPath.length === 0 ? {} : { heading: headingPath.join(' › ') }),
    text,
  };
}

function describe(asked: readonly FileRecord[]): string {
  return asked.length > 3 ? `${asked.length} files` : asked.map(({ name }) => name).join(', ');
}

function describeConversation({ own, earlier }: ConversationFiles): string {
  const parts = [
    ...(own.length === 0 ? [] : [`attached ${describe(own)}`]),
    ...(earlier.length === 0 ? [] : [`${describe(earlier)} from earlier in this conversation`]),
  ];
  return parts.join(' and ');
}

/** Searches of one question. */
export function createFileSearcher(files: Files, knowledge: KnowledgeBase, query: string, limit: number, context: ToolContext) {
  /** Small files whole; `null`: too much. */
  async function readWhole(asked: readonly FileRecord[]): Promise<Shown[] | null> {
    const shown: (() => Shown)[] = [];
    let chars = 0;
    for (const file of asked) {
      const read = await files.text(context.ownerId, file.file_id);
      chars += read?.text?.length ?? 0;
      if (chars > MAX_WHOLE_CHARS) return null;
      const sections = read?.text ? toSections(read.text, read.outline, 0, read.text.length) : [];
      shown.push(...sections.map((section) => () => showSection(file, section, context)));
    }
    return shown.map((one) => one());
  }

  /** A passage that goes over a page break is cut there: a citation names the page that its sentence is on. */
  async function cutAtPages(passage: Passage, read: (fileId: string) => ReturnType<Files['text']>): Promise<Part[]> {
    if (passage.page === undefined) return [passage];
    const whole = await read(passage.fileId);
    if (!whole?.text) return [passage];
    const { title, fileId, headingPath, charStart, charEnd } = passage;
    const sections = toSections(whole.text, whole.outline, charStart, charEnd);
    return sections.length < 2 ? [passage] : sections.map((section) => ({ ...section, title, fileId, headingPath }));
  }

  /** Each file is read once for all its passages. */
  function createReader(): (fileId: string) => ReturnType<Files['text']> {
    const known = new Map<string, ReturnType<Files['text']>>();
    return (fileId) => {
      const read = known.get(fileId) ?? files.text(context.ownerId, fileId);
      known.set(fileId, read);
      return read;
    };
  }

  async function search(most: number, among?: readonly FileRecord[]): Promise<Shown[]> {
    const fileIds = among ? { fileIds: among.map((file) => file.file_id) } : {};
    const { passages } = await knowledge.search(context.ownerId, query, { ...fileIds, limit: most, signal: context.signal });
    const read = createReader();
    const parts = await Promise.all(passages.map((passage) => cutAtPages(passage, read)));
    return parts.flat().map((part) => show(part, context));
  }

  /** Those that came with the question say the most; the others add to them. */
  async function searchBoth(own: readonly FileRecord[], earlier: readonly FileRecord[]): Promise<Shown[]> {
    if (own.length === 0 || earlier.length === 0) return search(limit, [...own, ...earlier]);
    const first = (await readWhole(own)) ?? (await search(limit, own));
    return [...first, ...(await search(Math.ceil(limit / 2), earlier))];
  }

  return {
    async among(asked: readonly FileRecord[]): Promise<Found> {
      const readable = asked.filter(hasText);
      const searched = describe(asked);
      if (readable.length === 0) return { searched, passages: [], asked };
      const whole = await readWhole(readable);
      return whole
        ? { searched, passages: whole, isWhole: true, asked }
        : { searched, passages: await search(limit, readable), asked };
    },

    /** What belongs to the conversation is no border when nothing is found there. */
    async inConversation(conversation: ConversationFiles): Promise<Found> {
      const asked = [...conversation.own, ...conversation.earlier];
      const searched = describeConversation(conversation);
      const [own, earlier] = [conversation.own.filter(hasText), conversation.earlier.filter(hasText)];
      if (own.length + earlier.length === 0) return { searched, passages: [], asked };
      const whole = await readWhole([...own, ...earlier]);
      if (whole) return { searched, passages: whole, isWhole: true, asked };
      const passages = await searchBoth(own, earlier);
      if (passages.length > 0) return { searched, passages, asked };
      return { searched: `${searched}, and, as nothing was found there, all files`, passages: await search(limit), asked };
    },

    async everywhere(): Promise<Found> {
      const { files: working } = await listUploads(files, context.ownerId, { state: 'working', limit: 5 });
      return { searched: 'all files', passages: await search(limit), asked: working };
    },
  };
}
