import type { IncomingMessage, ServerResponse } from 'node:http';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { makePdf } from './make-pdf.ts';

export type Answer = (request: IncomingMessage, response: ServerResponse, url: URL) => void | Promise<void>;

/** What every page of these servers says. */
export const MILL = 'The mill of Carvoeira was restored in 2019 by volunteers.';
const FIGURES = 'It grinds 40 kilograms of wheat in every hour of a spring tide.';
const PAGE = `<!doctype html><html><head><title>The mill</title></head><body><p>${MILL}</p><p>${FIGURES}</p></body></html>`;
const XHTML = `<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>The mill</title><script src="a.js"/></head><body><div/><p>${MILL}</p><p><![CDATA[1 < 2 & more]]></p></body></html>`;
const RSS = `<?xml version="1.0"?><!-- made by hand --><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Mills</title><link>http://a.example/</link><description>News of mills</description><item><title>Restored</title><link>/restored</link><pubDate>Tue, 02 Apr 2019 10:00:00 GMT</pubDate><description>&lt;p&gt;${MILL}&lt;/p&gt;</description></item><item><title>Figures</title><link>/figures</link><pubDate>nonsense</pubDate><description><![CDATA[<b>${FIGURES}</b>]]></description></item></channel></rss>`;
const ATOM = `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Mills</title><entry><title>Restored</title><link href="/restored"/><updated>2019-04-02T10:00:00Z</updated><summary type="html">&lt;p&gt;${MILL}&lt;/p&gt;</summary></entry></feed>`;
const RDF = `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel><title>Mills</title></channel><item><title>Restored</title><link>/restored</link><description>${MILL}</description></item></rdf:RDF>`;
const JSON_FEED = JSON.stringify({
  version: 'https://jsonfeed.org/version/1.1',
  title: 'Mills',
  items: [
    { id: '1', title: 'Restored', url: '/restored', date_published: '2019-04-02T10:00:00Z', content_html: `<p>${MILL}</p>` },
  ],
});
const PDF = () => makePdf('The mill', [`${MILL} ${FIGURES}`]);
const RUSSIAN = '<p>Музей водяной мельницы закрыт по понедельникам. Часы работы с десяти до шести вечера.</p>';
const JAPANESE =
  '<html><head><title>図書館</title></head><body><h1>図書館</h1><h2>開館</h2><p>東京の図書館は毎週月曜日に休館します。開館時間は午前九時から午後八時までです。貸出は十冊までです。</p></body></html>';
const SHIFT_JIS =
  '93 8c 8b 9e 82 cc 90 7d 8f 91 8a d9 82 cd 96 88 8f 54 8c 8e 97 6a 93 fa 82 c9 8b 78 8a d9 82 b5 82 dc 82 b7 81 42';

const windows1251 = (text: string) =>
  Buffer.from(
    [...text].map((letter) => (letter > '\u007f' ? (letter.codePointAt(0) ?? 0) - 0x410 + 0xc0 : letter.charCodeAt(0))),
  );

const page =
  (type: string | null, body: string | Buffer | (() => Buffer), headers: Record<string, string | string[]> = {}): Answer =>
  (_request, response) => {
    response.writeHead(200, { ...(type === null ? {} : { 'content-type': type }), ...headers });
    response.end(typeof body === 'function' ? body() : body);
  };
const encoded = (encoding: string, body: Buffer | string = PAGE) => page('text/html', body, { 'content-encoding': encoding });
const sends =
  (headers: Record<string, string | string[]>, status = 302, body = ''): Answer =>
  (_request, response) =>
    void response.writeHead(status, headers).end(body);
const latin1 = (text: string) => Buffer.from(text).toString('latin1');
const refresh =
  (content: string, more = ''): Answer =>
  (request, response, url) =>
    page(
      'text/html',
      `<html><head><meta http-equiv="Refresh" content="${url.searchParams.has('to') ? `0; url=${url.searchParams.get('to')}` : content}">${more}</head><body>Redirecting…</body></html>`,
    )(request, response, url);
const raw =
  (head: string, body: string | Buffer, end = true): Answer =>
  (_request, { socket }) => {
    socket?.write(`HTTP/1.1 200 OK\r\n${head}\r\n\r\n`);
    socket?.write(body, () => end && socket.end());
  };

