/** URLs of a text; stops at what cannot be part of one. */
const URLS = /https?:\/\/[^\s"'<>()[\]{}\\^`|]{1,2000}/gi;
const MAX_KNOWN = 20_000;

function toKnown(text: string): string | null {
  const url = URL.parse(text.replace(/[.,;:!?*_]+$/, ''));
  if (!url) return null;
  url.hash = '';
  return url.href;
}

/**
 * Whether a run has read what strangers wrote, and which addresses came to it from outside: a page whose address was
 * found as it is carries nothing out, one that the model put together may.
 */
export type Taint = {
  isTainted(): boolean;
  taint(): void;
  /** Learns the addresses in a text that people or pages wrote; those that `made` holds are the model's own. */
  learn(text: string, made?: string): void;
  knows(url: string): boolean;
};

export function createTaint(start: boolean): Taint {
  const known = new Set<string>();
  let tainted = start;
  return {
    isTainted: () => tainted,
    taint() {
      tainted = true;
    },
    learn(text, made = '') {
      for (const [found] of text.matchAll(URLS)) {
        const url = toKnown(found);
        if (url !== null && known.size < MAX_KNOWN && !made.includes(url.replace(/^https?:\/\//, ''))) known.add(url);
      }
    },
    knows(url) {
      const asked = toKnown(url);
      return asked !== null && known.has(asked);
    },
  };
}
