import { randomUUID } from 'node:crypto';
import { eventually, redisUrl } from '@assay/testing';
import { Redis } from 'ioredis';
import { EXIT } from '../src/index.js';
import { apiOf } from './support/api.js';
import { describeDistributed } from './support/both-forms.js';
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
  visitors,
  wholeLog,
} from './support/visitors.js';

const MINUTES = 60_000;
/** Redis is one for all: the run of another test has another name. */
const EXPERIMENT = `checkout-${randomUUID().slice(0, 8)}`;

const points = new CrashPoints();
afterAll(() => points.remove());

describeDistributed(
  'who is forgotten by one process',
  (form) => {
    let redis: Redis;
    const kept = async (unit: string) => redis.get(`assay:sticky:${EXPERIMENT}/1/7:default/${unit}`);

    beforeAll(async () => {
      redis = new Redis(redisUrl() ?? '');
      await visitors(await apiOf(form()), EXPERIMENT);
    }, 3 * MINUTES);
    afterAll(async () => {
      await redis.quit();
    });

    it(
      'had attributes that only analytics could read',
      async () => {
        for (const unit of ['anonymous', 'ada', 'bob'])
          await eventually(async () => expect(await kept(unit)).toContain('"sealed":"1.'), PATIENCE);
        expect((await heldInDatabase(form(), ADA)).filter((table) => !/^analytics/.test(table))).toEqual([]);
        expect(await heldInDatabase(form(), ADA)).not.toEqual([]);
        const log = await wholeLog(form());
        expect([log.includes(EXPERIMENT), log.includes(ADA)]).toEqual([true, false]);
      },
      MINUTES,
    );

    it(
      'is forgotten by all others, also when that one is killed right after the decision',
      async () => {
        const { folder } = form();
        points.arm(OTHERS, 'stored UnitForgotten');
        expect((await assay(folder, 'forget', 'ada', '--reason', 'request 4711')).exitCode).toBe(EXIT.failed);
        expect(await points.hasKilled(OTHERS, 10_000)).toBe(true);
        await form().recover();
        const { output } = await assay(folder, 'forget', 'ada', '--reason', 'asked again', '--json');
        expect((JSON.parse(output) as Forgotten).units.map(({ unit }) => unit)).toEqual(['ada', 'anonymous']);
        const call = await apiOf(form());
        await eventually(
          async () => expect(await unitsByName(call, EXPERIMENT)).toEqual({ '': 1, [BOB]: 1 }),
          PATIENCE,
        );
        await eventually(
          async () => expect([await kept('ada'), await kept('anonymous')]).toEqual([null, null]),
          PATIENCE,
        );
        await eventually(async () => expect(await heldInDatabase(form(), ADA)).toEqual([]), PATIENCE);
        // Control: who was not forgotten is still there, everywhere.
        expect(await kept('bob')).toContain('"sealed":"1.');
        expect(await heldInDatabase(form(), BOB)).not.toEqual([]);
      },
      3 * MINUTES,
    );

    it(
      'is served its variant from the log, and is in no figure that a rebuild changes',
      async () => {
        const { folder } = form();
        const call = await apiOf(form());
        const path = `/api/v1/admin/experiments/${EXPERIMENT}/explain?unit=ada`;
        const { body } = await call<{ assignment: { variant: string; attributesErased: boolean } }>(path);
        expect(body.assignment.attributesErased).toBe(true);
        const asked = { experiment: EXPERIMENT, unit: 'ada', attributes: { plan: 'pro' } };
        const served = await call('/api/v1/experiments/assign', asked);
        expect(served.body).toMatchObject({ variant: body.assignment.variant });
        await eventually(async () => {
          const { exitCode, output } = await assay(folder, 'verify', '--json');
          expect({ exitCode, output }).toMatchObject({ exitCode: EXIT.done });
        }, PATIENCE);
        const rebuilt = await assay(folder, 'rebuild', 'analytics', 'engine', '--json');
        expect([rebuilt.exitCode, rebuilt.output]).toEqual([
          EXIT.done,
          expect.stringContaining('"verdict": "identical"'),
        ]);
        expect(await heldInDatabase(form(), ADA)).toEqual([]);
      },
      4 * MINUTES,
    );
  },
  { ...points.env, ...PRIVATE },
);
