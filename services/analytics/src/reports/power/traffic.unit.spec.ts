import { trafficOf } from './traffic.js';

const seen = (day: string, units: number) => ({ day, units, variant: 'a', phase: 1, unitsWithError: 0 });
const at = (time: string) => Date.parse(`2026-03-${time}:00.000Z`);

it.each([
  ['of the last seven whole days', at('12T09:00'), { unitsPerDay: 30 / 7, days: 7 }],
  ['of as many days as there are', at('03T00:00'), { unitsPerDay: 45, days: 2 }],
  ['is not known on the first day', at('01T23:00'), { unitsPerDay: null, days: 0 }],
  ['is not known without an end of the data', null, { unitsPerDay: null, days: 0 }],
])('traffic %s', (_, completeTo, expected) => {
  const exposures = [
    seen('2026-03-01', 70),
    seen('2026-03-02', 20),
    seen('2026-03-06', 30),
    seen('2026-03-12', 900),
  ];
  expect(trafficOf(exposures, completeTo)).toMatchObject(expected);
});

it('traffic of nobody has a reason', () => {
  expect(trafficOf([], at('12T09:00'))).toEqual({ unitsPerDay: null, days: 0, reason: 'no-units' });
});
