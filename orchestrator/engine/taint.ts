import { findAddresses } from '../../lib/shared/find-addresses.ts';
import { toWebUrl } from '../../lib/shared/to-web-url.ts';

const MAX_KNOWN = 20_000;

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
      for (const { text: found } of findAddresses(text)) {
        const url = toWebUrl(found)?.href;
        if (url !== undefined && known.size < MAX_KNOWN && !made.includes(url.replace(/^https?:\/\//, ''))) known.add(url);
      }
    },
    knows(url) {
      const asked = toWebUrl(url);
      return asked !== null && known.has(asked.href);
    },
  };
}
