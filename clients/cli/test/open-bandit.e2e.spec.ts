import { EXIT } from '../src/index.js';
import type { PositionsReport } from '../src/product/product-reports.js';
import { describeBothForms } from './support/both-forms.js';
import { exampleData } from './support/example-data.js';
import { assay } from './support/main-job.js';

const MINUTES = 60_000;
const IMPORT = [
  ...['--impressions', '--time', 'timestamp', '--event', 'click=click'],
  ...['--attribute', 'position=position', '--attribute', 'itemId=item_id'],
];
/** As `zcat … | awk` counts them. */
const POSITIONS = [
  { position: 1, impressions: 3284, clicks: 10 },
  { position: 2, impressions: 3388, clicks: 22 },
  { position: 3, impressions: 3328, clicks: 14 },
];

describeBothForms('the open bandit data', (form) => {
  const file = exampleData('obd_random_men.csv.gz');
  const importData = async (path: string) => {
    const { exitCode, output } = await assay(form().folder, 'import', path, ...IMPORT, '--json');
    expect(exitCode).toBe(EXIT.done);
    return JSON.parse(output) as Record<string, unknown>;
  };
  const positions = async (...more: readonly string[]) => {
    const { output } = await assay(form().folder, 'product', 'positions', '--json', ...more);
    return JSON.parse(output) as PositionsReport;
  };

  it(
    'become positions with their impressions and clicks, the second time as well',
    async () => {
      if (file === undefined) return;
      expect(await importData(file)).toMatchObject({
        rows: { read: 10_000, accepted: 10_000, duplicate: 0, refused: 0, leftOut: 0 },
        events: { impression: 10_000, click: 46 },
        before: { impressions: 0, clicks: 0 },
        isCovered: true,
      });
      const first = await positions();
      expect(first.rows).toMatchObject(POSITIONS);
      expect(first).toMatchObject({
        window: { from: '2019-11-24', to: '2019-11-30' },
        exclusions: { otherItems: { impressions: 0 }, withoutPosition: { impressions: 0, clicks: 0 } },
      });
      expect(await importData(file)).toMatchObject({ before: { impressions: 10_000, clicks: 46 } });
      expect((await positions()).rows).toEqual(first.rows);
      const items = await positions('--by', 'item');
      expect(items.rows).toHaveLength(34);
      expect(items.rows.reduce((sum, { impressions }) => sum + impressions, 0)).toBe(10_000);
      const { output } = await assay(form().folder, 'product', 'positions', '--by', 'position,item', '--csv');
      expect(output.split('\n')).toHaveLength(1 + 3 * 34);
    },
    10 * MINUTES,
  );
});
