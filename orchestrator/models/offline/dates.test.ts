import { describe, expect, it } from 'vitest';
import { createToolRegistry } from '../../tools/registry.ts';
import { createRecordingContext } from '../../tools/testing/tool-context.ts';
import { talk } from '../fixtures/offline-talk.ts';

/** A Tuesday, 10:00 in Berlin. */
const NOW = { nowMs: Date.UTC(2026, 11, 1, 9), instructions: '{"time_zone":"Europe/Berlin"}' };

const TOOLS = Object.fromEntries(
  [...createToolRegistry().values()].map((tool) => [
    tool.name,
    {
      run: async (args: unknown) =>
        (await tool.execute(tool.parameters.parse(args), createRecordingContext({ nowMs: NOW.nowMs }))).output,
    },
  ]),
);

const ask = async (question: string) => (await talk(question, TOOLS, NOW)).answer;

describe('questions about days', () => {
  it.each([
    ['how many days have passed since 15 August', '**108 days ago**'],
    ['how many weeks since 4 July', '**21 weeks ago** and 3 days'],
    ['how long ago was Easter', '**240 days ago**'],
    ['how many days since Monday', '2026-11-30** was **1 day ago**'],
    ['how many months since 15 March', '**8 months ago** and 16 days'],
    ['how many months until June', '**6 months**'],
    ['how many years since 2 June 1953', '**73 years ago**'],
    ['how old is someone born 3 May 1990', '**36 years**'],
    ['how old am I if I was born on 29 February 2000', '**26 years**'],
    ['how many days between 3 May and 10 June', '**38 days**'],
    ['how many days between 15 August and today', '**108 days**'],
    ['how many days from 20 December to 5 January', '**16 days**'],
    ['how many business days between 1 December and 24 December', '**18 business days**'],
    ['how many working days until Christmas', '**18 business days**'],
    ['how many working days are in December 2026', '**23 working days**'],
    ['how many Mondays are in May 2027', '**5 Mondays**'],
    ['how many days in 2028', '**366 days**'],
    ['what day was 4 July 1976', '**Sunday**'],
    ['what date is it in 100 days', '**Thursday, 2027-03-11**'],
    ['90 days ago', '**Wednesday, 2026-09-02**'],
    ['how many days are left this year', '**30 days**'],
    ['how many days left in the month', '**30 days**'],
    ['how many weeks are left this year', '**4 weeks** and 2 days'],
    ['what day of the year is it', '**335**'],
    ['is 2100 a leap year', '**No**'],
    ['what is one month after 31 January', '2027-02-28**'],
    ['what is one month after 31 January', 'has no day 31'],
    ['what is 2026-01-31 plus 1 month', '2026-02-28**'],
    ['subtract 2 weeks from 5 March 2027', '**Friday, 2027-02-19**'],
    ['what date is 3 weeks from Friday', '**Friday, 2026-12-25**'],
    ['when is the next Friday the 13th', '2027-08-13**'],
    ['when is next Friday', 'the one after that is 2026-12-11'],
    ['what day is 03/04/2027', 'with the day first'],
    ['what day of the week is 30 February 2027', 'no 30 February 2027'],
    ['is it Monday today?', '**No**: **Tuesday, 2026-12-01**'],
    ['is it Tuesday today', '**Yes**'],
    ['is today Tuesday', '**Yes**'],
    ['is it the weekend yet', '**No**'],
    ['will it be Wednesday tomorrow', '**Yes**'],
    ['is it Christmas today', '**No**: **Tuesday, 2026-12-01**, not **Friday, 2026-12-25**'],
    ['is it 1 December today?', '**Yes**'],
    ['is today the 3rd', '**No**: **Tuesday, 2026-12-01**, not **Thursday, 2026-12-03**'],
    ['is it the 1st today', '**Yes**'],
    ['is today New Year', '**No**'],
    ['how many days in the next month', '**31 days** from 2027-01-01'],
    ['how many days are in last month', '**30 days** from 2026-11-01'],
    ['how many Mondays are in next year', 'from 2027-01-01 to 2027-12-31'],
    ['was it Sunday yesterday', '**No**: **Monday, 2026-11-30**'],
    [
      'how many days until Christmas and New Year',
      'Friday, 2026-12-25** is in **24 days** (3 weeks and 3 days).\n\n**Friday, 2027-01-01** is in **31 days**',
    ],
    [
      'how many days since 1 May and 3 June',
      '**214 days ago** (30 weeks and 4 days).\n\n**Wednesday, 2026-06-03** was **181 days ago**',
    ],
    ['how many days between Christmas and New Year', '**7 days**'],
    ['is 24 December a Thursday', '**Yes**'],
    ['does Christmas fall on a weekend this year', '**No**'],
    ['how many hours until midnight', '**14 h 0 min**'],
    ['how long until 17:00', '**7 h 0 min**'],
    ['what time will it be in 3 hours', '**13:00**'],
    ['what time was it 45 minutes ago', '**09:15**'],
    ['what time is 90 minutes after 14:30', '**16:00**'],
  ])('%s', async (question, expected) => {
    expect(await ask(question)).toContain(expected);
  });
});

describe('questions about zones', () => {
  it.each([
    ['convert 9:00 New York time on 1 July to UTC', '**13:00** in UTC'],
    ['convert 9:00 New York time on 1 January to UTC', '**14:00** in UTC'],
    ['3pm PST in CET', '**00:00** on the next day in CET'],
    ['what is 3pm EST in London on 1 July', 'at GMT-04:00 on that day'],
    ['what time is it in Lisbon and Tokyo', 'In Lisbon it is **09:00**'],
    ['what time is it in Lisbon and Tokyo', 'In Tokyo it is **18:00**'],
    ['what time is it in Lisbon and Atlantis', 'do not know the time zone of “atlantis”'],
    ['what time is it in Springfield', 'do not know the time zone of “springfield”'],
    ['difference between Sydney and London', '**11 hours ahead of** London'],
    ['time difference between Sydney and London on 1 July', '**9 hours ahead of** London on 2027-07-01'],
    ["if it's 9am in Tokyo what time is it in Paris", '**01:00** in Paris'],
    ["what time is it in Tokyo when it's 9am in Paris", '**17:00** in Tokyo'],
    ['12:00 in Kathmandu in Lord Howe', '**17:15** in Lord Howe'],
    ['convert 14:00 from London to Tokyo', '**23:00** in Tokyo'],
    ["what's 5pm EST in my time zone", '**23:00** in your time zone'],
    ["when it's 3pm here what time is it in Tokyo", '**23:00** in Tokyo'],
    ['what is 8:30 UTC+2 in UTC', '**06:30** in UTC'],
    ['when do the clocks change', '**2027-03-28**: from 02:00 they are put forward to 03:00'],
    ['when do the clocks change in Tokyo', 'do not change'],
    ['what is the UTC offset of Berlin in July', 'GMT+02:00 on 2027-07-01'],
  ])('%s', async (question, expected) => {
    expect(await ask(question)).toContain(expected);
  });
});
