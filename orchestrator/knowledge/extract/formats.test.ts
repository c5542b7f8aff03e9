import { describe, expect, it } from 'vitest';
import { extractBytes, extractFixture, outlineOf, problemOf } from './fixtures/extract-fixture.ts';

const REPORT = [
  'heading1 Harbour report',
  'paragraph The harbour of Nordholm took in 4,812 ships last year, more than in any year since its breakwater was built. Captain Ångström called it “a good year”.',
  'heading2 Repairs',
  'paragraph Three works were finished before the winter:',
  'note The winter of Nordholm begins in October.',
  'list_item the lamp of the lighthouse',
  'list_item the western quay',
  'list_item the crane number seven',
  'heading1 Berths',
  'paragraph What each berth can hold is in the table.',
  'table_header Berth | Length | Draught',
  'table_row North | 220 m | 11 m',
  'table_row West | 140 m | 7 m',
  'paragraph Ships that draw more wait for the tide.',
];
const PAGE = [
  'heading1 Ferry timetable',
  'paragraph The ferry Albatros leaves from the western quay. Dogs travel free.',
  'heading2 Summer',
  'table_header Leaves | Arrives',
  'table_row 08:15 | 09:40',
  'table_row 17:30 | 18:55',
  'heading2 Tickets',
  'list_item Buy it online',
  'list_item Show it on board',
  'list_item printed',
  'list_item or on a screen',
  'code fare = 12 * adults\nfare += 5 * children',
  'paragraph The sea is calm in June.',
];

describe('documents of real programs', () => {
  it.each(['report.docx', 'report.odt', 'report.rtf'])('%s: headings, footnote, list and table', async (name) => {
    expect(outlineOf(await extractFixture(name))).toEqual(REPORT);
  });

  it.each(['talk.pptx', 'talk.odp'])('%s: slides are pages, with what the speaker noted', async (name) => {
    const document = await extractFixture(name);
    expect(outlineOf(document)).toEqual([
      'heading1 A lighthouse for Nordholm',
      'list_item The old lamp burns oil',
      'list_item The new lamp reaches 31 miles',
      'note Remember to thank the keeper, Marta Lindqvist.',
      'heading1 What it costs',
      'table_header Part | Price',
      'table_row Lens | 84,000',
      'note The lens comes from Dieppe.',
    ]);
    expect(document.outline.blocks.map(({ page }) => page)).toEqual([1, 1, 1, 1, 2, 2, 2, 2]);
    expect(document.pageCount).toBe(2);
  });

  it.each([
    ['budget.xlsx', '2025-11-02T16:30:00', 'true'],
    ['budget.ods', '2. Nov 2025 16:30', 'TRUE'],
  ])('%s: sheets are pages, formulas their results, empty cells keep their place', async (name, moment, yes) => {
    const document = await extractFixture(name);
    expect(outlineOf(document)).toEqual([
      'heading1 Costs',
      'table_header Part | Ordered | Pieces | Price',
      'table_row Lens | 2025-03-14 | 1 | 84000.5',
      `table_row Lamp, spare | ${moment} | 12 | 350`,
      'table_row Total |  | 13 | 88200.5',
      'heading1 Paid',
      'table_header Who | Done',
      `table_row Dieppe Optics | ${yes}`,
    ]);
    expect(document.pageCount).toBe(2);
  });

  it('reads a saved page without its navigation, and says so', async () => {
    const document = await extractFixture('sources/page.html');
    expect(outlineOf(document)).toEqual(PAGE);
    expect(document.outline.title).toBe('Ferry timetable');
    expect(document.notes).toEqual(['Navigation and footer of the page were left out.']);
  });

  it('reads a book chapter by chapter', async () => {
    const document = await extractFixture('page.epub');
    expect(outlineOf(document)).toEqual(expect.arrayContaining(PAGE));
    expect(document.outline.title).toBe('Ferry timetable');
  });

  it('reads an e-mail with what is attached to it', async () => {
    const document = await extractFixture('letter.eml', 'message/rfc822');
    const outline = outlineOf(document);
    expect(outline.slice(0, 3)).toEqual([
      'heading1 Größe der Linse',
      'paragraph From: Marta Lindqvist <marta@nordholm.example>\nTo: Office <office@nordholm.example>, Jean Café <jean@dieppe.example>\nDate: 2025-03-14T09:30:00.000Z',
      'paragraph Dear all,',
    ]);
    expect(outline).toEqual(expect.arrayContaining(['heading1 report.docx', 'heading2 Harbour report', ...REPORT.slice(3, 8)]));
    expect(outline.slice(-4)).toEqual([
      'heading1 prices.csv',
      'table_header part | price',
      'table_row lens | 84000',
      'table_row lamp | 350',
    ]);
    expect(document.notes).toEqual(['tool: left out. Text of this type of file cannot be read here.']);
  });

  it('reads an archive, member by member, also an e-mail in it', async () => {
    const document = await extractFixture('papers.zip', 'application/zip');
    const outline = outlineOf(document);
    const names = ['report.docx', 'budget.xlsx', 'page.html', 'letters/letter.eml'];
    expect(outline.filter((block) => block.startsWith('heading1'))).toEqual(names.map((name) => `heading1 ${name}`));
    expect(outline).toEqual(expect.arrayContaining(['heading2 Größe der Linse', 'heading3 Harbour report']));
    expect(document.notes).toContain('tool.bin: left out. Text of this type of file cannot be read here.');
  });

  it.each(['report.doc', 'locked.pdf'])('%s: says why it is not read', async (name) => {
    expect(await problemOf(extractFixture(name))).toBe(name === 'report.doc' ? 'UNSUPPORTED' : 'ENCRYPTED');
  });
});

