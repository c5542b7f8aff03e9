import { NUMBER, toDigits } from './numbers.ts';
import { type Ability, callThenSay, toToolError } from './plan.ts';

/** Names people use, by the unit of the calculator; an entry of two words holds a factor. */
const NAMES: Readonly<Record<string, string>> = {
  mm: 'mm millimeter millimeters millimetre millimetres',
  cm: 'cm cms centimeter centimeters centimetre centimetres',
  m: 'm meter meters metre metres',
  km: 'km kms kilometer kilometers kilometre kilometres k.m.',
  inch: 'inch inches in "',
  ft: "ft foot feet '",
  yard: 'yd yds yard yards',
  mi: 'mi mile miles',
  '1852 m': 'nmi nautical_mile nautical_miles',
  '9460730472580.8 km': 'ly lightyear lightyears light_year light_years',
  mg: 'mg milligram milligrams',
  g: 'g gram grams gr gramme grammes',
  kg: 'kg kgs kilo kilos kilogram kilograms kilogramme kilogrammes',
  tonne: 't tonne tonnes metric_ton metric_tons',
  ton: 'ton tons short_ton short_tons',
  lb: 'lb lbs pound pounds',
  oz: 'oz ounce ounces',
  stone: 'stone stones',
  ml: 'ml milliliter milliliters millilitre millilitres cc',
  'cl ': 'cl centiliter centiliters centilitre centilitres',
  liter: 'l liter liters litre litres',
  gallon: 'gal gallon gallons',
  quart: 'qt quart quarts',
  pint: 'pt pint pints',
  cup: 'cup cups',
  tablespoon: 'tbsp tablespoon tablespoons',
  teaspoon: 'tsp teaspoon teaspoons',
  fluidounce: 'floz fl_oz fluid_ounce fluid_ounces',
  degC: 'c °c celsius centigrade degc degree_celsius degrees_celsius degrees_c degree_c',
  degF: 'f °f fahrenheit degf degree_fahrenheit degrees_fahrenheit degrees_f degree_f',
  kelvin: 'kelvin kelvins',
  ms: 'ms millisecond milliseconds',
  second: 's sec secs second seconds',
  minute: 'min mins minute minutes',
  hour: 'h hr hrs hour hours',
  day: 'day days',
  week: 'week weeks',
  month: 'month months',
  year: 'year years yr yrs',
  kmh: 'kmh kph km/h kmph kilometers_per_hour kilometres_per_hour km_per_hour',
  mph: 'mph miles_per_hour mi/h',
  'm/s': 'm/s meters_per_second metres_per_second',
  knot: 'knot knots',
  b: 'bit bits',
  B: 'byte bytes',
  kB: 'kb kilobyte kilobytes',
  MB: 'mb megabyte megabytes',
  GB: 'gb gigabyte gigabytes',
  TB: 'tb terabyte terabytes',
  m2: 'm2 m² sqm square_meter square_meters square_metre square_metres',
  'km^2': 'km2 km² square_kilometer square_kilometers square_kilometre square_kilometres',
  sqft: 'sqft square_foot square_feet sq_ft',
  sqmi: 'sqmi square_mile square_miles',
  acre: 'acre acres',
  hectare: 'ha hectare hectares',
  joule: 'j joule joules',
  'kJ ': 'kj kilojoule kilojoules',
  'kcal ': 'kcal kilocalorie kilocalories calories',
  watt: 'w watt watts',
  kW: 'kw kilowatt kilowatts',
  hp: 'hp horsepower',
};

const UNIT_OF = new Map(
  Object.entries(NAMES).flatMap(([unit, names]) =>
    names.split(' ').map((name) => [name.replaceAll('_', ' '), unit.trim()] as const),
  ),
);

const escapePattern = (name: string) => name.replaceAll(/[.*+?^$/()|[\]\\]/g, String.raw`\$&`);
const UNIT = [...UNIT_OF.keys()]
  .sort((a, b) => b.length - a.length)
  .map(escapePattern)
  .join('|');
