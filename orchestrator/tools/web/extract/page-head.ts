import { toRefreshTarget } from '../redirect-target.ts';

const SCRIPTED =
  /(?:enable|activate|requires?|need|without|activer|aktivier|habilit)[^.!]{0,60}javascript|javascript[^.!]{0,60}(?:disabled|required|enable|deactivated)/i;
/** A page with more text says something besides that it needs scripts. */
const MAX_NOTICE_CHARS = 300;

function toHttp(address: string | null | undefined, base: string): string | null {
  const url = address ? URL.parse(address, base) : null;
  if (!url || !/^https?:$/.test(url.protocol)) return null;
  url.hash = '';
  return url.href;
}

/** What a page says of itself besides its text. */
export type PageHead = {
  /** What its addresses are relative to. */
  base: string;
  /** Where it sends its readers by itself. */
  refresh: string | null;
  hasScripts: boolean;
  /** Another address that it names as its own. */
  canonical: string | null;
};

/** Elements for browsers without scripts are for us, too. Other schemes are kept, to be refused with their names. */
function refreshOf(document: Document, base: string, url: string): string | null {
  for (const meta of document.querySelectorAll('meta[http-equiv]')) {
    if (meta.getAttribute('http-equiv')?.trim().toLowerCase() !== 'refresh') continue;
    const target = toRefreshTarget(meta.getAttribute('content') ?? '');
    const next = target === null ? null : URL.parse(target, base);
    if (!next) continue;
    next.hash = '';
    return next.href === url ? null : next.href;
  }
  return null;
}

export function readHead(document: Document, url: string): PageHead {
  const base = toHttp(document.querySelector('base[href]')?.getAttribute('href'), url) ?? url;
  const canonical = toHttp(document.querySelector('link[rel="canonical"]')?.getAttribute('href'), base);
  return {
    base,
    refresh: refreshOf(document, base, url),
    hasScripts: document.querySelector('script') !== null,
    canonical: canonical === url ? null : canonical,
  };
}

/** Why a page without text of its own has none, as far as its source tells. */
export function silenceOf({ hasScripts, canonical }: PageHead, text: string): string | null {
  if (!hasScripts || text.length > MAX_NOTICE_CHARS || (text !== '' && !SCRIPTED.test(text))) return null;
  return `its text is made by scripts in a browser${canonical === null ? '' : `; it names ${canonical} as its address`}`;
}
