import placeZones from './place-zones.json' with { type: 'json' };
import { toZoneName } from './wall-time.ts';

/** Short names of zones, with the minutes east of UTC that they stand for; a zone may be at others on a given day. */
const ABBREVIATIONS: Readonly<Record<string, readonly [zone: string, offsetMinutes: number]>> = {
  utc: ['UTC', 0],
  gmt: ['UTC', 0],
  zulu: ['UTC', 0],
  pst: ['America/Los_Angeles', -480],
  pdt: ['America/Los_Angeles', -420],
  mst: ['America/Denver', -420],
  mdt: ['America/Denver', -360],
  cst: ['America/Chicago', -360],
  cdt: ['America/Chicago', -300],
  est: ['America/New_York', -300],
  edt: ['America/New_York', -240],
  akst: ['America/Anchorage', -540],
  akdt: ['America/Anchorage', -480],
  hst: ['Pacific/Honolulu', -600],
  brt: ['America/Sao_Paulo', -180],
  bst: ['Europe/London', 60],
  cet: ['Europe/Berlin', 60],
  cest: ['Europe/Berlin', 120],
  mez: ['Europe/Berlin', 60],
  mesz: ['Europe/Berlin', 120],
  eet: ['Europe/Athens', 120],
  eest: ['Europe/Athens', 180],
  msk: ['Europe/Moscow', 180],
  sast: ['Africa/Johannesburg', 120],
  gst: ['Asia/Dubai', 240],
  pkt: ['Asia/Karachi', 300],
  ist: ['Asia/Kolkata', 330],
  npt: ['Asia/Kathmandu', 345],
  ict: ['Asia/Bangkok', 420],
  wib: ['Asia/Jakarta', 420],
  sgt: ['Asia/Singapore', 480],
  hkt: ['Asia/Hong_Kong', 480],
  awst: ['Australia/Perth', 480],
  jst: ['Asia/Tokyo', 540],
  kst: ['Asia/Seoul', 540],
  acst: ['Australia/Adelaide', 570],
  acdt: ['Australia/Adelaide', 630],
  aest: ['Australia/Sydney', 600],
  aedt: ['Australia/Sydney', 660],
  nzst: ['Pacific/Auckland', 720],
  nzdt: ['Pacific/Auckland', 780],
};

/** They cover several zones; what is taken is where most people live, or the capital. */
const WIDE = new Set(['russia', 'brazil', 'indonesia', 'australia', 'canada', 'texas', 'florida', 'alaska', 'mexico', 'chile']);
/** They stand for other zones too. */
const AMBIGUOUS: Readonly<Record<string, string>> = {
  ist: 'India; Ireland and Israel use the same letters',
  cst: 'US Central time; China and Cuba use the same letters',
  bst: 'British Summer Time; Bangladesh uses the same letters',
  gst: 'the Gulf; other places use the same letters',
  ast: 'Atlantic time',
};

/** A place whose clocks somebody names. `offsetMinutes`: what a short name such as EST stands for. */
export type Place = { name: string; zone: string; offsetMinutes?: number; remark?: string };

let cities: ReadonlyMap<string, string> | undefined;

/** Cities of the time zone database and other names, made on first use. */
function toCities(): ReadonlyMap<string, string> {
  cities ??= new Map([
    ...Intl.supportedValuesOf('timeZone').map(
      (zone) =>
        [
          zone
            .slice(zone.lastIndexOf('/') + 1)
            .replaceAll('_', ' ')
            .toLowerCase(),
          zone,
        ] as const,
    ),
    ...Object.entries(placeZones),
  ]);
  return cities;
}

const MAX_WORDS = 4;
const UPPER = /^(?:uk|uae|nyc|sf|kl)$/;

function toDisplayName(name: string): string {
  if (UPPER.test(name)) return name.toUpperCase();
  return name.replaceAll(/(?:^|\s)\w/g, (letter) => letter.toUpperCase()).replace(' Time', ' time');
}

/** `utc+2`, `gmt-05:30`: a zone that never changes its clocks. */
function toFixedPlace(name: string): Place | null {
  const match = /^(?:utc|gmt)([+-])(\d{1,2})(?::?([0-5]\d))?$/.exec(name.replaceAll(' ', ''));
  if (!match || Number(match[2]) > 14) return null;
  const [, sign = '+', hours = '', minutes = '00'] = match;
  return {
    name: `UTC${sign}${Number(hours)}${minutes === '00' ? '' : `:${minutes}`}`,
    zone: `${sign}${hours.padStart(2, '0')}:${minutes}`,
  };
}

function toPlace(name: string): Place | null {
  const fixed = /^(?:utc|gmt) ?[+-]/.test(name) ? toFixedPlace(name) : null;
  if (fixed) return fixed;
  const short = Object.hasOwn(ABBREVIATIONS, name) ? ABBREVIATIONS[name] : undefined;
  if (short) {
    const remark = AMBIGUOUS[name];
    return { name: name.toUpperCase(), zone: short[0], offsetMinutes: short[1], ...(remark === undefined ? {} : { remark }) };
  }
  const zone = name.includes('/') ? toZoneName(name) : toCities().get(name);
  if (zone === undefined || zone === null) return null;
  const remark = WIDE.has(name) ? `${zone}; there are several zones` : undefined;
  return { name: name.includes('/') ? zone : toDisplayName(name), zone, ...(remark === undefined ? {} : { remark }) };
}

/** The place that the words from some place on name, the longest first. `isZone`: the words name no town or country. */
export function readPlace(wordAt: (index: number) => string): { place: Place; words: number; isZone: boolean } | null {
  const words = Array.from({ length: MAX_WORDS }, (_none, index) => toPlainWord(wordAt(index)));
  for (let length = MAX_WORDS; length > 0; length -= 1) {
    if (words[length - 1] === '') continue;
    const name = words.slice(0, length).join(' ');
    const place = toPlace(name);
    if (place) return { place, words: length, isZone: place.offsetMinutes !== undefined || / time$|\/|[+-]/.test(name) };
  }
  return null;
}

const toPlainWord = (word: string) => word.normalize('NFD').replaceAll(/\p{M}/gu, '').replace(/'s$/, '');

/** Time zones by the places that a text names, in their order. Expects lower case; accents do not matter. */
export function findPlaces(text: string): Place[] {
  const found: Place[] = [];
  const words = text
    .replaceAll(/[?!,;()]|\.(?=\s|$)/g, ' ')
    .split(/\s+/)
    .filter((word) => word !== '');
  for (let at = 0; at < words.length; at += 1) {
    const read = readPlace((index) => words[at + index] ?? '');
    if (!read) continue;
    found.push(read.place);
    at += read.words - 1;
  }
  return found;
}