/** Pages that are read although their servers say odd things of them, by path. */
export const READABLE: Readonly<Record<string, Answer>> = {
  '/octet.pdf': page('application/octet-stream', PDF),
  '/x.pdf': page('application/x-pdf', PDF),
  '/acrobat.pdf': page('application/acrobat', PDF),
  '/untyped.pdf': page(null, PDF),
  '/plain.pdf': page('text/plain', PDF),
  '/download.pdf': page('application/force-download', PDF, { 'content-disposition': 'attachment; filename="x.pdf"' }),
  '/late.pdf': page('application/pdf', () => Buffer.concat([Buffer.from('\r\n\r\n'), PDF()])),
  '/pdf-that-is-html': page('application/pdf', PAGE),
  '/rss': page('application/rss+xml', RSS),
  '/rss-as-text': page('text/plain', RSS),
  '/rss-as-html': page('text/html', RSS),
  '/rss-as-xml': page('text/xml; charset=utf-8', RSS),
  '/atom': page('application/atom+xml', ATOM),
  '/rdf': page('application/rdf+xml', RDF),
  '/json-feed': page('application/feed+json', JSON_FEED),
  '/xhtml': page('application/xhtml+xml', XHTML),
  '/xhtml-as-xml': page('application/xml', XHTML),
  '/xml': page('application/xml', `<mills><mill year="1"><text>${MILL}</text></mill></mills>`),
  '/json': page('application/vnd.mill+json', JSON.stringify({ text: MILL })),
  '/old-json': page('text/json', JSON.stringify({ text: MILL })),
  '/untyped-json': page(null, JSON.stringify({ text: MILL })),
  '/markdown': page('text/markdown', `# Mill\n\n${MILL}`),
  '/yaml': page('application/yaml', `text: ${MILL}`),
  '/odd-type': page('html', PAGE),
  '/two-types': page('text/html, text/html; charset=utf-8', PAGE),
  '/upper-type': page('TEXT/HTML;CHARSET="UTF-8"', PAGE),
  '/raw-deflate': encoded('deflate', deflateRawSync(PAGE)),
  '/zlib': encoded('deflate', deflateSync(PAGE)),
  '/zstd': encoded('zstd', zstdCompressSync(PAGE)),
  '/upper-gzip': encoded('GZIP', gzipSync(PAGE)),
  '/x-gzip': encoded('x-gzip', gzipSync(PAGE)),
  '/none': encoded('none'),
  '/identity': encoded('identity'),
  '/no-encoding': encoded(''),
  '/bogus-encoding': encoded('UTF-8'),
  '/gzip-that-is-plain': encoded('gzip'),
  '/deflate-that-is-plain': encoded('deflate'),
  '/br-that-is-plain': encoded('br'),
  '/twice': encoded('gzip, br', brotliCompressSync(gzipSync(PAGE))),
  '/thrice': encoded('deflate, none, gzip,zstd', zstdCompressSync(gzipSync(deflateSync(PAGE)))),
  '/gzip-with-garbage': encoded('gzip', Buffer.concat([gzipSync(PAGE), Buffer.from('garbage')])),
  '/gzip-with-garbage-long': encoded(
    'gzip',
    Buffer.concat([
      gzipSync(PAGE.replace('</head>', `<style>${'p { margin: 0 } '.repeat(5_000)}</style></head>`)),
      Buffer.from('\u0001'),
    ]),
  ),
  '/gzip-of-parts': encoded('gzip', Buffer.concat([gzipSync(PAGE.slice(0, 40)), gzipSync(PAGE.slice(40))])),
  '/gzip-cut': encoded('gzip', gzipSync(PAGE.padEnd(20_000, ' <p>more</p>')).subarray(0, -30)),
  '/too-long-length': raw(`content-type: text/html\r\ncontent-length: ${PAGE.length + 100}`, PAGE),
  '/too-short-length': raw(`content-type: text/html\r\ncontent-length: ${PAGE.length}`, `${PAGE}<p>More than it said</p>`),
  '/bad-header': raw('content-type: text/html\r\nx-odd: a\u0001b', PAGE),
  '/large-headers': page('text/html', PAGE, { 'x-policy': 'a'.repeat(40_000) }),
  '/to-utf8': sends({ location: latin1('/straße?q=ü') }),
  '/to-latin1': sends({ location: '/stra\u00dfe?q=\u00fc' }),
  '/stra%C3%9Fe': page('text/html', PAGE),
  '/to-space': sends({ location: ' /two words ' }),
  '/two%20words': page('text/html', PAGE),
  '/deep/to-relative': sends({ location: '../odd-type' }),
  '/to-query': (request, response, url) =>
    (url.search === '' ? sends({ location: '?again' }, 301) : page('text/html', PAGE))(request, response, url),
  '/to-fragment': sends({ location: '/odd-type#part' }, 308),
  '/to-several': sends({ location: ['/odd-type', '/odd-type'] }, 307),
  '/to-nowhere': sends({ location: '', 'content-type': 'text/html' }, 302, PAGE),
  '/without-place': sends({ 'content-type': 'text/html' }, 301, PAGE),
  '/refresh-header': (request, response, url) =>
    page('text/html', '<p>Wait</p>', { refresh: `0; url=${url.searchParams.get('to') ?? '/odd-type'}` })(request, response, url),
  '/refresh': refresh('0; url=/odd-type'),
  '/refresh-quoted': refresh("0;URL='/odd-type'"),
  '/refresh-bare': refresh('0 /odd-type'),
  '/refresh-comma': refresh('1.5, url = /odd-type'),
  '/refresh-based': refresh('0;url=odd-type', '<base href="/">'),
  '/refresh-noscript': page(
    'text/html',
    '<head><noscript><meta http-equiv=refresh content="0;URL=/odd-type"></noscript></head><script>location.replace("/odd-type")</script>',
  ),
  '/refresh-twice': refresh('0;url=/refresh'),
  '/refresh-later': page('text/html', PAGE.replace('<head>', '<head><meta http-equiv="refresh" content="300;url=/missing">')),
  '/refresh-itself': page('text/html', PAGE.replace('<head>', '<head><meta http-equiv="refresh" content="5">')),
  '/breaks': page(
    'text/html',
    `<p>Read on:<br>${MILL.replace('restored', 're&shy;stored').replaceAll(' ', '&nbsp;')}<br/>Next</p>`,
  ),
};

