/** 303 is left out: it names another resource, not another place of this one. */
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 307, 308]);
const MAX_REDIRECTS = 3;
const SECRETS = ['authorization', 'proxy-authorization', 'api-key', 'x-api-key', 'cookie'];

/** Where a request may be sent again: the same host, and never from TLS to none. What is asked is for nobody else. */
function toTarget(response: Response, from: URL): URL | null {
  const location = response.headers.get('location');
  const target = REDIRECTS.has(response.status) && location ? URL.parse(location, from) : null;
  if (!target || !/^https?:$/.test(target.protocol) || target.hostname !== from.hostname) return null;
  const isDowngrade = from.protocol === 'https:' && target.protocol === 'http:';
  return isDowngrade || target.username !== '' || target.password !== '' ? null : target;
}

/** Another port may be another service: only the same origin, or its upgrade to TLS, gets the key. */
function mayHaveSecrets(from: URL, to: URL): boolean {
  return from.origin === to.origin || (from.protocol === 'http:' && to.protocol === 'https:');
}

/**
 * Follows redirects of a server to another place of the same host, with the same method and body: a `POST` stays one, as it does
 * with no browser. Every other redirect is given as the answer that it is.
 */
export function followRedirects(request: typeof fetch): typeof fetch {
  return async (input, init = {}) => {
    let url = new URL(input instanceof Request ? input.url : input);
    const headers = new Headers(init.headers);
    let response = await request(url, init);
    for (let turn = 0; turn < MAX_REDIRECTS; turn += 1) {
      const target = toTarget(response, url);
      if (!target) break;
      await response.body?.cancel();
      if (!mayHaveSecrets(url, target)) for (const name of SECRETS) headers.delete(name);
      url = target;
      response = await request(url, { ...init, headers });
    }
    return response;
  };
}
