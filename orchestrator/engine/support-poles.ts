import type { Language } from './quantities/language.ts';

/** For each axis the ends of it that a clause names. */
export type Poles = ReadonlyMap<string, 'up' | 'down' | 'both'>;

type Axis = readonly [name: string, up: RegExp, down: RegExp];

/** Words that turn a statement into its opposite, without accents. English nouns and verbs are in `word-groups.ts`. */
const AXES: Readonly<Record<Language, readonly Axis[]>> = {
  en: [['amount', /\bmore (?!than one)\b/u, /\b(?:less|fewer)\b/u]],
  de: [
    [
      'change',
      /\b(?:ge)?st(?:ei|ie)g\w*|\berhoh\w*|\bzu(?:ge)?n[ao]?h?m\w*|\bw[au]chs\w*|\bgewachsen/u,
      /\b(?:ge)?s[aiu]nk\w*|\bgefallen|\bfiel\w*|\bverringer\w*|\breduzier\w*|\bab(?:ge)?n[ao]?h?m\w*/u,
    ],
    ['order', /\b(?:vor|bevor)\b(?! allem)/u, /\b(?:nach|nachdem)\b/u],
    ['amount', /\b(?:mehr|hoher\w*|grosser\w*|größer\w*)\b/u, /\b(?:weniger|niedriger\w*|kleiner\w*|geringer\w*)\b/u],
    ['permission', /\b(?:erlaubt|gestattet|zulassig)\b/u, /\b(?:verboten|untersagt|unzulassig)\b/u],
    ['state', /\b(?:offen|geoffnet|offnet\w*)\b/u, /\b(?:geschlossen|schliess\w*|schloss)\b/u],
  ],
  fr: [
    ['change', /\baugment\w*|\bhausse\b|\bcroi\w*|\bprogress\w*/u, /\bdiminu\w*|\bbaiss\w*|\brecul\w*|\breduit\w*/u],
    ['order', /\bavant\b/u, /\bapres\b/u],
    ['amount', /\bplus (?:de|que|eleve\w*|grand\w*)\b/u, /\bmoins\b|\bplus (?:bas\w*|petit\w*|faible\w*)\b/u],
    ['permission', /\b(?:autorise\w*|permis\w*)\b/u, /\b(?:interdit\w*|defendu\w*)\b/u],
    ['state', /\b(?:ouvert\w*|ouvre\w*)\b/u, /\b(?:ferme\w*)\b/u],
  ],
  es: [
    [
      'change',
      /\baument\w*|\bcrec\w*|\bsub(?:e|ieron|io|en)\b|\bincrement\w*/u,
      /\bdisminu\w*|\bbaj(?:o|a|an|aron)\b|\bred(?:uj|uc)\w*|\bcay\w*/u,
    ],
    ['order', /\bantes\b/u, /\bdespues\b|\btras\b/u],
    ['amount', /\b(?:mas|mayor\w*)\b/u, /\b(?:menos|menor\w*)\b/u],
    ['permission', /\b(?:permit\w*|autoriza\w*)\b/u, /\b(?:prohib\w*)\b/u],
    ['state', /\b(?:abiert\w*|abre\w*)\b/u, /\b(?:cerrad\w*|cierra\w*)\b/u],
  ],
  it: [
    [
      'change',
      /\baument\w*|\bcresc\w*|\bsal(?:e|ito|gono)\b/u,
      /\bdiminu\w*|\bscend\w*|\bsces\w*|\bcal(?:a|ato|o)\b|\bridott\w*|\briduc\w*/u,
    ],
    ['order', /\bprima\b/u, /\bdopo\b/u],
    ['amount', /\b(?:piu|maggior\w*)\b/u, /\b(?:meno|minor\w*)\b/u],
    ['permission', /\b(?:consentit\w*|permess\w*)\b/u, /\b(?:vietat\w*|proibit\w*)\b/u],
  ],
  nl: [
    ['change', /\bste?[ei]g\w*|\bgestegen|\bgroei\w*|\btoegenomen|\bnam toe/u, /\bda+l\w*|\bgedaald|\bafgenomen|\bverminder\w*/u],
    ['order', /\bvoordat\b|\bvoor de\b/u, /\bna\b|\bnadat\b/u],
    ['amount', /\b(?:meer|hoger\w*|groter\w*)\b/u, /\b(?:minder|lager\w*|kleiner\w*)\b/u],
    ['permission', /\b(?:toegestaan|toegelaten)\b/u, /\b(?:verboden)\b/u],
  ],
  pt: [
    ['change', /\baument\w*|\bcresc\w*|\bsub(?:iu|iram)\b/u, /\bdiminu\w*|\bca(?:iu|iram)\b|\breduzi\w*/u],
    ['order', /\bantes\b/u, /\bdepois\b|\bapos\b/u],
    ['amount', /\b(?:mais|maior\w*)\b/u, /\b(?:menos|menor\w*)\b/u],
    ['permission', /\b(?:permitid\w*)\b/u, /\b(?:proibid\w*)\b/u],
  ],
};

/** How many of something it is said of. A number with `of` is some of it. */
const QUANTIFIERS: readonly (readonly [share: 'all' | 'some' | 'none', words: RegExp])[] = [
  ['none', /\b(?:none of|no \p{L}+|kein(?:e[rnms]?)?|aucune?|ningun[ao]?|nessun[ao]?|nenhuma?|geen)\b/u],
  [
    'some',
    /\b(?:some|most|many|several|part|few|half|majority|one) of\b|\bsome\b|\bmost\b|\b(?:einige|manche|mehrere|die meisten|certains|certaines|quelques|algun[oa]s|la mayoria|alcuni|alcune|sommige|enkele|alguns|algumas)\b|\b\p{L}+ (?:of|der|des|de|dei|van) the \p{L}+ \p{L}+/u,
  ],
  [
    'all',
    /\b(?:all|every|each|alle[nrs]?|jede[rnsm]?|samtliche\w*|tous|toutes|chaque|tod[oa]s|cada|tutt[ie]|ogni|elke?|ieder\w*)\b/u,
  ],
];

const COUNTED =
  /\b(?:\d+|two|three|four|five|six|seven|eight|nine|ten|zwei|drei|vier|funf|deux|trois|dos|tres|due|twee|drie) (?:of|von|der|des|sur|de|di|van) (?:the|them|which|den|dem|los|las|les|i|de)?\b/u;

function toShare(text: string): 'all' | 'some' | 'none' | null {
  if (COUNTED.test(text)) return 'some';
  return QUANTIFIERS.find(([, words]) => words.test(text))?.[0] ?? null;
}

/** What a clause says on each axis. `text` folded. */
export function toPoles(text: string, language: Language): Poles {
  const poles = new Map<string, 'up' | 'down' | 'both'>();
  for (const [name, up, down] of AXES[language]) {
    const [isUp, isDown] = [up.test(text), down.test(text)];
    if (isUp || isDown) poles.set(name, isUp && isDown ? 'both' : isUp ? 'up' : 'down');
  }
  const share = toShare(text);
  if (share === 'all') poles.set('share', 'up');
  if (share === 'some') poles.set('share', 'down');
  return poles;
}

/** Whether an odd number of axes has one end in the claim and the other in the source. "Some" says no less than "all". */
export function areOpposed(claim: Poles, source: Poles): boolean {
  let count = 0;
  for (const [axis, end] of claim) {
    const other = source.get(axis);
    if (other === undefined || other === 'both' || end === 'both' || other === end) continue;
    if (axis !== 'share' || end === 'up') count += 1;
  }
  return count % 2 === 1;
}
