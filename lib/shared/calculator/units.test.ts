import { describe, expect, it } from 'vitest';
import { CalculationError } from './calculation-error.ts';
import { computeExpression } from './compute-expression.ts';

const resultOf = (expression: string) => computeExpression(expression).result;

describe('units as the standards define them (NIST SP 811, SI brochure, ISO 80000)', () => {
  it.each([
    ['1 in to cm', '2.54 cm'],
    ['1 ft to m', '0.3048 m'],
    ['1 yd to m', '0.9144 m'],
    ['1 mi to km', '1.609344 km'],
    ['1 nautical mile to m', '1852 m'],
    ['1 light year to km', '9460730472580.8 km'],
    ['1 au to km', '149597870.7 km'],
    ['1 lb to g', '453.59237 g'],
    ['1 oz to g', '28.349523125 g'],
    ['1 stone to lb', '14 lb'],
    ['1 troy ounce to g', '31.1034768 g'],
    ['1 carat to g', '0.2 g'],
    ['1 grain to mg', '64.79891 mg'],
    ['1 short ton to kg', '907.18474 kg'],
    ['1 long ton to kg', '1016.0469088 kg'],
    ['1 tonne to kg', '1000 kg'],
    ['1 gallon to L', '3.785411784 L'],
    ['1 imperial gallon to L', '4.54609 L'],
    ['1 quart to mL', '946.352946 mL'],
    ['1 pint to mL', '473.176473 mL'],
    ['1 UK pint to mL', '568.26125 mL'],
    ['1 cup to mL', '236.5882365 mL'],
    ['1 metric cup to mL', '250 mL'],
    ['1 fl oz to mL', '29.5735295625 mL'],
    ['1 imperial fl oz to mL', '28.4130625 mL'],
    ['1 tbsp to mL', '14.78676478125 mL'],
    ['1 tbsp to tsp', '3 tsp'],
    ['1 cup to tbsp', '16 tbsp'],
    ['1 barrel to L', '158.987294928 L'],
    ['1 acre to m^2', '4046.8564224 m^2'],
    ['1 hectare to m2', '10000 m2'],
    ['1 sq mi to acres', '640 acres'],
    ['1 square foot to square inches', '144 square inches'],
    ['1 cubic meter to liters', '1000 liters'],
    ['1 cubic foot to gallons', '7.48051948052 gallons'],
    ['1 lbf to N', '4.4482216152605 N'],
    ['1 kgf to N', '9.80665 N'],
    ['1 ft-lb to J', '1.35581794833 J'],
    ['1 in-lb to N·m', '0.112984829028 N·m'],
    ['1 psi to Pa', '6894.75729317 Pa'],
    ['1 atm to Pa', '101325 Pa'],
    ['1 bar to kPa', '100 kPa'],
    ['760 torr to atm', '1 atm'],
    ['1 mmHg to Pa', '133.322387415 Pa'],
    ['1 BTU to J', '1055.05585262 J'],
    ['1 kWh to MJ', '3.6 MJ'],
    ['1 MJ to kWh', '0.277777777778 kWh'],
    ['1 kcal to kJ', '4.184 kJ'],
    ['1 eV to J', '1.602176634e-19 J'],
    ['1 hp to W', '745.699871582 W'],
    ['1 metric horsepower to W', '735.49875 W'],
    ['1 mph to km/h', '1.609344 km/h'],
    ['1 knot to km/h', '1.852 km/h'],
    ['36 km/h to m/s', '10 m/s'],
    ['1 rpm to deg/s', '6 deg/s'],
    ['180 deg to rad', '3.14159265359 rad'],
    ['1 KiB to bytes', '1024 bytes'],
    ['1 MB to kB', '1000 kB'],
    ['1 GiB to MiB', '1024 MiB'],
    ['1 TB to GiB', '931.322574615 GiB'],
    ['1 byte to bits', '8 bits'],
    ['0 °C to K', '273.15 K'],
    ['0 K to °C', '-273.15 °C'],
    ['100 °C to °F', '212 °F'],
    ['-40 °F to °C', '-40 °C'],
    ['98.6 F in C', '37 °C'],
    ['0 °F to K', '255.372222222 K'],
    ['1 week to hours', '168 hours'],
    ['1 fortnight to days', '14 days'],
  ])('%s', (expression, result) => {
    expect(resultOf(expression)).toBe(result);
  });
});

