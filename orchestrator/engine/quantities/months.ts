const NAMES: readonly string[] = [
  'january januar janvier enero gennaio januari janeiro',
  'february februar fevrier febrero febbraio februari fevereiro',
  'march marz maerz mars marzo maart marco',
  'april avril abril aprile',
  'may mai mayo maggio mei maio',
  'june juni juin junio giugno junho',
  'july juli juillet julio luglio julho',
  'august aout agosto augustus',
  'september septembre septiembre settembre setembro',
  'october oktober octobre octubre ottobre outubro',
  'november novembre noviembre novembro',
  'december dezember decembre diciembre dicembre dezembro',
];
/** Only beside a number: alone they are other words. */
const SHORT: readonly string[] = [
  'jan',
  'feb',
  'mar mrz',
  'apr avr abr',
  'may mag',
  'jun',
  'jul',
  'aug',
  'sep sept',
  'oct okt',
  'nov',
  'dec dez',
];
/** A month only beside a number or behind a word for it. */
const AMBIGUOUS: ReadonlySet<string> = new Set([
  'may',
  'march',
  'mars',
  'mei',
  'mai',
  'marco',
  'august',
  'april',
  'june',
  'juni',
  'juin',
  'aout',
]);

const toMap = (lists: readonly string[]) =>
  new Map(lists.flatMap((names, at) => names.split(' ').map((name) => [name, at + 1] as const)));
const LONG = toMap(NAMES);
const ALL = new Map([...LONG, ...toMap(SHORT)]);

/** The month that a word beside a number names, 1 to 12. `word` folded. */
export const toMonth = (word: string): number | null => ALL.get(word) ?? null;

/** The month that a word alone names. `before`: the word before it. */
export function toLoneMonth(word: string, before: string): number | null {
  const month = LONG.get(word) ?? null;
  if (month === null || !AMBIGUOUS.has(word)) return month;
  return /^(?:in|im|of|since|until|till|seit|bis|en|de|du|from|to|last|next|early|late|mid|by|by|depuis|a|op|sinds)$/.test(before)
    ? month
    : null;
}

const WEEKDAYS: readonly string[] = [
  'monday montag lundi lunes lunedi maandag',
  'tuesday dienstag mardi martes martedi dinsdag',
  'wednesday mittwoch mercredi miercoles mercoledi woensdag',
  'thursday donnerstag jeudi jueves giovedi donderdag',
  'friday freitag vendredi viernes venerdi vrijdag',
  'saturday samstag sonnabend samedi sabado sabato zaterdag',
  'sunday sonntag dimanche domingo domenica zondag',
];
const DAYS = toMap(WEEKDAYS);

/** The day of the week that a word names, 1 (Monday) to 7. `word` folded. */
export const toWeekday = (word: string): number | null => DAYS.get(word) ?? DAYS.get(word.replace(/s$/, '')) ?? null;
