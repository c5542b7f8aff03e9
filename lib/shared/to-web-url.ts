const MAX_URL_CHARS = 2_048;
const BARE = /^[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)+(?::\d{1,5})?(?:[/?#]|$)/u;

/**
 * Takes `example.org/page` as it is meant; `null` for what is no address. White space and controls within are none: `URL` would leave them
 * out, and what is then reached is not what was shown.
 */
export function toWebUrl(text: string): URL | null {
  const trimmed = text.trim();
  if (trimmed.length > MAX_URL_CHARS || /[\s\p{Cc}]/u.test(trimmed)) return null;
  const url = URL.parse(BARE.test(trimmed) ? `https://${trimmed}` : trimmed);
  if (url) url.hash = '';
  return url;
}
