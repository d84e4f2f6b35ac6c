import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { compareMeans, compareProportions, srmByPhase, wilsonInterval } from '../src/index.js';
import { dataFile } from './reference/data-files.js';

interface ArmSums {
  phase: number;
  n: number;
  sum: bigint;
  sumSquares: bigint;
  retained1: number;
  retained7: number;
}

const emptyArm = (): ArmSums => ({ phase: 1, n: 0, sum: 0n, sumSquares: 0n, retained1: 0, retained7: 0 });

function readArms(path: string): { gate30: ArmSums; gate40: ArmSums } {
  const arms = { gate30: emptyArm(), gate40: emptyArm() };
  const [, ...lines] = gunzipSync(readFileSync(path)).toString('utf8').trim().split(/\r?\n/);
  for (const line of lines) {
    const [, version, rounds = '0', day1, day7] = line.split(',');
    const arm = version === 'gate_30' ? arms.gate30 : arms.gate40;
    arm.n += 1;
    arm.sum += BigInt(rounds);
    arm.sumSquares += BigInt(rounds) ** 2n;
    arm.retained1 += day1 === 'TRUE' ? 1 : 0;
    arm.retained7 += day7 === 'TRUE' ? 1 : 0;
  }
  return arms;
}

const file = dataFile('EXAMPLE_DATA', '../shared/data', 'cookie_cats.csv.gz');
const arms = file === undefined ? undefined : readArms(file);
/** Runs with the data, or passes with the note that they are missing. */
const withData = (check: (arms: { gate30: ArmSums; gate40: ArmSums }) => void) => (): void => {
  if (arms !== undefined) check(arms);
};
const significant = (value: number | null, digits = 6): number =>
  Number((value ?? Number.NaN).toPrecision(digits));

describe('Cookie Cats', () => {
  it(
    'fewer players of gate_40 return after seven days',
    withData(({ gate30, gate40 }) => {
      const comparison = compareProportions(
        [{ ...gate30, successes: gate30.retained7 }],
        [{ ...gate40, successes: gate40.retained7 }],
      );
      expect(significant(comparison.statistic, 7)).toBe(-3.164359);
      expect(significant(comparison.pValue)).toBe(0.00155425);
      expect(comparison.interval?.map((end) => Number(end.toFixed(8)))).toEqual([-0.01328155, -0.00312104]);
      expect(significant(gate30.retained7 / gate30.n, 7)).toBe(0.1902013);
      expect(significant(gate40.retained7 / gate40.n, 7)).toBe(0.182);
      expect(wilsonInterval({ n: gate30.n, successes: gate30.retained7 })[0]).toBeLessThan(0.1902013);
    }),
  );

  it(
    'after one day the difference may be chance',
    withData(({ gate30, gate40 }) => {
      const comparison = compareProportions(
        [{ ...gate30, successes: gate30.retained1 }],
        [{ ...gate40, successes: gate40.retained1 }],
      );
      expect(significant(comparison.statistic, 7)).toBe(-1.784086);
      expect(significant(comparison.pValue)).toBe(0.0744097);
    }),
  );

  it(
    'the rounds played differ by chance, with one player of 49,854 rounds in the data',
    withData(({ gate30, gate40 }) => {
      const decimals = (arm: ArmSums) => ({
        ...arm,
        sum: String(arm.sum),
        sumSquares: String(arm.sumSquares),
      });
      const comparison = compareMeans([decimals(gate30)], [decimals(gate40)]);
      expect(significant(comparison.statistic)).toBe(-0.885437);
      expect(significant(comparison.pValue)).toBe(0.375924);
    }),
  );

  it(
    'the split is off by a little less than raises the alarm',
    withData(({ gate30, gate40 }) => {
      const srm = srmByPhase([{ counts: [gate30.n, gate40.n], weights: [1, 1] }]);
      expect(significant(srm.pValue)).toBe(0.00860799);
      expect(srm.sequentialPValue).toBeGreaterThan(0.01);
    }),
  );
});
