import { eventually } from '@assay/testing';
import { EXIT } from '../src/index.js';
import { apiOf } from './support/api.js';
import { describeStandalone } from './support/both-forms.js';
import { CrashPoints, OTHERS } from './support/crash/crash-points.js';
import { assay } from './support/main-job.js';
import type { Forgotten } from './support/visitors.js';
import {
  ADA,
  BOB,
  heldInDatabase,
  PATIENCE,
  PRIVATE,
  unitsByName,
  visit,
  visitors,
  wholeLog,
} from './support/visitors.js';

const MINUTES = 60_000;
const EXPERIMENT = 'checkout';

const points = new CrashPoints();
afterAll(() => points.remove());

describeStandalone(
  'who is forgotten',
  (form) => {
    it(
      'had attributes that reports knew and the log did not',
      async () => {
        const call = await apiOf(form());
        await visitors(call, EXPERIMENT);
        const log = await wholeLog(form());
        expect(log).toContain('"sealed":"1.');
        expect(log).not.toContain(ADA);
        expect(
          (await heldInDatabase(form(), ADA)).filter((table) => !table.startsWith('analytics_')),
        ).toEqual([]);
        const { output } = await assay(
          form().folder,
          'explain',
          'unit',
          'ada',
          '--experiment',
          EXPERIMENT,
          '--json',
        );
        expect(output).toContain(ADA);
        expect(JSON.parse(output)).toMatchObject({ explanation: { assignment: { agrees: true } } });
      },
      3 * MINUTES,
    );

    it(
      'is forgotten altogether, also when the process is killed right after the decision',
      async () => {
        points.arm(OTHERS, 'stored UnitForgotten');
        const { exitCode } = await assay(form().folder, 'forget', 'ada', '--reason', 'request 4711');
        expect(exitCode).toBe(EXIT.failed);
        expect(await points.hasKilled(OTHERS, 10_000)).toBe(true);
        await form().recover();
        const again = await assay(form().folder, 'forget', 'ada', '--reason', 'asked again', '--json');
        const { units } = JSON.parse(again.output) as Forgotten;
        expect(units.map(({ unit, erasure: { reason } }) => [unit, reason])).toEqual([
          ['ada', 'request 4711'],
          ['anonymous', 'asked again'],
        ]);
        const call = await apiOf(form());
        await eventually(
          async () => expect(await unitsByName(call, EXPERIMENT)).toEqual({ '': 1, [BOB]: 1 }),
          PATIENCE,
        );
        await eventually(async () => expect(await heldInDatabase(form(), ADA)).toEqual([]), PATIENCE);
        expect(await heldInDatabase(form(), BOB)).not.toEqual([]);
        const { keysDestroyed } = JSON.parse(
          (await assay(form().folder, 'forget', 'ada', '--reason', 'once more', '--json')).output,
        ) as Forgotten;
        expect(keysDestroyed).toBe(0);
      },
      3 * MINUTES,
    );

    it(
      'is named in the audit with who and why, and told to be erased wherever it is asked for',
      async () => {
        const { folder } = form();
        const audit = await assay(folder, 'audit', '--type', 'UnitForgotten', '--json');
        const { entries } = JSON.parse(audit.output) as { entries: { actor: string; reason: string }[] };
        expect(entries.map(({ reason }) => reason).sort()).toEqual(['asked again', 'request 4711']);
        expect(new Set(entries.map(({ actor }) => actor)).size).toBe(1);
        const explained = await assay(folder, 'explain', 'unit', 'ada', '--experiment', EXPERIMENT);
        expect(explained.exitCode).toBe(EXIT.done);
        expect(explained.output).toContain('attributes erased');
        expect(explained.output).toContain('they are erased');
        const opened = await assay(folder, 'export', 'assay.interactions.v1', '--subject', 'ada', '--open');
        expect(opened.output).toContain('"outcome":"erased"');
        expect(explained.output + opened.output + (await wholeLog(form()))).not.toContain(ADA);
      },
      2 * MINUTES,
    );

    it(
      'stays forgotten when it comes back, and keeps its variant',
      async () => {
        const call = await apiOf(form());
        const variantOf = async (): Promise<unknown> =>
          (
            await call('/api/v1/experiments/assign', {
              experiment: EXPERIMENT,
              unit: 'ada',
              attributes: { plan: 'pro' },
            })
          ).body['variant'];
        const before = await variantOf();
        await visit(call, EXPERIMENT, 'ada', ADA);
        expect(await variantOf()).toBe(before);
        await eventually(async () => {
          const { output } = await assay(form().folder, 'lag', '--json');
          expect(output).not.toMatch(/"lag": [1-9]/);
        }, PATIENCE);
        expect(await heldInDatabase(form(), ADA)).toEqual([]);
        expect(await unitsByName(call, EXPERIMENT)).toEqual({ '': 1, [BOB]: 1 });
      },
      2 * MINUTES,
    );

    it(
      'leaves chains, topics and read models that verify, and that a rebuild makes again',
      async () => {
        const { folder } = form();
        await eventually(async () => {
          const { exitCode, output } = await assay(folder, 'verify', '--json');
          expect({ exitCode, output }).toMatchObject({ exitCode: EXIT.done });
        }, PATIENCE);
        const { exitCode, output } = await assay(folder, 'rebuild', 'analytics', '--json');
        const { rebuilt } = JSON.parse(output) as { rebuilt: { projection: string; verdict: string }[] };
        expect(rebuilt.filter(({ verdict }) => verdict === 'different')).toEqual([]);
        expect(rebuilt).toContainEqual(
          expect.objectContaining({ projection: 'engine', verdict: 'identical' }),
        );
        expect(exitCode).toBe(EXIT.done);
        expect(await heldInDatabase(form(), ADA)).toEqual([]);
      },
      5 * MINUTES,
    );
  },
  { ...points.env, ...PRIVATE },
);

describeStandalone('the control: without privacy', (form) => {
  it(
    'attributes lie in the log in clear, and nobody can be forgotten',
    async () => {
      const call = await apiOf(form());
      await visitors(call, EXPERIMENT);
      expect(await wholeLog(form())).toContain(ADA);
      expect(await heldInDatabase(form(), ADA)).toContain('bus.log');
      const refused = await call('/api/v1/admin/services/event-ingest/erasures', {
        unit: 'ada',
        reason: 'asked for it',
      });
      expect(refused).toMatchObject({ status: 409, body: { code: 'PRIVACY_OFF' } });
      expect((await assay(form().folder, 'forget', 'ada', '--reason', 'asked for it')).exitCode).toBe(
        EXIT.failed,
      );
    },
    3 * MINUTES,
  );
});
