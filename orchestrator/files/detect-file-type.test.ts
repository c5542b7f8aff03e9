import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { detectFileType } from './detect-file-type.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'cartrita-types-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

let count = 0;
async function detect(name: string, bytes: Uint8Array | string): Promise<string | null> {
  const path = join(directory, String(++count));
  await writeFile(path, bytes);
  return detectFileType(path, name);
}

/** A ZIP without checksums: what tells types apart does not ask for them. */
function toZip(entries: Record<string, string>, method: 0 | 8 = 0): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(entries)) {
    const data = method === 8 ? deflateRawSync(content) : Buffer.from(content);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(method, 4);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), data]);
    central.push(
      Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, Buffer.alloc(10), uint32(offset), Buffer.from(name)]),
    );
    locals.push(local);
    offset += local.length;
  }
  const end = Buffer.alloc(18);
  end.writeUInt16LE(locals.length, 4);
  end.writeUInt16LE(locals.length, 6);
  end.writeUInt32LE(Buffer.concat(central).length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, ...central, Buffer.from('PK\x05\x06'), end]);
}
function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

const OOXML = 'application/vnd.openxmlformats-officedocument';
const toOffice = (part: string, type: string, method: 0 | 8) =>
  toZip(
    {
      '[Content_Types].xml': `<?xml version="1.0"?><Types><Override PartName="/${part}" ContentType="${type}.main+xml"/></Types>`,
      '_rels/.rels': '<Relationships/>',
      [part]: '<x/>',
    },
    method,
  );

