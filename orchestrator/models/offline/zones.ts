/** Places people name that are no city of the time zone database, or are known by another name there. */
const ALIASES: Readonly<Record<string, string>> = {
  utc: 'UTC',
  gmt: 'UTC',
  zulu: 'UTC',
  uk: 'Europe/London',
  england: 'Europe/London',
  britain: 'Europe/London',
  scotland: 'Europe/London',
  ireland: 'Europe/Dublin',
  france: 'Europe/Paris',
  germany: 'Europe/Berlin',
  munich: 'Europe/Berlin',
  hamburg: 'Europe/Berlin',
  frankfurt: 'Europe/Berlin',
  spain: 'Europe/Madrid',
  barcelona: 'Europe/Madrid',
  italy: 'Europe/Rome',
  milan: 'Europe/Rome',
  austria: 'Europe/Vienna',
  switzerland: 'Europe/Zurich',
  geneva: 'Europe/Zurich',
  netherlands: 'Europe/Amsterdam',
  belgium: 'Europe/Brussels',
  portugal: 'Europe/Lisbon',
  poland: 'Europe/Warsaw',
  sweden: 'Europe/Stockholm',
  norway: 'Europe/Oslo',
  denmark: 'Europe/Copenhagen',
  finland: 'Europe/Helsinki',
  greece: 'Europe/Athens',
  turkey: 'Europe/Istanbul',
  ukraine: 'Europe/Kiev',
  kyiv: 'Europe/Kiev',
  russia: 'Europe/Moscow',
  egypt: 'Africa/Cairo',
  nigeria: 'Africa/Lagos',
  kenya: 'Africa/Nairobi',
  'south africa': 'Africa/Johannesburg',
  'cape town': 'Africa/Johannesburg',
  uae: 'Asia/Dubai',
  'abu dhabi': 'Asia/Dubai',
  israel: 'Asia/Jerusalem',
  'tel aviv': 'Asia/Jerusalem',
  delhi: 'Asia/Kolkata',
  'new delhi': 'Asia/Kolkata',
  mumbai: 'Asia/Kolkata',
  bangalore: 'Asia/Kolkata',
  india: 'Asia/Kolkata',
  ist: 'Asia/Kolkata',
  thailand: 'Asia/Bangkok',
  vietnam: 'Asia/Saigon',
  hanoi: 'Asia/Saigon',
  indonesia: 'Asia/Jakarta',
  philippines: 'Asia/Manila',
  china: 'Asia/Shanghai',
  beijing: 'Asia/Shanghai',
  korea: 'Asia/Seoul',
  japan: 'Asia/Tokyo',
  jst: 'Asia/Tokyo',
  osaka: 'Asia/Tokyo',
  canberra: 'Australia/Sydney',
  'new zealand': 'Pacific/Auckland',
  wellington: 'Pacific/Auckland',
  hawaii: 'Pacific/Honolulu',
  alaska: 'America/Anchorage',
  california: 'America/Los_Angeles',
  'san francisco': 'America/Los_Angeles',
  'san diego': 'America/Los_Angeles',
  seattle: 'America/Los_Angeles',
  'las vegas': 'America/Los_Angeles',
  portland: 'America/Los_Angeles',
  'pacific time': 'America/Los_Angeles',
  pst: 'America/Los_Angeles',
  pdt: 'America/Los_Angeles',
  'mountain time': 'America/Denver',
  mst: 'America/Denver',
  texas: 'America/Chicago',
  dallas: 'America/Chicago',
  houston: 'America/Chicago',
  austin: 'America/Chicago',
  'central time': 'America/Chicago',
  cst: 'America/Chicago',
  boston: 'America/New_York',
  washington: 'America/New_York',
  miami: 'America/New_York',
  atlanta: 'America/New_York',
  philadelphia: 'America/New_York',
  florida: 'America/New_York',
  nyc: 'America/New_York',
  'eastern time': 'America/New_York',
  est: 'America/New_York',
  edt: 'America/New_York',
  cet: 'Europe/Berlin',
  cest: 'Europe/Berlin',
  bst: 'Europe/London',
  montreal: 'America/Toronto',
  brazil: 'America/Sao_Paulo',
  rio: 'America/Sao_Paulo',
  'rio de janeiro': 'America/Sao_Paulo',
  argentina: 'America/Buenos_Aires',
  chile: 'America/Santiago',
  colombia: 'America/Bogota',
  peru: 'America/Lima',
};

let places: ReadonlyMap<string, string> | undefined;

/** Cities of the time zone database, made on first use. */
function toPlaces(): ReadonlyMap<string, string> {
  places ??= new Map([
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
    ...Object.entries(ALIASES),
  ]);
  return places;
}

const MAX_WORDS = 3;

const ABBREVIATION = /^(?:utc|gmt|uk|uae|nyc|[a-z]{1,2}[sd]?t|cest|cet|jst|bst)$/;

function toDisplayName(name: string): string {
  if (ABBREVIATION.test(name)) return name.toUpperCase();
  return name.replaceAll(/(?:^|\s)\w/g, (letter) => letter.toUpperCase()).replace(' Time', ' time');
}

export type Place = { name: string; zone: string };

/** Time zones by the places that a text names, in their order. Expects lower case; accents do not matter. */
export function findPlaces(text: string): Place[] {
  const found: Place[] = [];
  const words = text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/'s\b|[?!.,;]/g, ' ')
    .split(/\s+/);
  for (let at = 0; at < words.length; at += 1) {
    for (let length = MAX_WORDS; length > 0; length -= 1) {
      const name = words.slice(at, at + length).join(' ');
      const zone = name.includes('/') ? toKnownZone(name) : toPlaces().get(name);
      if (zone === undefined || at + length > words.length) continue;
      found.push({ name: toDisplayName(name), zone });
      at += length - 1;
      break;
    }
  }
  return found;
}

/** `america/new_york` → `America/New_York`. */
function toKnownZone(name: string): string | undefined {
  return Intl.supportedValuesOf('timeZone').find((zone) => zone.toLowerCase() === name);
}
