import { makePdf } from './make-pdf.ts';

const FIRST = ['Kel', 'Bra', 'Dun', 'Mar', 'Tol', 'Ves', 'Hol', 'Gri', 'Fen', 'Lor'];
const LAST = ['mouth', 'wick', 'stead', 'haven', 'moor', 'ford', 'ness', 'dale', 'combe', 'gate'];
const WEATHER = ['calm', 'foggy', 'windy', 'dry', 'wet', 'cold', 'mild'];
const LINES_A_PAGE = 24;

export type LongReport = {
  bytes: Uint8Array<ArrayBuffer>;
  /** On each page one sentence that no other page has. */
  facts: { page: number; question: string; answer: string; sentence: string }[];
};

/** Found in no other report, so that contents differ. */
function toFact(page: number, mark: string) {
  const index = page - 1;
  const name = `${FIRST[index % 10]}${LAST[Math.floor(index / 10) % 10]}${index >= 100 ? ` ${Math.floor(index / 100) + 1}` : ''}`;
  const answer = `${1_000 + page * 37} oysters`;
  return {
    page,
    answer,
    question: `How many oysters did the keeper of the lighthouse of ${name} raise?`,
    sentence: `The keeper of the lighthouse of ${name} raised ${answer} in the basin ${mark}.`,
  };
}

/** A PDF with so many pages of prose. `mark`: a word that makes this report another one. */
export function makeLongReport(pages: number, mark: string): LongReport {
  const facts = Array.from({ length: pages }, (_, index) => toFact(index + 1, mark));
  const texts = facts.map(({ page, sentence }) => {
    const lines = Array.from({ length: LINES_A_PAGE }, (_, line) => {
      const day = page * LINES_A_PAGE + line;
      return `On day ${day} the inspector noted ${WEATHER[day % 7]} weather, counted ${(day * 31) % 97} boats and wrote ${(day * 17) % 53} letters to the harbour office.`;
    });
    lines.splice((page * 5) % LINES_A_PAGE, 0, sentence);
    return lines.join('\n');
  });
  return { bytes: new Uint8Array(makePdf(`Report ${mark}`, texts)), facts };
}
