const CLOSERS = `)\\]"'»”’*_\``;
const TERMINATED = new RegExp(`(?<word>\\S*?)(?<mark>[.!?…।॥؟۔]+)[${CLOSERS}]*$`, 'u');

/** Words that are written with a full stop and go on; lower case, without it. */
const ABBREVIATIONS = new Set(
  (
    'dr mr mrs ms prof st sr jr vs gen rev hon sen rep gov capt sgt col lt mt ave blvd dept est fig figs vol nos pp ed eds approx ' +
    'ca cf al resp incl excl tel ext e.g i.e u.s u.k ' +
    'z.b d.h u.a u.ä o.ä s.o s.u i.d.r bzw evtl ggf inkl exkl vgl sog nr abb bd kap str hr fr frl dipl ing mio mrd tsd abs ' +
    'sra srta ud uds ej p.ej pág núm av aprox mme mlle mm m éd env p.ex'
  ).split(' '),
);

/** Words that end a sentence when the next one is written large, and else do not. */
const MAY_END = new Set(
  'etc usw inc ltd co corp bros a.m p.m jan feb mar apr jun jul aug sep sept oct nov dec u.s u.k'.split(' '),
);

/** Words that are abbreviations before a number ("Jan. 5", "No. 7"), and else may end a sentence. */
const BEFORE_NUMBER = new Set('jan feb mar apr jun jul aug sep sept oct nov dec no art max min'.split(' '));

/** What follows an ordinal number that is written with a full stop (German and its neighbours). */
const AFTER_ORDINAL =
  /^(januar|jänner|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember|jahrhundert|klasse|platz|stock|kapitel|mal|quartal|etage|geburtstag|semester|tag|woche|runde|auflage|etappe|reihe|spieltag)$/iu;

const SPACES = /\s/u;
const LOWER = /\p{Ll}/u;

/** Index of the first sign at or after `at` that is no space. */
function skipSpaces(text: string, at: number): number {
  let index = at;
  while (index < text.length && SPACES.test(text[index] as string)) index += 1;
  return index;
}

function afterNumber(word: string, text: string, next: number, isWhole: boolean): boolean | undefined {
  // A year or an amount may well be the last word; one or two digits may be an ordinal.
  if (word.length > 2) return true;
  const following = /^\p{L}*/u.exec(text.slice(next, next + 20))?.[0] ?? '';
  if (next + following.length >= text.length && !isWhole) return undefined;
  return !AFTER_ORDINAL.test(following);
}

/**
 * Whether a sentence ends before the space at `at`. Undefined: what follows decides and is not there yet; never undefined when
 * the text `isWhole`.
 */
export function isSentenceEnd(text: string, at: number, isWhole: boolean): boolean | undefined {
  const before = text.slice(Math.max(0, at - 80), at);
  const match = TERMINATED.exec(before);
  if (!match?.groups) return false;
  const mark = match.groups.mark as string;
  const word = (match.groups.word as string).replace(/^[("'«„“‘*_`[]+/u, '');
  const next = skipSpaces(text, at);
  if (next >= text.length) return isWhole ? true : undefined;
  if (LOWER.test(text[next] as string)) return false;
  if (mark !== '.') return true;
  const plain = word.toLowerCase();
  if (BEFORE_NUMBER.has(plain) && /\p{Nd}/u.test(text[next] as string)) return false;
  if (MAY_END.has(plain)) return true;
  // Initials, and abbreviations in pieces (z. B.); only "I" is a word.
  if (/^\p{L}$/u.test(word) && word !== 'I') return false;
  if (ABBREVIATIONS.has(plain)) return false;
  if (/^\d+$/.test(word)) return afterNumber(word, text, next, isWhole);
  return true;
}
