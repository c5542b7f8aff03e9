import { describe, expect, it } from 'vitest';
import { markHits } from './mark-hits.ts';

const show = (text: string, query: string) =>
  markHits(text, query)
    .map((part) => (part.isHit ? `[${part.text}]` : part.text))
    .join('');

describe('the hits of a search', () => {
  it.each([
    ['Line 28 passes the cathedral', 'CATHED passes', 'Line 28 [passes] the [cathed]ral'],
    ['Trip to Lisbon', 'lisb', 'Trip to [Lisb]on'],
    ['Ein Café in Köln', 'cafe koln', 'Ein [Café] in [Köln]'],
    ['Ein Cafe\u0301 in Ko\u0308ln', 'café köln', 'Ein [Cafe\u0301] in [Ko\u0308ln]'],
    ['resume of a résumé', 'résumé', '[resume] of a [résumé]'],
    ['İstanbul ve ısı', 'istanbul', '[İstanbul] ve ısı'],
    ['the cat concatenates', 'cat', 'the [cat] con[cat]enates'],
    ['one cat, concatenated', 'cat one', '[one] [cat], concatenated'],
    ['東京の天気はどうですか', '天気', '東京の[天気]はどうですか'],
    ['Ｆｕｌｌ width ﬁne', 'full fine', '[Ｆｕｌｌ] width [ﬁne]'],
    ['costs 100% of it', '100%', 'costs [100%] of it'],
    ['an emoji 👩‍🚀 here', 'here', 'an emoji 👩‍🚀 [here]'],
    ['كِتَاب جديد', 'كتاب', '[كِتَاب] جديد'],
    ['nothing here', 'absent', 'nothing here'],
    ['nothing here', ' ', 'nothing here'],
    ['', 'x', ''],
    ['a\ud800b', 'b', 'a\ud800[b]'],
  ])('of %j for %j', (text, query, expected) => {
    expect(show(text, query)).toBe(expected);
    expect(
      markHits(text, query)
        .map((part) => part.text)
        .join(''),
    ).toBe(text);
  });

  it('is quick with what repeats', () => {
    const text = 'a'.repeat(20_000);
    expect(markHits(text, 'a'.repeat(200))).toEqual([{ text, isHit: true }]);
  });
});