describe('documents are told by their content', () => {
  it.each([
    ['docx', 'word/document.xml', `${OOXML}.wordprocessingml.document`],
    ['xlsx', 'xl/workbook.xml', `${OOXML}.spreadsheetml.sheet`],
    ['pptx', 'ppt/presentation.xml', `${OOXML}.presentationml.presentation`],
  ])('%s', async (_ending, part, type) => {
    expect(await detect('lie.txt', toOffice(part, type, 8))).toBe(type);
    expect(await detect('no ending', toOffice(part, type, 0))).toBe(type);
  });

  it.each([
    ['odt', 'application/vnd.oasis.opendocument.text'],
    ['ods', 'application/vnd.oasis.opendocument.spreadsheet'],
    ['odp', 'application/vnd.oasis.opendocument.presentation'],
    ['epub', 'application/epub+zip'],
  ])('%s', async (_ending, type) => {
    expect(await detect('lie.zip', toZip({ mimetype: type, 'content.xml': '<x/>' }))).toBe(type);
  });

  it('an archive, whatever it is called', async () => {
    expect(await detect('a.zip', toZip({ 'a.txt': 'text', 'b.bin': '\0\0' }))).toBe('application/zip');
    expect(await detect('lie.docx', toZip({ 'word.txt': 'text' }))).toBe('application/zip');
  });

  it.each([
    ['a.gz', gzipSync('text')],
    ['a.exe', Buffer.concat([Buffer.from('MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0', 'latin1'), Buffer.alloc(400)])],
    ['a.mp3', Buffer.concat([Buffer.from('ID3\x03\0\0\0\0\0\0', 'latin1'), Buffer.alloc(400)])],
    ['a.wav', Buffer.concat([Buffer.from('RIFF\x24\0\0\0WAVEfmt ', 'latin1'), Buffer.alloc(400)])],
    ['a.mp4', Buffer.concat([Buffer.from('\0\0\0\x18ftypmp42\0\0\0\0', 'latin1'), Buffer.alloc(400)])],
    ['old.doc', Buffer.concat([Buffer.from('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'latin1'), Buffer.alloc(1_000)])],
    ['random.txt', Buffer.from(Uint8Array.from({ length: 5_000 }, (_, index) => (index * index * 31 + index * 7) % 256))],
    [
      'marked.txt',
      Buffer.concat([
        Buffer.from([0xff, 0xfe]),
        Buffer.from(Uint8Array.from({ length: 5_000 }, (_, index) => (index * index) % 256)),
      ]),
    ],
    ['late.txt', Buffer.concat([Buffer.alloc(300_000, 'text '), Buffer.alloc(1_000)])],
  ])('%s is not taken', async (name, bytes) => expect(await detect(name, bytes)).toBeNull());

  it('PDF, RTF, and what Office locked with a password', async () => {
    expect(await detect('a', '%PDF-1.7\n%\u00e2\u00e3\n1 0 obj\n')).toBe('application/pdf');
    expect(
      await detect('a.pdf', Buffer.concat([Buffer.from([0, 0, 0, 10]), Buffer.from('%PDF-1.7\n'), Buffer.alloc(2_000)])),
    ).toBe('application/pdf');
    expect(await detect('a.txt', '{\\rtf1\\ansi hello}')).toBe('application/rtf');
    const locked = Buffer.concat([Buffer.from('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'latin1'), Buffer.alloc(1_000)]);
    expect(await detect('locked.docx', locked)).toBe(`${OOXML}.wordprocessingml.document`);
  });
});

describe('text is told from bytes in any encoding, and its formats by the ending', () => {
  const words = 'Die Größe beträgt 5 €. Façade, naïve, señor.\r\n';
  const utf16 = Buffer.from(words.repeat(50), 'utf16le');
  it.each([
    ['a.txt', Buffer.from(words), 'text/plain'],
    ['no ending', Buffer.from(words), 'text/plain'],
    ['a.md', Buffer.from(`\u{FEFF}# ${words}`), 'text/markdown'],
    ['a.CSV', Buffer.from('a;b\n1;2\n'), 'text/csv'],
    ['a.tsv', Buffer.from('a\tb\n'), 'text/tab-separated-values'],
    ['a.json', Buffer.from('{"a":1}'), 'application/json'],
    ['a.yaml', Buffer.from('a: 1\n'), 'application/yaml'],
    ['a.py', Buffer.from('print(1)\n'), 'text/x-python'],
    ['a.ts', Buffer.from('export const a = 1;\n'), 'text/x-typescript'],
    ['a.html', Buffer.from('<!doctype html><p>x'), 'text/html'],
    ['a.svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'image/svg+xml'],
    ['a.xml', Buffer.from('<?xml version="1.0"?><a/>'), 'application/xml'],
    ['latin1.txt', Buffer.from(words, 'latin1'), 'text/plain'],
    ['windows.txt', Buffer.from([0x80, 0x20, 0x93, 0x61, 0x94, 0x0d, 0x0a]), 'text/plain'],
    ['utf16.txt', utf16, 'text/plain'],
    ['utf16-bom.csv', Buffer.concat([Buffer.from([0xff, 0xfe]), utf16]), 'text/csv'],
    ['utf16be.txt', Buffer.from(utf16).swap16(), 'text/plain'],
    ['russian-utf16be.txt', Buffer.from('Вода поднимается дважды в день.\n', 'utf16le').swap16(), 'text/plain'],
    ['japanese-utf16.txt', Buffer.from(`\u3000${'港の水位は一日に 2 回上下します。\n'.repeat(20)}`, 'utf16le'), 'text/plain'],
    ['chinese-utf16.txt', Buffer.from(`\u{FEFF}${'中文的文件没有零字节'.repeat(9_000)}`, 'utf16le').swap16(), 'text/plain'],
    ['shift-jis.txt', Buffer.from('93fa967b8cea82cc836583588367815c', 'hex'), 'text/plain'],
    ['gb18030.txt', Buffer.from('d6d0cec4b2e2cad481308130', 'hex'), 'text/plain'],
    ['iso-2022-jp.txt', Buffer.from('1b244246 7c4b5c386c1b2842'.replaceAll(' ', ''), 'hex'), 'text/plain'],
    ['bmw.txt', Buffer.from('BMW builds cars. '.repeat(20)), 'text/plain'],
    ['mz.txt', Buffer.from('MZ is the beginning of these words.'), 'text/plain'],
    ['coloured.log', Buffer.from('\u001b[31merror\u001b[0m\n'.repeat(20)), 'text/plain'],
  ])('%s', async (name, bytes, type) => expect(await detect(name, bytes)).toBe(type));
});