describe('units of several parts', () => {
  it.each([
    ['20 miles per gallon to km/l', '8.50287414861 km/l'],
    ['15 km per liter to miles per gallon', '35.2821875 miles per gallon'],
    ['30 mpg to L/100km', '7.84048611111 L/100km'],
    ['30 mpg to liters per 100 km', '7.84048611111 liters per 100 km'],
    ['8 L/100 km to mpg', '29.4018229167 mpg'],
    ['8 L/100km to km/L', '12.5 km/L'],
    ['40 imperial mpg to L/100km', '7.0620234083 L/100km'],
    ['30 mpg to imperial mpg', '36.0284977651 imperial mpg'],
    ['5 gal/min to L/min', '18.92705892 L/min'],
    ['5 gpm to L/s', '0.315450982 L/s'],
    ['2 pounds per week in kg per month', '3.9445526476125 kg per month'],
    ['12 km/h to min/km', '5 min/km'],
    ['5 min/km to km/h', '12 km/h'],
    ['4:30 min/km to km/h', '13.3333333333 km/h'],
    ['8 min/mile to km/h', '12.07008 km/h'],
    ['5 min/km to min/mile', '8.04672 min/mile'],
    ['10 m/s to mph', '22.3693629205 mph'],
    ['100 ft-lb to N·m', '135.581794833 N·m'],
    ['100 foot-pounds to joules', '135.581794833 joules'],
    ['150 Nm to ft-lb', '110.634322392 ft-lb'],
    ['32 psi to bar', '2.20632233381 bar'],
    ['100 Mbit/s to MB/s', '12.5 MB/s'],
    ['100 Mbps to MB/s', '12.5 MB/s'],
    ['$3.50 per gallon to $ per liter', '0.924602183254 $ per liter'],
    ['5 € per kg to € per lb', '2.26796185 € per lb'],
    ['1 g/cm^3 to kg/m^3', '1000 kg/m^3'],
    ['1 kWh/day to W', '41.6666666667 W'],
    ['50 Hz to ms', '20 ms'],
    ['3000 rpm to Hz', '50 Hz'],
    ['atan(1) to deg', '45 deg'],
    ['50 Hz to rpm', '3000 rpm'],
    ['pi to deg', '180 deg'],
    ['9.81 m/s^2 * 70 kg to N', '686.7 N'],
    ['60 km/h * 90 min', '90 km'],
    ['100 km / 2 h', '50 km/h'],
    ['5 m * 3 m', '15 m^2'],
    ['2 kWh / 8 h to W', '250 W'],
    ['100 MB / (10 Mbit/s) to s', '80 s'],
    ['6 ft 2 in to cm', '187.96 cm'],
    [`5'11" in cm`, '180.34 cm'],
    [`6'2" to cm`, '187.96 cm'],
    ["5'11 in cm", '180.34 cm'],
    ['5 ft 11 to cm', '180.34 cm'],
    ['180 cm to feet and inches', '5 feet 10.8661417323 inches'],
    ['70 kg to st and lb', '11 st 0.323583529414 lb'],
    ['2h30m to min', '150 min'],
    ['1 hour 30 minutes in seconds', '5400 seconds'],
    ['1:30 h to min', '90 min'],
    ['150 min to hours and minutes', '2 hours 30 minutes'],
    ['10 lb 4 oz to kg', '4.6493217925 kg'],
    ['1/2 cup in ml', '118.29411825 ml'],
    ['2 1/2 cups to ml', '591.47059125 ml'],
    ['8 oz in ml', '236.5882365 ml'],
    ['10 in in cm', '25.4 cm'],
    ['20 °C + 5 °C', '25 °C'],
    ['30 °C - 20 °C', '10 °C'],
    ['(30 °C - 20 °C) to °F', '18 °F'],
    ['20 °C - 5 °F', '35 °C'],
    ['5 °C/h * 2 h', '10 °C'],
    ['0.5 W/°C * 20 °C', '10 W'],
    ['0.5 W/°C to W/°F', '0.277777777778 W/°F'],
    ['5 km + 300 m', '5.3 km'],
    ['4% of 5 km', '0.2 km'],
    ['max(1 km, 1 mi)', '1.609344 km'],
    ['round(5.678 km, 1)', '5.7 km'],
    ['sqrt(16 m^2)', '4 m'],
  ])('%s', (expression, result) => {
    expect(resultOf(expression)).toBe(result);
  });

  it.each([
    ['20 mpg to km/l', 'US gallon'],
    ['1 ton to kg', '2000 lb'],
    ['1 month to days', '30.436875'],
    ['1 year to days', '365.2425'],
    ['200 calories to kJ', 'calorie of food'],
    ['5 mb to kB', 'megabytes'],
    ['5 Mb to kB', 'megabits'],
    ['1 KB to bytes', 'of 1000'],
    ['8 oz in ml', 'fluid ounces'],
    ['30 mpg to L/100km', 'turned over'],
    ['20 °C + 5 °C', 'difference'],
    ["5'11 in cm", 'inches'],
    ['1/2 cup in ml', 'fraction'],
    ['100 hp to kW', 'mechanical'],
  ])('says what it took in %s', (expression, reading) => {
    expect(computeExpression(expression).reading).toContain(reading);
  });

  it.each([
    '10 kg to m',
    '5 km + 3 kg',
    '5 + 3 min',
    '2 * 20 °C',
    '-300 °C to K',
    '1/(2 cup) to ml',
    '5 to 10',
    '20 USD to EUR',
    '10 to km',
    '5 km to',
    '100 mw to W',
    '3 parsnips to kg',
    '5 km to miles to',
    '20 °C * 20 °C',
    '20 °C / 2',
    '20 °C / 10 °C',
    'sqrt(2 m)',
    '2^(3 m)',
    '5 m to kg m',
    '$5 + 3 €',
    '5 kg^0.5',
  ])('refuses %s', (expression) => {
    expect(() => computeExpression(expression)).toThrow(CalculationError);
  });
});