const QUANTITY = new RegExp(`(?<![\\w.])(${NUMBER}|an?|one|half an?)[ -]?(${UNIT})(?![\\w²])`, 'g');
const TARGET = new RegExp(`(?:^how (?:many|much) |\\b(?:in|into|to|as) (?:an? )?)(${UNIT})(?![\\w²])`, 'g');

/** `6'2"` and `5 ft 11` leave the smaller unit out. */
function spellOut(text: string): string {
  return toDigits(text)
    .replaceAll(
      /(\d+)\s?(?:'|ft|feet|foot)\s?(\d+)(?![\d.])(?:"|''|(?! ?[a-z%])|(?= (?:in|to|into|as)\b(?! (?:in|to)\b)))/g,
      '$1 feet $2 inches',
    )
    .replaceAll(/(\d)\s?degrees?\b(?! [cf]\b| celsius| fahrenheit)/g, '$1')
    .replaceAll('°', ' °')
    .replaceAll(/ +/g, ' ');
}

type Quantity = { amount: string; unit: string };

const toTerm = ({ amount, unit }: Quantity) => (/^\d/.test(unit) ? `${amount} * ${unit}` : `${amount} ${unit}`);

/** The first place that names a unit after "how many", "in", "to", "into" or "as", outside of the quantities themselves. */
function findTarget(text: string, quantities: readonly RegExpMatchArray[]): string | null {
  const inside = (at: number) =>
    quantities.some((match) => at >= (match.index ?? 0) && at < (match.index ?? 0) + match[0].length);
  for (const match of text.matchAll(TARGET)) {
    const name = match[1] as string;
    const at = match.index + match[0].length - name.length;
    // "in" may be the inch of a quantity, or a preposition in front of the real unit.
    if (!inside(at) && !(name === 'in' && new RegExp(`^in (?:${UNIT})\\b`).test(text.slice(at)))) return name;
  }
  return null;
}

type Conversion = { expression: string; source: string; unit: string };

const SIGNS: Readonly<Record<string, string>> = { degC: '°C', degF: '°F', kelvin: 'K' };
const toLabel = (unit: string, name: string) => SIGNS[unit] ?? name;

/** `how many miles is 10 km` → `10 km to mi`; `null` when it is no conversion. */
export function toConversion(question: string): Conversion | null {
  const text = spellOut(question);
  const isCompound = (match: RegExpMatchArray) =>
    match[2] !== 'in' || !new RegExp(`^ (?:${UNIT})\\b`).test(text.slice((match.index ?? 0) + match[0].length));
  const matches = [...text.matchAll(QUANTITY)].filter(isCompound);
  const quantities = matches.map(([, word = '', name = '']) => {
    const amount = /^half/.test(word) ? '0.5' : /^[ao]/.test(word) ? '1' : word.replaceAll(',', '');
    const unit = UNIT_OF.get(name) ?? '';
    return { amount, unit, said: `${amount} ${toLabel(unit, name)}` };
  });
  const [first, second] = quantities;
  if (!first || quantities.length > 2) return null;
  const name = findTarget(text, matches);
  const target = UNIT_OF.get(name ?? '');
  if (name === null || target === undefined || (!second && target === first.unit)) return null;
  const sum = second ? `(${toTerm(first)} + ${toTerm(second)})` : toTerm(first);
  return {
    expression: /^\d/.test(target) ? `${sum} / (${target})` : `${sum} to ${target}`,
    source: quantities.map(({ said }) => said).join(' '),
    unit: toLabel(target, name),
  };
}

/** Conversion of units, through the `calculate` tool. */
export const units: Ability = ({ lower }) => {
  const conversion = toConversion(lower);
  if (!conversion) return null;
  const { expression, source, unit } = conversion;
  return callThenSay({
    intent: 'units',
    agent: 'supervisor',
    why: 'It is a conversion of units.',
    calls: [{ tool: 'calculate', arguments: { expression } }],
    say([outcome]) {
      const error = toToolError(outcome);
      // In the user's own word for the unit instead of the calculator's.
      const number = String(outcome?.data.result).split(' ')[0];
      return error ? `I could not convert ${source} to ${unit}: ${error}.` : `${source} = **${number} ${unit}**`;
    },
  });
};
