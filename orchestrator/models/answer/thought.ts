import { closeOf, type FoundMark, STRONG_CLOSE } from './markup.ts';

/** Longer than every mark that ends reasoning; so much of the text is looked at again when more arrives. */
const OVERLAP_CHARS = 96;

/** Two tags with nothing but such a word between them are spoken about. */
const BETWEEN_MENTIONS = /^\s*(?:and|or|to|until|und|oder|bis|et|ou|y|o|e|\.{3}|…)\s*$/i;

const HARMONY_CLOSE = /<\|(end|start|channel|return|call)\|>/gi;
/** Harmony whose special tokens a server has dropped: `analysis…assistantfinal…`. */
const STRIPPED_CLOSE = /assistant\s?final/g;

export type ThoughtKind = 'harmony' | 'stripped' | FoundMark;

/** Reasoning that has begun and may never end. */
export class Thought {
  readonly #opening: string;
  readonly #kind: ThoughtKind;
  readonly #close: RegExp;
  #text = '';
  #recent = '';
  #closing = '';

  /** `opening`: the markup as it was written. */
  constructor(kind: ThoughtKind, opening: string) {
    this.#kind = kind;
    this.#opening = opening;
    if (kind === 'harmony') this.#close = new RegExp(HARMONY_CLOSE);
    else if (kind === 'stripped') this.#close = new RegExp(STRIPPED_CLOSE);
    else this.#close = kind.isWeak && kind.name ? closeOf(kind.name) : new RegExp(STRONG_CLOSE);
  }

  /** What follows the reasoning, once its end has come. */
  push(piece: string): string | null {
    this.#recent += piece;
    this.#close.lastIndex = 0;
    for (let match = this.#close.exec(this.#recent); match; match = this.#close.exec(this.#recent)) {
      const { index } = match;
      const end = index + match[0].length;
      if (this.#recent.charAt(index - 1) === '`') {
        if (end === this.#recent.length) return null;
        if (this.#recent.charAt(end) === '`') continue;
      }
      // The next message of Harmony begins with its own mark.
      const isBegin = this.#kind === 'harmony' && /start|channel/i.test(match[0]);
      const rest = this.#recent.slice(isBegin ? index : end);
      this.#closing = match[0];
      this.#text += this.#recent.slice(0, index);
      this.#recent = '';
      return rest;
    }
    const settled = Math.max(0, this.#recent.length - OVERLAP_CHARS);
    this.#text += this.#recent.slice(0, settled);
    this.#recent = this.#recent.slice(settled);
    return null;
  }

  /** Both tags are only spoken about. */
  isMention(): boolean {
    return BETWEEN_MENTIONS.test(this.#text);
  }

  /** Everything that has come, without the markup; of Gemma also without the name of its channel. */
  inner(): string {
    return `${this.#text}${this.#recent}`.replace(/^\s*thought\s*\n/i, '');
  }

  /** All of it as it was written. */
  literal(): string {
    return `${this.#opening}${this.#text}${this.#recent}${this.#closing}`;
  }
}
