import { describe, expect, it } from 'vitest';
import { extractFixture, outlineOf } from './fixtures/extract-fixture.ts';

describe('PDF', () => {
  it('reads an article of two columns in order, with divided words whole, and leaves out what repeats', async () => {
    const document = await extractFixture('article.pdf', 'application/pdf');
    expect(outlineOf(document)).toEqual([
      'heading1 The tides of Nordholm',
      'heading3 Marta Lindqvist',
      'heading2 1 Introduction',
      'paragraph The water in the harbour rises and falls twice a day, and the difference between the highest and the lowest level, which is called the tidal range, is extraordinarily large for a place so far from the open ocean. Measurements have been taken at the western quay since the breakwater was constructed.1 They are comparatively reliable, because the keeper of the lighthouse wrote them down in a waterproof notebook every morning.',
      'paragraph The second paragraph of this introduction says only that observations without interruption are uncommon.',
      'heading2 2 Measurements',
      'heading3 2.1 Instruments',
      'paragraph A float in a vertical tube moves a pencil over paper. The paper turns once a day. Temperature and atmospheric pressure are recorded by independent instruments in the administrative building.',
      'note 1The first gauge was a painted stick.',
      'heading3 2.2 Results',
      'table_header Month | High | Low',
      'table_row March | 4.1 | 0.3',
      'table_row October | 5.6 | 0.1',
      'paragraph The highest level was observed in October, when a storm from the northwest coincided with the new moon. Nobody was hurt, although the counterweight of the crane was swept from its platform and has not been recovered.',
      'heading2 3 Conclusion',
      'paragraph The lamp should be raised by two metres. Comprehensive recommendations are in the report of the harbour.',
      'heading2 4 Acknowledgements',
      'paragraph The author is grateful to the fishermen.',
    ]);
    expect(document.outline.blocks.slice(-4).map(({ page }) => page)).toEqual([2, 2, 3, 3]);
    expect(document).toMatchObject({ pageCount: 3, outline: { title: 'The tides of Nordholm' } });
    expect(document.notes).toEqual(['Headers, footers and page numbers that repeat were left out.']);
  });

  it('reads what an office program printed', async () => {
    const document = await extractFixture('report.pdf', 'application/pdf');
    expect(outlineOf(document)).toEqual(
      expect.arrayContaining([
        'heading1 Harbour report',
        'heading2 Repairs',
        'list_item the lamp of the lighthouse',
        'table_header Berth | Length | Draught',
        'table_row West | 140 m | 7 m',
        'paragraph Ships that draw more wait for the tide.',
      ]),
    );
  });

  it('reads what a browser printed', async () => {
    expect(outlineOf(await extractFixture('page.pdf', 'application/pdf'))).toEqual(
      expect.arrayContaining([
        'heading1 Ferry timetable',
        'paragraph The ferry Albatros leaves from the western quay. Dogs travel free.',
        'heading2 Tickets',
        'list_item 1. Buy it online',
      ]),
    );
  });

  it('reads Hebrew and Arabic from right to left, with figures and names in them, and letters instead of their shapes', async () => {
    expect(outlineOf(await extractFixture('right-to-left.pdf', 'application/pdf'))).toEqual([
      'heading1 נמל נורדהולם',
      'paragraph המים בנמל עולים ויורדים פעמיים ביום. סעיף 24: המעבורת Albatros יוצאת בכל בוקר בשעה 8 ועלתה 12 כתרים בשנת 2024.',
      'paragraph الميناء كبير والسلام للجميع. المادة 7: تغادر العبارة كل صباح.',
    ]);
  });
});

// Recognition takes seconds of a processor that may be busy.
describe('pictures', () => {
  const SENTENCE =
    /The harbour of Nordholm took in 4,812 ships last year, more than in any year since its breakwater was built\./;

  it('recognises the text of a scan, also of a page that was turned', async () => {
    const document = await extractFixture('scanned.pdf', 'application/pdf');
    const ofPage = (page: number) =>
      document.outline.blocks.filter((block) => block.page === page).map(({ start, end }) => document.text.slice(start, end));
    expect(ofPage(1).join(' ')).toMatch(SENTENCE);
    expect(ofPage(2).join(' ')).toMatch(SENTENCE);
    expect(document.notes).toEqual(['The text of 2 pages was recognised in a picture and may have errors.']);
  });

  it.each(['png', 'jpg', 'webp', 'gif', 'bmp', 'tiff'])('recognises the text of a picture: %s', async (type) => {
    const document = await extractFixture(`scan.${type}`);
    expect(document.text).toMatch(SENTENCE);
    expect(document.notes).toEqual(['The text was recognised in a picture and may have errors.']);
  });

  it('takes a picture without text as it is', async () => {
    const document = await extractFixture('blank.png');
    expect(document).toMatchObject({ text: '', notes: ['A picture without text that could be recognised.'] });
  });
});
