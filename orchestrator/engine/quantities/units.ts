/** `kind`: what it measures; `factor`: of it in the base unit of its kind; `offset`: added before, for temperatures. */
export type Unit = { kind: string; factor: number; offset?: number };

/** kind, factor, names without accents. */
const TABLE: readonly (readonly [kind: string, factor: number, names: string])[] = [
  [
    'length',
    1e3,
    'km kilometer kilometers kilometre kilometres kilometern kilometro kilometros chilometro chilometri quilometro quilometros',
  ],
  ['length', 1, 'm meter meters metre metres metern metro metros metri'],
  ['length', 0.01, 'cm centimeter centimeters centimetre centimetres zentimeter centimetros centimetri'],
  ['length', 1e-3, 'mm millimeter millimeters millimetre millimetres milimetros millimetri'],
  ['length', 1e-6, 'µm μm um micrometer micrometre micrometers micrometres'],
  ['length', 1e-9, 'nm nanometer nanometre nanometers nanometres'],
  ['length', 1609.344, 'mi mile miles meile meilen'],
  ['length', 0.3048, 'ft foot feet'],
  ['length', 0.0254, 'inch inches zoll'],
  ['length', 0.9144, 'yd yard yards'],
  ['area', 1, 'm2 sqm qm quadratmeter quadratmetern'],
  ['area', 1e6, 'km2 quadratkilometer quadratkilometern'],
  ['area', 1e-4, 'cm2 quadratzentimeter'],
  ['area', 1e4, 'ha hectare hectares hektar hectareas'],
  ['area', 4046.856, 'acre acres'],
  ['volume', 1e3, 'm3 cbm kubikmeter kubikmetern'],
  ['volume', 1, 'l liter liters litre litres litern litro litros litri'],
  ['volume', 0.1, 'dl'],
  ['volume', 0.01, 'cl'],
  ['volume', 1e-3, 'ml milliliter millilitre milliliters millilitres mililitros cm3'],
  ['mass', 1, 'g gram grams gramm gramme grammes gramo gramos grammi gramas'],
  ['mass', 1e3, 'kg kilogram kilograms kilogramm kilogramme kilogrammes kilo kilos kilogramos chilogrammi'],
  ['mass', 1e-3, 'mg milligram milligrams milligramm miligramos'],
  ['mass', 1e6, 't tonne tonnes tonnen toneladas tonnellate ton'],
  ['mass', 453.592, 'lb lbs'],
  ['time', 1e-3, 'ms millisecond milliseconds millisekunden'],
  ['time', 1, 's sec secs second seconds sekunde sekunden seconde secondes segundo segundos secondo secondi seconden'],
  ['time', 60, 'min mins minute minutes minuten minuto minutos minuti minuut'],
  ['time', 3600, 'h hr hrs hour hours stunde stunden heure heures hora horas ora ore uur'],
  ['time', 86_400, 'day days tag tage tagen jour jours dia dias giorno giorni dag dagen'],
  ['time', 604_800, 'week weeks woche wochen semaine semaines semana semanas settimana settimane weken'],
  ['months', 1, 'month months monat monate monaten mois mes meses mese mesi maand maanden'],
  ['months', 12, 'year years yr yrs jahr jahre jahren an ans annee annees ano anos anno anni jaar jaren'],
  ['speed', 1 / 3.6, 'kmh kph'],
  ['speed', 0.44704, 'mph'],
  ['frequency', 1, 'hz hertz'],
  ['frequency', 1e3, 'khz kilohertz'],
  ['frequency', 1e6, 'mhz megahertz'],
  ['frequency', 1e9, 'ghz gigahertz'],
  ['data', 1e3, 'kb kib kilobyte kilobytes'],
  ['data', 1e6, 'mb mib megabyte megabytes'],
  ['data', 1e9, 'gb gib gigabyte gigabytes go'],
  ['data', 1e12, 'tb tib terabyte terabytes'],
  ['power', 1, 'w watt watts'],
  ['power', 1e3, 'kw kilowatt kilowatts'],
  ['power', 1e6, 'mw megawatt megawatts'],
  ['power', 1e9, 'gw gigawatt gigawatts'],
  ['energy', 1, 'wh'],
  ['energy', 1e3, 'kwh'],
  ['energy', 1e6, 'mwh'],
  ['energy', 1e9, 'gwh'],
  ['voltage', 1, 'v volt volts'],
  ['voltage', 1e3, 'kv'],
  ['current', 1, 'ampere amperes amps'],
  ['current', 1e-3, 'ma'],
  ['pressure', 1, 'pa pascal'],
  ['pressure', 100, 'hpa mbar'],
  ['pressure', 1e5, 'bar'],
  ['pressure', 133.322, 'mmhg'],
  ['ratio', 0.01, '% percent percentage prozent procent percento'],
  ['ratio', 0.001, '‰ promille'],
  ['points', 1, 'prozentpunkt prozentpunkte prozentpunkten'],
];
const UNITS: ReadonlyMap<string, Unit> = new Map(
  TABLE.flatMap(([kind, factor, names]) => names.split(' ').map((name) => [name, { kind, factor }] as const)),
);

