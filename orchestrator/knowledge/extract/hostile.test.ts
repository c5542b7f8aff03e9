import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { crc32, deflateRawSync, deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { extractBytes, fixturePath, problemOf } from './fixtures/extract-fixture.ts';
import { makeZip } from './fixtures/make-zip.ts';

const OOXML = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const fixture = (name: string) => readFileSync(fixturePath(name));

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(data.length);
  body.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(body), body.length + 4);
  return chunk;
}

function hugePng(): Buffer {
  const head = Buffer.from([0, 0, 0xc3, 0x50, 0, 0, 0xc3, 0x50, 8, 0, 0, 0, 0]);
  const rows = deflateSync(Buffer.alloc(50_001 * 1_000));
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([signature, pngChunk('IHDR', head), pngChunk('IDAT', rows), pngChunk('IEND', Buffer.alloc(0))]);
}

/** A PDF whose pages draw a stream that unpacks to 200 MB of text. */
function pdfBomb(): Buffer {
  const text = Buffer.from('(aaaaaaaa) Tj 1 0 0 1 0 1 Tm\n'.repeat(7_000_000));
  const stream = deflateSync(Buffer.concat([Buffer.from('BT /F1 12 Tf '), text, Buffer.from(' ET')]), { level: 1 });
  return Buffer.concat([
    Buffer.from(
      `%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n4 0 obj<</Length ${stream.length}/Filter/FlateDecode>>stream\n`,
    ),
    stream,
    Buffer.from('\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF'),
  ]);
}

function nestedZip(depth: number): Buffer {
  let zip = makeZip([{ name: 'deep.txt', bytes: Buffer.from('at the bottom') }]);
  for (let level = 0; level < depth; level += 1) {
    zip = makeZip([
      { name: `${level}.zip`, bytes: zip },
      { name: 'here.txt', bytes: Buffer.from('Some text.') },
    ]);
  }
  return zip;
}

