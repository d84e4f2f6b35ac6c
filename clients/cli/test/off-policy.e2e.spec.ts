import { EXIT } from '../src/index.js';
import type { OffPolicyView } from '../src/report/views.js';
import { exampleData } from './support/example-data.js';
import { assay } from './support/main-job.js';
import type { RunningForm } from './support/standalone.js';
import { startStandalone } from './support/standalone.js';

const MINUTES = 60_000;
const IMPORT = [
  ...['--experiment', 'tiles', '--create', '--unit-row', '--variant', 'item_id', '--control', '0'],
  ...['--propensity', 'propensity_score', '--outcome', 'click=click', '--time', 'timestamp'],
];
const EVEN = Array.from({ length: 17 }, (_, i) => String(2 * i)).join();
/** As independent tools compute them from the file. */
const KNOWN = [
  [EVEN, { ips: 0.0046, se: 0.00095811, snips: 0.00471408, effective: 4879 }],
  ['0,20,30', { ips: 0.01246667, se: 0.00375696, snips: 0.01295642, effective: 849 }],
] as const;

describe('what another policy would have got on the open bandit data', () => {
  const file = exampleData('obd_random_men.csv.gz');
  let form: RunningForm | undefined;

  beforeAll(async () => {
    if (file !== undefined) form = await startStandalone();
  }, 5 * MINUTES);
  afterAll(() => form?.stop(), MINUTES);

  it(
    'is asked of an import with propensities, and is what is known of it',
    async () => {
      if (file === undefined || form === undefined) return;
      const { folder } = form;
      const { exitCode } = await assay(folder, 'import', file, ...IMPORT, '--json');
      expect(exitCode).toBe(EXIT.done);
      const asked = async (...more: readonly string[]) => {
        const { output } = await assay(folder, 'report', 'tiles', 'off-policy', '--json', ...more);
        return JSON.parse(output) as OffPolicyView;
      };
      for (const [arms, { ips, se, snips, effective }] of KNOWN) {
        const { logged, policies } = await asked('--arms', arms);
        expect(logged).toMatchObject({ n: 10_000, estimate: 0.0046 });
        const [found] = policies;
        expect(found?.ips.estimate).toBeCloseTo(ips, 8);
        expect(found?.ips.se).toBeCloseTo(se, 8);
        expect(found?.snips.estimate).toBeCloseTo(snips, 8);
        expect(Math.round(found?.effectiveSampleSize ?? NaN)).toBe(effective);
        expect(Math.abs((found?.doublyRobust.estimate ?? NaN) - snips)).toBeLessThan(0.25 * se);
      }
      // Control: the mean of the even items' rewards alone says nothing of the units that had others.
      expect((await asked('--weights', '0:1')).policies[0]?.ips.estimate).not.toBeCloseTo(0.0046, 4);
      const refused = await assay(folder, 'report', 'tiles', 'off-policy', '--arms', '0,99');
      expect(refused.exitCode).toBe(EXIT.failed);
      const csv = await assay(folder, 'report', 'tiles', 'off-policy', '--csv');
      expect(csv.output.split('\n')).toHaveLength(1 + 1 + 34);
      const text = await assay(folder, 'report', 'tiles', 'off-policy', '--arms', '0,20,30');
      expect(text.output).toMatch(/uniform over 0, 20, 30 .*1\.25 % ± 0\.38 %/);
    },
    10 * MINUTES,
  );
});