const late = `${'<!-- a long comment of a template -->'.repeat(100)}<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">`;

/** Pages in Russian of which the server or the page says the wrong thing, or nothing. */
export const RUSSIAN_PAGES: Readonly<Record<string, Answer>> = {
  '/ru-header': page('text/html; charset=windows-1251', windows1251(RUSSIAN)),
  '/ru-late': page('text/html', windows1251(`<head>${late}</head>${RUSSIAN}`)),
  '/ru-silent': page('text/html', windows1251(RUSSIAN)),
  '/ru-text': page('text/plain', windows1251(RUSSIAN.replaceAll(/<.?p>/g, ''))),
  '/ru-xml': page('application/xml', windows1251(`<?xml version="1.0" encoding="windows-1251"?><a>${RUSSIAN}</a>`)),
  '/ru-wrong-utf8': page('text/html; charset=utf-8', windows1251(`<meta charset="windows-1251">${RUSSIAN}`)),
  '/ru-wrong-latin1': page('text/html; charset=iso-8859-1', RUSSIAN),
  '/ru-wrong-ascii': page('text/html; charset=us-ascii', RUSSIAN),
  '/ru-unknown': page('text/html; charset=no-such', RUSSIAN),
  '/ru-alias': page("text/html; charset='win-1251'", windows1251(RUSSIAN)),
  '/ru-utf16': page('text/html', Buffer.from(RUSSIAN, 'utf16le')),
  '/ru-utf16-mark': page('text/plain; charset=iso-8859-1', Buffer.from(`\uFEFF${RUSSIAN}`, 'utf16le')),
  '/ru-mark': page('text/html; charset=windows-1251', `\uFEFF${RUSSIAN}`),
};

/** Pages that are refused with a reason. */
export const UNREADABLE: Readonly<Record<string, Answer>> = {
  '/zip': page('application/zip', Buffer.from('504b0304000000', 'hex')),
  '/octet': page('application/octet-stream', Buffer.from('00010203', 'hex')),
  '/compress': encoded('compress', Buffer.from('1f9d90', 'hex')),
  '/gzip-broken': encoded('gzip', Buffer.concat([gzipSync(PAGE).subarray(0, 10), Buffer.alloc(50, 7)])),
  '/bomb-twice': encoded('gzip, gzip', gzipSync(gzipSync(Buffer.alloc(60_000_000)))),
  '/bomb-zstd': encoded('zstd', zstdCompressSync(Buffer.alloc(60_000_000))),
  '/five-times': encoded('gzip, gzip, gzip, gzip, gzip'),
  '/nothing': page('text/html', ''),
  '/scripts': page(
    'text/html',
    '<link rel="canonical" href="https://a.example/real"><div id="root"></div><script>start()</script>',
  ),
  '/asks-for-scripts': page('text/html', '<script src=a></script><p>You need to enable JavaScript to run this app.</p>'),
  '/refresh-round': refresh('0; url=/refresh-round-2'),
  '/refresh-round-2': refresh('0; url=/refresh-round'),
  '/refresh-file': refresh('0; url=file:///etc/passwd'),
  '/refresh-script': refresh('0; url=javascript:alert(1)'),
  '/undecodable': page('text/html', Buffer.alloc(200, 0x8d)),
};

export const OTHERS: Readonly<Record<string, Answer>> = {
  '/japanese': page('text/html; charset=utf-8', JAPANESE),
  '/shift-jis': page(
    'text/html',
    Buffer.concat([Buffer.from('<p>'), Buffer.from(SHIFT_JIS.replaceAll(' ', ''), 'hex'), Buffer.from('</p>')]),
  ),
};
