const ENDPOINT = /\/(?:chat\/completions|completions|responses|models|embeddings)$/;

/** The address that endpoints are appended to: people paste addresses of endpoints, and write slashes at the end. */
export function toBaseUrl(address: string): string {
  const url = new URL(address.trim());
  url.pathname = url.pathname
    .replace(/\/{2,}/g, '/')
    .replace(/\/$/, '')
    .replace(ENDPOINT, '');
  url.hash = '';
  return url.href.replace(/\/$/, '');
}

/** Another address worth a try where the version is left out; `null`: there is one. */
export function withVersion(baseUrl: string): string | null {
  const url = new URL(baseUrl);
  if (/\/v\d/.test(url.pathname)) return null;
  url.pathname = `${url.pathname.replace(/\/$/, '')}/v1`;
  return url.href;
}