describe('texts', () => {
  it('reads Markdown by its structure', async () => {
    const text =
      '# Tide\n\nHigh *and* [low](http://x.example).\n\n- one\n  - two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```js\nlet a;\n\n  b();\n```\n';
    expect(outlineOf(await extractBytes(text, 'tide.md', 'text/markdown'))).toEqual([
      'heading1 Tide',
      'paragraph High and low.',
      'list_item one',
      'list_item two',
      'table_header a | b',
      'table_row 1 | 2',
      'code let a;\n\n  b();',
    ]);
  });

  it.each([
    ['comma', 'a,b\n"x, y",2\n'],
    ['semicolon', 'a;b\n"x, y";2\n'],
    ['tabulator', 'a\tb\nx, y\t2\n'],
  ])('reads a table parted by %s', async (_what, text) => {
    expect(outlineOf(await extractBytes(text, 'table.csv', 'text/csv'))).toEqual(['table_header a | b', 'table_row x, y | 2']);
  });

  it('reads a table with a quotation that never ends as text', async () => {
    const document = await extractBytes('a,b\n"x,1\ny,2\n', 'table.csv', 'text/csv');
    expect(document.text).toContain('"x,1');
    expect(document.notes).toEqual(['The table is not well-formed and was read as text.']);
  });

  it('keeps the indentation of code, and groups it by blank lines', async () => {
    const document = await extractBytes(
      '    if x:\r\n        y()\r\n\r\n\r\ndef z():\r\n    pass\r\n',
      'program.py',
      'text/plain',
    );
    expect(outlineOf(document)).toEqual(['code     if x:\n        y()', 'code def z():\n    pass']);
  });

  it('reads records line by line and a long line of JSON indented', async () => {
    expect(outlineOf(await extractBytes('{"a":1}\n{"a":2}\n', 'log.ndjson'))).toEqual(['code {"a":1}', 'code {"a":2}']);
    const document = await extractBytes(JSON.stringify({ list: Array(1_000).fill('word') }), 'one.json', 'application/json');
    expect(document.text.split('\n').length).toBeGreaterThan(1_000);
  });

  const GREEK = 'Το νερό στο λιμάνι ανεβαίνει και κατεβαίνει δύο φορές την ημέρα.';
  it.each([
    ['UTF-8 with a mark', Buffer.from('\uFEFFGröße'), 'Größe'],
    ['UTF-16LE with a mark', Buffer.from('\uFEFFGröße', 'utf16le'), 'Größe'],
    ['UTF-16BE without a mark', Buffer.from('The size is small', 'utf16le').swap16(), 'The size is small'],
    [
      'UTF-16BE without a mark, Russian',
      Buffer.from('Вода в гавани поднимается и опускается дважды в день.', 'utf16le').swap16(),
      'Вода в гавани поднимается и опускается дважды в день.',
    ],
    [
      'UTF-16LE without a mark, Japanese',
      Buffer.from(`\u3000${'港の水位は一日に 2 回上下します。'.repeat(8)}`, 'utf16le'),
      '港の水位は一日に 2 回上下します。'.repeat(8),
    ],
    ['ISO-2022-JP', Buffer.from('Port: \u001b$BF|K\\8l\u001b(B, 2', 'latin1'), 'Port: 日本語, 2'],
    ['colours of a terminal', Buffer.from('\u001b[31merror\u001b[0m'), '\u001b[31merror\u001b[0m'],
    [
      'windows-1252',
      Buffer.from('Le caf\u00e9 \u00e9tait ferm\u00e9, la cr\u00e8me co\u00fbte cher.', 'latin1'),
      'Le café était fermé, la crème coûte cher.',
    ],
    [
      'Shift_JIS',
      Buffer.from('8d6082cc908588ca82cd88ea93fa82c993f189f18fe389ba82b582dc82b78142939491e48ee782cd968892a9', 'hex'),
      '港の水位は一日に二回上下します。灯台守は毎朝',
    ],
    [
      'KOI8-R',
      Buffer.from(
        'f7cfc4c120d720c7c1d7c1cec920d0cfc4cec9cdc1c5d4d3d120c920cfd0d5d3cbc1c5d4d3d120c4d7c1d6c4d920d720c4c5ced82e',
        'hex',
      ),
      'Вода в гавани поднимается и опускается дважды в день.',
    ],
    ['UTF-8 without a mark', Buffer.from(GREEK), GREEK],
  ])('reads %s', async (_what, bytes, expected) => {
    expect((await extractBytes(bytes, 'text.txt', 'text/plain')).text).toBe(expected);
  });

  it('drops what no database takes, and halves of characters', async () => {
    const bytes = Buffer.concat([Buffer.from('one\u0000two'.padEnd(200, ' ')), Buffer.from('\uFEFF')]);
    expect((await extractBytes(bytes, 'text.md', 'text/markdown')).text).not.toContain('\u0000');
  });
});