describe('bombs', () => {
  it('does not unpack an archive that declares too much', async () => {
    const zip = makeZip([{ name: 'zeros.txt', bytes: Buffer.alloc(60_000_000) }]);
    expect(await problemOf(extractBytes(zip, 'a.zip', 'application/zip'))).toBe('TOO_COMPLEX');
    expect(await problemOf(extractBytes(zip, 'a.docx', OOXML))).toBe('TOO_COMPLEX');
  });

  it('ends where a member unpacks to more than it declares', async () => {
    const bytes = deflateRawSync(Buffer.alloc(60_000_000));
    const zip = makeZip([{ name: 'word/document.xml', packed: bytes, declared: 1_000 }]);
    expect(await problemOf(extractBytes(zip, 'a.docx', OOXML))).toBe('DAMAGED');
  });

  it('refuses a member of 4 GB by its ZIP64 field', async () => {
    const zip = makeZip([{ name: 'large.txt', packed: deflateRawSync(Buffer.from('small')), declared: 2 ** 32 + 5 }]);
    expect(await problemOf(extractBytes(zip, 'a.zip', 'application/zip'))).toBe('TOO_COMPLEX');
  });

  it('refuses more members than it would ever read', async () => {
    const zip = makeZip(Array.from({ length: 1_001 }, (_, index) => ({ name: `${index}.txt`, bytes: Buffer.from('x') })));
    expect(await problemOf(extractBytes(zip, 'a.zip', 'application/zip'))).toBe('TOO_COMPLEX');
  });

  it('reads archives in archives to a depth, and says what it left out', async () => {
    const { text, notes } = await extractBytes(nestedZip(6), 'a.zip', 'application/zip');
    expect(text).toContain('Some text.');
    expect(text).not.toContain('at the bottom');
    expect(notes.join(' ')).toContain('nested too deep');
  });

  it('never uses names of members as paths', async () => {
    const zip = makeZip([{ name: '../../../../tmp/evil.txt', bytes: Buffer.from('Just a label.') }]);
    expect((await extractBytes(zip, 'a.zip', 'application/zip')).text).toBe('../../../../tmp/evil.txt\n\nJust a label.');
  });

  it('refuses a picture by the size in its head', async () => {
    expect(await problemOf(extractBytes(hugePng(), 'a.png', 'image/png'))).toBe('TOO_COMPLEX');
  });

  it('survives a PDF that unpacks to 200 MB of text', async () => {
    const problem = await problemOf(extractBytes(pdfBomb(), 'a.pdf', 'application/pdf', { timeoutMs: 6_000 }));
    expect(['TOO_COMPLEX', 'TIMED_OUT']).toContain(problem);
  });

  it('does not believe a PDF its number of pages', async () => {
    const pdf =
      '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 2000000000>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF';
    expect(['TOO_COMPLEX', 'DAMAGED', 'NO_TEXT_LAYER']).toContain(await problemOf(extractBytes(pdf, 'a.pdf', 'application/pdf')));
  });

  it.each([
    ['JSON', 'a.json', 'application/json', '['.repeat(1_000_000), 'read: '],
    ['HTML', 'a.html', 'text/html', `${'<div>'.repeat(200_000)}text`, 'TOO_COMPLEX'],
    ['tables', 'a.html', 'text/html', `${'<table><tr><td>'.repeat(20_000)}text`, 'TOO_COMPLEX'],
    ['unclosed elements', 'a.html', 'text/html', `${'<p><b>'.repeat(2_000)}text`, 'read: text'],
    ['Markdown quotations', 'a.md', 'text/markdown', `${'>'.repeat(200_000)} text`, 'read: >>'],
    ['Markdown lists', 'a.md', 'text/markdown', `${'- '.repeat(100_000)} text`, 'read: - -'],
  ])('ends with %s nested deep, one way or the other', async (_what, name, mimeType, text, expected) => {
    const problem = await problemOf(extractBytes(text, name, mimeType, { timeoutMs: 5_000 }));
    expect(problem).toMatch(/^(read: |TOO_COMPLEX|TIMED_OUT)/);
    if (problem !== 'TIMED_OUT') expect(problem.startsWith(expected)).toBe(true);
  });

  it('expands no entities', async () => {
    const laughs = `<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">${Array.from({ length: 25 }, (_, index) => `<!ENTITY ${String.fromCharCode(98 + index)} "${`&${String.fromCharCode(97 + index)};`.repeat(10)}">`).join('')}]><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>&z;</w:t></w:r></w:p></w:body></w:document>`;
    const docx = makeZip([
      {
        name: '[Content_Types].xml',
        bytes: Buffer.from('<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'),
      },
      { name: 'word/document.xml', bytes: Buffer.from(laughs) },
    ]);
    for (const [bytes, name, type] of [[docx, 'a.docx', OOXML] as const, [laughs, 'a.xml', 'application/xml'] as const]) {
      expect((await problemOf(extractBytes(bytes, name, type))).length).toBeLessThan(1_000);
    }
    const yaml = `a: &a [x,x]\n${Array.from({ length: 25 }, (_, index) => `b${index}: &b${index} [${`*${index === 0 ? 'a' : `b${index - 1}`},`.repeat(9)}]`).join('\n')}`;
    expect((await extractBytes(yaml, 'a.yaml', 'application/yaml')).text).toBe(yaml);
  });

  it('bounds the text of one document', async () => {
    expect(await problemOf(extractBytes('word '.repeat(1_000), 'a.txt', 'text/plain', { maxChars: 1_000 }))).toBe('TOO_COMPLEX');
  });

  it('bounds the memory of one document', async () => {
    const text = `a,b\n${'1,2\n'.repeat(4_000_000)}`;
    expect(await problemOf(extractBytes(text, 'a.csv', 'text/csv', { memoryMb: 200 }))).toBe('TOO_COMPLEX');
  });
});

describe('broken files', () => {
  const NAMES = readdirSync(fixturePath('.')).filter((name) =>
    /\.(docx|pptx|xlsx|odt|ods|odp|epub|pdf|zip|png|jpg|gif|tiff|webp)$/.test(name),
  );

  it.each(NAMES.filter((name) => name !== 'locked.pdf'))(
    '%s, cut in half, is damaged or read as far as it goes',
    async (name) => {
      const bytes = fixture(name);
      const problem = await problemOf(extractBytes(bytes.subarray(0, bytes.length / 2), name));
      expect(problem).toMatch(/^(read: |DAMAGED|EMPTY|NO_TEXT_LAYER|UNSUPPORTED)/);
    },
  );

  it('knows empty files, and such as are not what their type says', async () => {
    expect(await problemOf(extractBytes('', 'a.pdf', 'application/pdf'))).toBe('EMPTY');
    expect(await problemOf(extractBytes(' \n\t\n', 'a.txt', 'text/plain'))).toBe('EMPTY');
    expect(await problemOf(extractBytes('just text', 'a.pdf', 'application/pdf'))).toBe('DAMAGED');
    expect(await problemOf(extractBytes(fixture('report.pdf'), 'a.docx', OOXML))).toBe('DAMAGED');
    expect(await problemOf(extractBytes(randomBytes(5_000), 'a.bin', 'application/octet-stream'))).toBe('UNSUPPORTED');
  });

  it('goes by the content where the name lies', async () => {
    expect((await extractBytes(fixture('report.docx'), 'report.txt')).text).toMatch(/^Harbour report/);
  });
});
