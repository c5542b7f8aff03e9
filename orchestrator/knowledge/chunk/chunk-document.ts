import type { DocumentChunk, DocumentOutline } from '../../core/documents.ts';
import { estimateTokens } from './estimate-tokens.ts';
import { MAX_TOKENS, MIN_TOKENS, TARGET_TOKENS, TINY_TOKENS } from './limits.ts';
import { splitRange } from './split-range.ts';
import { type Segment, toSegments } from './to-segments.ts';
import { trimRange } from './trim-range.ts';

type Piece = Segment & { tokens: number };
type Draft = { pieces: Piece[]; tokens: number };

/** More space than this between two pieces is no reason to keep them together. */
const MAX_GAP_CHARS = 200;
const MAX_CONTEXT_CHARS = 600;

function* toPieces(text: string, outline: DocumentOutline): Generator<Piece> {
  for (const segment of toSegments(text, outline)) {
    for (const part of splitRange(text, segment, segment.kind === 'code')) {
      const range = trimRange(text, part);
      if (range) yield { ...segment, ...range, tokens: estimateTokens(text, range.start, range.end) };
    }
  }
}

const toDraft = (pieces: Piece[]): Draft => ({ pieces, tokens: pieces.reduce((sum, { tokens }) => sum + tokens, 0) });
const first = (draft: Draft) => draft.pieces[0] as Piece;
const last = (draft: Draft) => draft.pieces.at(-1) as Piece;

/** Whether a piece begins something of its own, so that the passage before it should end. */
function startsAnew(draft: Draft, piece: Piece): boolean {
  const before = last(draft);
  if (piece.section !== before.section || piece.start - before.end > MAX_GAP_CHARS) return true;
  const isBorder = (piece.kind === 'heading' && before.kind !== 'heading') || piece.page !== before.page;
  return isBorder && draft.tokens >= MIN_TOKENS;
}

function isFull(draft: Draft, piece: Piece): boolean {
  const together = draft.tokens + piece.tokens;
  return together > MAX_TOKENS || (together > TARGET_TOKENS && draft.tokens >= TARGET_TOKENS / 2);
}

/** Headings at the end belong to what follows. */
function splitTrailingHeadings({ pieces }: Draft): [Draft, Piece[]] {
  let end = pieces.length;
  while (end > 0 && pieces[end - 1]?.kind === 'heading') end -= 1;
  return end === 0 ? [toDraft(pieces), []] : [toDraft(pieces.slice(0, end)), pieces.slice(end)];
}

function* toDrafts(pieces: Iterable<Piece>): Generator<Draft> {
  let draft: Draft | null = null;
  for (const piece of pieces) {
    if (draft && startsAnew(draft, piece)) {
      yield draft;
      draft = null;
    } else if (draft && isFull(draft, piece)) {
      const [full, headings] = splitTrailingHeadings(draft);
      yield full;
      draft = headings.length > 0 ? toDraft(headings) : null;
      if (draft && draft.tokens + piece.tokens > MAX_TOKENS) {
        yield draft;
        draft = null;
      }
    }
    if (!draft) draft = { pieces: [], tokens: 0 };
    draft.pieces.push(piece);
    draft.tokens += piece.tokens;
  }
  if (draft) yield draft;
}

/** Joins a crumb with the passage before it. */
function* withoutCrumbs(drafts: Iterable<Draft>): Generator<Draft> {
  let waiting: Draft | null = null;
  for (const draft of drafts) {
    const joins =
      waiting !== null &&
      draft.tokens < TINY_TOKENS &&
      waiting.tokens + draft.tokens <= MAX_TOKENS &&
      first(draft).section === last(waiting).section &&
      first(draft).start - last(waiting).end <= MAX_GAP_CHARS;
    if (waiting && joins) waiting = toDraft([...waiting.pieces, ...draft.pieces]);
    else {
      if (waiting) yield waiting;
      waiting = draft;
    }
  }
  if (waiting) yield waiting;
}

/** The header of the first row that is here without it. */
function toContext(text: string, { pieces }: Draft): string {
  const start = pieces[0]?.start ?? 0;
  const header = pieces.find((piece) => piece.header !== null && piece.header.start < start)?.header;
  return header ? text.slice(header.start, Math.min(header.end, header.start + MAX_CONTEXT_CHARS)).toWellFormed() : '';
}

/**
 * Cuts a document into passages along its structure. They are in order, do not overlap and leave out nothing but white space. A
 * generator, since a long document takes longer than anything else should wait. Never throws.
 */
export function* chunkDocument(text: string, outline: DocumentOutline): Generator<DocumentChunk> {
  let position = 0;
  for (const draft of withoutCrumbs(toDrafts(toPieces(text, outline)))) {
    const { start, page } = first(draft);
    const { end } = last(draft);
    const body = draft.pieces.find(({ kind }) => kind !== 'heading') ?? last(draft);
    yield {
      position,
      page,
      headingPath: body.headingPath,
      charStart: start,
      charEnd: end,
      content: text.slice(start, end),
      context: toContext(text, draft),
    };
    position += 1;
  }
}