const CURRENCIES: ReadonlyMap<string, string> = new Map(
  (
    [
      ['EUR', '€ eur euro euros'],
      ['USD', '$ us$ usd dollar dollars dolares dollari'],
      ['GBP', '£ gbp sterling'],
      ['JPY', '¥ jpy yen'],
      ['CNY', 'cny rmb yuan'],
      ['INR', '₹ inr rupee rupees'],
      ['RUB', '₽ rub rubel roubles'],
      ['CHF', 'chf franken francs fr. sfr'],
      ['BRL', 'r$ brl reais real'],
      ['SEK', 'sek'],
      ['NOK', 'nok'],
      ['DKK', 'dkk'],
      ['PLN', 'pln zl'],
      ['CZK', 'czk'],
      ['KRW', '₩ krw won'],
      ['TRY', '₺ try'],
      ['CAD', 'cad c$'],
      ['AUD', 'aud a$'],
      ['MXN', 'mxn'],
      ['XXX', 'kr kroner kronor kronen pesos'],
    ] as const
  ).flatMap(([code, names]) => names.split(' ').map((name) => [name, code] as const)),
);

const MULTIPLIERS: ReadonlyMap<string, number> = new Map(
  (
    [
      [1e3, 'k thousand tausend mille mil mila duizend tsd'],
      [1e5, 'lakh lakhs'],
      [1e6, 'mn mln mio million millions millionen millones milione milioni miljoen milhao milhoes'],
      [1e7, 'crore crores'],
      [1e9, 'b bn billion billions mrd milliarde milliarden milliard milliards miliardo miliardi miljard bilhao bilhoes'],
      [1e12, 'tn trillion trillions billionen billones biljoen'],
    ] as const
  ).flatMap(([value, names]) => names.split(' ').map((name) => [name, value] as const)),
);

/** `name` folded. */
export const toUnit = (name: string): Unit | null => UNITS.get(name) ?? null;
export const toCurrency = (name: string): string | null => CURRENCIES.get(name) ?? null;
export const toMultiplier = (name: string): number | null => MULTIPLIERS.get(name) ?? null;

const AREA = /^(?:square|sq|cuadrad|carre|quadrat|quadrad)/;
const SPACE = /^(?:cubic|cubic|cubos|cubes|cubi)/;

/** `square metres`, `metros cuadrados`: a length with this word beside it. */
export function toPower(unit: Unit, word: string): Unit | null {
  if (unit.kind !== 'length') return null;
  if (AREA.test(word)) return { kind: 'area', factor: unit.factor ** 2 };
  return SPACE.test(word) ? { kind: 'volume', factor: 1e3 * unit.factor ** 3 } : null;
}
