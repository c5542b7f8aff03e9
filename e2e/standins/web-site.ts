import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { makePdf } from './make-pdf.ts';
import { type Answer, OTHERS, READABLE, RUSSIAN_PAGES, UNREADABLE } from './odd-servers.ts';

export type WebSite = {
  /** Such as `http://127.0.0.1:43210`. */
  origin: string;
  port: number;
  /** What was asked for, in order. */
  requests(): readonly { path: string; headers: IncomingHttpHeaders }[];
  /** Connections that are open right now. */
  open(): Promise<number>;
  stop(): Promise<void>;
};

const PAGES = ['article', 'docs', 'table', 'product', 'forum', 'hostile', 'german'] as const;

export const REPORT_TITLE = 'Annual report on river temperatures';
export const REPORT_PAGES = [
  'Annual report on river temperatures\nMeasured at 41 stations between January and December 2024.',
  'Summer\nThe highest temperature was measured on 2 August at Rheinau: 26.9 degrees. Salmonids suffer above 25 degrees, and the rescue plan was put into force on 29 July.',
  'Winter\nNo station reported ice. The lowest value, 3.4 degrees, was measured on 17 January at the weir of Andelfingen.',
];

const BOMB_BYTES = 60_000_000;

const page = (name: string) => readFile(new URL(`./pages/${name}.html`, import.meta.url));

function send(response: ServerResponse, type: string, body: string | Buffer, headers: Record<string, string> = {}): void {
  response.writeHead(200, { 'content-type': type, ...headers });
  response.end(body);
}

const html = 'text/html; charset=utf-8';

/** Faults and formats by path; pages of `pages/` besides. */
const ANSWERS: Readonly<Record<string, Answer>> = {
  ...READABLE,
  ...RUSSIAN_PAGES,
  ...UNREADABLE,
  ...OTHERS,
  '/report.pdf': (_request, response) => send(response, 'application/pdf', makePdf(REPORT_TITLE, REPORT_PAGES)),
  '/mislabelled': (_request, response) => send(response, html, makePdf(REPORT_TITLE, REPORT_PAGES)),
  '/broken.pdf': (_request, response) => send(response, 'application/pdf', makePdf(REPORT_TITLE, REPORT_PAGES).subarray(0, 200)),
  '/scan.pdf': (_request, response) => send(response, 'application/pdf', makePdf('', [''])),
  '/data.json': (_request, response) => send(response, 'application/json', '{"station":"Rheinau","celsius":26.9}'),
  '/notes.txt': (_request, response) =>
    send(response, 'text/plain', 'Ring the bell twice.\n\nThe key is under the third flowerpot.'),
  '/empty': (_request, response) =>
    send(response, html, '<html><body><div id="root"></div><script>start()</script></body></html>'),
  '/image': (_request, response) => send(response, 'image/png', Buffer.from('89504e470d0a1a0a', 'hex')),
  '/untyped': (_request, response) => void response.writeHead(200).end('<p>What am I?</p>'),
  '/binary': (_request, response) => send(response, 'text/plain', Buffer.from([0, 1, 2, 3])),
  '/missing': (_request, response) => void response.writeHead(404, { 'content-type': html }).end('<h1>Not found</h1>'),
  '/large': (_request, response) => send(response, html, Buffer.alloc(6_000_000, 'a')),
  '/endless'(_request, response) {
    response.writeHead(200, { 'content-type': html });
    const chunk = Buffer.alloc(65_536, 'a');
    const write = () => {
      while (!response.destroyed && response.write(chunk));
    };
    response.on('drain', write);
    write();
  },
  '/bomb': (_request, response) => send(response, html, gzipSync(Buffer.alloc(BOMB_BYTES)), { 'content-encoding': 'gzip' }),
  '/bomb-br': (_request, response) =>
    send(response, html, brotliCompressSync(Buffer.alloc(BOMB_BYTES)), { 'content-encoding': 'br' }),
  '/gzip': async (_request, response) => send(response, html, gzipSync(await page('article')), { 'content-encoding': 'gzip' }),
  '/deflate': async (_request, response) =>
    send(response, html, deflateSync(await page('article')), { 'content-encoding': 'deflate' }),
  '/br': async (_request, response) =>
    send(response, html, brotliCompressSync(await page('article')), { 'content-encoding': 'br' }),
  '/german': async (_request, response) =>
    send(response, 'text/html', Buffer.from((await page('german')).toString('utf8'), 'latin1')),
  '/silent': () => {},
  '/drip'(_request, response) {
    response.writeHead(200, { 'content-type': html });
    const timer = setInterval(() => response.write('<p>more</p>'), 20);
    response.on('close', () => clearInterval(timer));
  },
  '/cut'(_request, response) {
    response.writeHead(200, { 'content-type': html, 'content-length': '5000' });
    response.write('<p>The beginning</p>', () => response.destroy());
  },
  '/redirect'(_request, response, url) {
    const status = Number(url.searchParams.get('status') ?? 302);
    response.writeHead(status, { location: url.searchParams.get('to') ?? '/', 'set-cookie': 'visitor=1; Path=/' }).end();
  },
  '/hops'(_request, response, url) {
    const left = Number(url.searchParams.get('left'));
    response.writeHead(302, { location: left > 1 ? `/hops?left=${left - 1}` : '/notes.txt' }).end();
  },
};

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://site');
  const name = PAGES.find((known) => url.pathname === `/${known}`);
  const special = ANSWERS[url.pathname];
  if (special) await special(request, response, url);
  else if (name) send(response, html, await page(name));
  else response.writeHead(404, { 'content-type': html }).end('<h1>Not found</h1>');
}

/** A site on loopback with saved pages and every fault that a reader of pages must survive. */
export async function startWebSite(): Promise<WebSite> {
  const seen: { path: string; headers: IncomingHttpHeaders }[] = [];
  const server = createServer((request, response) => {
    seen.push({ path: request.url ?? '', headers: request.headers });
    answer(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    port,
    requests: () => seen,
    open: () =>
      new Promise((resolve, reject) => server.getConnections((error, count) => (error ? reject(error) : resolve(count)))),
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
