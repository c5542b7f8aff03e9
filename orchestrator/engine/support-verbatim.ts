import { withoutReferences } from '../../lib/shared/reference-marks.ts';
import { toPlainDigits } from './quantities/plain-digits.ts';
import type { Span } from './sentences.ts';

export type Verbatim = {
  /** Where the text stands word for word: whole sentences, lines or cells, also several. */
  find(text: string): Span | null;
  /** The sentences that are the same but for their numbers. */
  findFrames(text: string): readonly Span[];
};

const MAX_PLACES = 50;

/** Without layout, references, quotation marks and differences of space; with every sign that a number may have. */
function toBare(text: string): string {
  return withoutReferences(toPlainDigits(text))
    .replaceAll(/!?\[([^\]\n]{0,300})\]\([^)\n]{0,500}\)/g, '$1')
    .replaceAll(/[*_`#>"“”„«»‘’'|•]/g, ' ')
    .replaceAll(/-\s+(?=\p{L})/gu, ' ')
    .toLowerCase()
    .replaceAll(/(?<![.,;:!?])[.,;:!?]+(?=\s|$)/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .replace(/^[ •-]+/, '')
    .trim();
}

/** Without its numbers. */
const toFrame = (bare: string) => bare.replaceAll(/\d+(?:[.,'/:]\d+)*/g, '#');

export function createVerbatim(text: string, spans: readonly Span[]): Verbatim {
  const starts = new Map<number, number>();
  const ends = new Map<number, number>();
  const frames = new Map<string, Span[]>();
  let joined = '';
  let isReady = false;
  // A source that is cited for nothing word for word is not written out.
  const prepare = () => {
    const parts: string[] = [];
    let length = 0;
    for (const [place, { start, end }] of spans.entries()) {
      const bare = toBare(text.slice(start, end));
      if (bare === '') continue;
      const frame = toFrame(bare);
      const same = frames.get(frame);
      if (same) same.push({ start, end });
      else frames.set(frame, [{ start, end }]);
      starts.set(length, place);
      length += bare.length;
      ends.set(length, place);
      parts.push(bare);
      length += 1;
    }
    joined = parts.join(' ');
    isReady = true;
  };
  return {
    find(claim) {
      const sought = toBare(claim);
      if (sought === '') return null;
      if (!isReady) prepare();
      let at = joined.indexOf(sought);
      for (let times = 0; at >= 0 && times < MAX_PLACES; times += 1, at = joined.indexOf(sought, at + 1)) {
        const [first, last] = [starts.get(at), ends.get(at + sought.length)];
        if (first !== undefined && last !== undefined)
          return { start: (spans[first] as Span).start, end: (spans[last] as Span).end };
      }
      return null;
    },
    findFrames(claim) {
      const frame = toFrame(toBare(claim));
      if (!frame.includes('#')) return [];
      if (!isReady) prepare();
      return frames.get(frame) ?? [];
    },
  };
}