describe('there and back', () => {
  const KINDS = [
    'mm cm m km in ft yd mi nmi thou furlong au',
    'mg g kg t oz lb st ton long_ton grain carat',
    'ml l m^3 gal qt pint cup floz tbsp tsp imperial_gallon UK_pint in^3 ft^3 bbl',
    'm^2 km^2 ft^2 acre ha sqmi in^2',
    'ms s min h day week month year',
    'km/h m/s mph knot ft/s min/km s/m',
    'J kJ kWh kcal BTU eV ft-lb erg',
    'W kW hp BTU/h PS',
    'Pa bar psi atm mmHg torr kgf/cm^2',
    'mpg km/l L/100km imperial_mpg mi/imperial_gallon',
    'bit B kB MB GiB Mbit',
    '°C °F K °R',
    'deg rad turn',
  ].map((kind) => kind.split(' ').map((unit) => unit.replaceAll('_', ' ')));

  it('reads "in" like "to" before every unit', () => {
    for (const units of KINDS) {
      for (const from of units) {
        for (const to of units) {
          const said = computeExpression(`3 ${from} in ${to}`).result;
          expect(said, `${from} in ${to}`).toBe(computeExpression(`3 ${from} to ${to}`).result);
        }
      }
    }
  });

  it('brings every amount back, between all units of a kind', () => {
    for (const units of KINDS) {
      for (const from of units) {
        for (const to of units) {
          const { result, isRounded } = computeExpression(`(37.5 ${from} to ${to}) to ${from}`);
          expect(result, `${from} → ${to}`).toBe(`37.5 ${from}`);
          expect(isRounded).toBe(false);
        }
      }
    }
  });
});
