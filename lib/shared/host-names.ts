/** Endings of hosts beside those of countries; only the usual ones, so that `file.name` and `end.Then` are no hosts. */
const GENERIC = new Set(
  (
    'com org net edu gov mil int info biz pro museum coop aero mobi travel cat asia xyz online site website tech store shop blog cloud page ' +
    'wiki news art design live world today life club fun agency studio space link digital media network systems solutions services software ' +
    'science academy school university press events guide review reviews games video music photos social community foundation institute ' +
    'health care energy finance money bank city berlin london paris tokyo amsterdam wien hamburg koeln africa gal scot app dev example test ' +
    'рф укр бел срб ελ 中国 中國 香港 台湾 한국 みんな'
  ).split(' '),
);

/** Countries (Moldova, Paraguay, Serbia …) whose endings files have, too. */
const OF_FILES = new Set('md py rs sh ps pm so mk ml cc'.split(' '));
const NOT_ISO = new Set('uk eu su ac'.split(' '));
const REGIONS = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });

function isEnding(label: string): boolean {
  if (GENERIC.has(label) || NOT_ISO.has(label) || /^xn--[a-z0-9-]{2,59}$/.test(label)) return true;
  return /^[a-z]{2}$/.test(label) && REGIONS.of(label.toUpperCase()) !== undefined;
}

/** Whether dotted words look like a host: labels as the DNS has them, and an ending that exists. */
export function isHostName(text: string): boolean {
  const labels = text.toLowerCase().split('.');
  const areLabels = labels.every((label) => label !== '' && label.length <= 63 && !label.startsWith('-') && !label.endsWith('-'));
  return labels.length > 1 && text.length <= 253 && areLabels && isEnding(labels.at(-1) ?? '');
}

/** `main.rs`, `README.md`: hosts that are names of files nearly always. */
export function isFileLike(host: string): boolean {
  const labels = host.toLowerCase().split('.');
  return labels.length === 2 && OF_FILES.has(labels[1] as string);
}
