import { eventually } from '@assay/testing';
import { apiOf } from './support/api.js';
import { describeBothForms, describeDistributed, describeStandalone } from './support/both-forms.js';
import { CrashPoints } from './support/crash/crash-points.js';
import { survive } from './support/crash/lanes.js';
import type { CrashingSystem } from './support/crash/make-move.js';
import { askWhileArmed, isAfter } from './support/crash/make-move.js';
import type { Moment } from './support/crash/moments.js';
import { enumerate } from './support/crash/moments.js';
import type { Subject } from './support/crash/move.js';
import { patient, PATIENCE } from './support/crash/patient.js';
import { chosen, planOf } from './support/crash/plan.js';
import { promotedWinner } from './support/crash/promoted-winner.js';
import { releaseWithErrors } from './support/crash/release-with-errors.js';
import { CrashReport, survivedBefore } from './support/crash/report.js';
import { rolloutWithErrors } from './support/crash/rollout-with-errors.js';
import { assay } from './support/main-job.js';
import type { RunningForm } from './support/standalone.js';

const MINUTES = 60_000;
const STUCK_MS = 5_000;
const TO_DIE_MS = 20_000;
const plan = planOf(process.env);
const describeForms = {
  standalone: describeStandalone,
  distributed: describeDistributed,
  both: describeBothForms,
}[plan.forms];

const KINDS: Readonly<Record<string, (key: string) => Subject>> = {
  promotions: promotedWinner,
  rollouts: rolloutWithErrors,
  releases: releaseWithErrors,
};

const points = new CrashPoints();
let named = 0;

function subjectOf(kind: string): Subject {
  const subject = KINDS[kind];
  if (subject === undefined) throw new TypeError(`there are no ${kind}`);
  return subject(`crashed-${kind}-${String(++named)}`);
}

async function systemOf(form: RunningForm): Promise<CrashingSystem> {
  const ask = await apiOf(form);
  return { points, ask, call: patient(ask) };
}

/** Every step of everything that is decided, in a fixed order. */
async function allMoments(system: CrashingSystem): Promise<readonly Moment[]> {
  const ofKind = async (kind: string): Promise<readonly Moment[]> => {
    const moments = await enumerate(kind, subjectOf(kind), system);
    process.stdout.write(`${kind}: ${String(moments.length)} steps\n`);
    return moments;
  };
  return (await Promise.all(Object.keys(KINDS).map(ofKind))).flat();
}

afterAll(() => points.remove());

describeForms(
  'kill -9 between two steps of a decision',
  (form) => {
    it(
      'leaves it done or not done, and the same wherever one looks',
      async () => {
        const system = await systemOf(form());
        const all = await allMoments(system);
        const before = survivedBefore(form().kind);
        const moments = chosen(all, plan).filter((moment) => !before(moment));
        const report = new CrashReport(form().kind, all, moments.length);
        const until = performance.now() + plan.limitMs;
        const release = await form().supervise();
        await survive(moments, {
          ...{ system, subjectOf },
          tell: (outcome) => {
            report.tell(outcome);
          },
          goesOn: () => performance.now() < until,
        });
        await release();
        expect(report.outcomes.length).toBeGreaterThan(0);
        expect(report.problems).toEqual([]);
      },
      600 * MINUTES,
    );

    it(
      'leaves nothing behind that was done twice or by halves',
      async () => {
        const only = ['--only', 'chain', 'log', 'models', '--json'];
        for (const service of ['promotion', 'assignment', 'rollout'])
          await eventually(async () => {
            const { exitCode, output } = await assay(form().folder, 'verify', service, ...only);
            expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
          }, PATIENCE);
      },
      10 * MINUTES,
    );

    it(
      'control: a relay that moves on before it publishes leaves a promotion between',
      async () => {
        const system = await systemOf(form());
        const subject = subjectOf('promotions');
        const [promote] = subject.moves;
        if (promote === undefined) throw new TypeError('nothing can be promoted');
        await subject.prepare(system.call);
        points.arm(subject.key, 'stored PromotionRequested');
        const asking = askWhileArmed(promote, subject, system, 'forgotten');
        expect(await points.hasKilled(subject.key, TO_DIE_MS)).toBe(true);
        await asking;
        const moveCursor = async (to: string): Promise<number> => {
          const database = await form().database();
          const { rows } = await database.query<{ position: string }>(
            `UPDATE promotion.relay_positions SET position = ${to} WHERE log = 'events' RETURNING position`,
          );
          await database.end();
          return Number(rows[0]?.position);
        };
        const behind = await moveCursor(`(SELECT next FROM promotion.heads WHERE log = 'events')`);
        await form().recover();
        const settled = eventually(
          async () => expect(await subject.seen(system.call)).toEqual(promote.after),
          { timeoutMs: STUCK_MS },
        );
        await expect(settled).rejects.toMatchObject({ code: 'EVENTUALLY_TIMEOUT' });
        const history = await system.call(`/api/v1/promotions/${subject.key}/history`);
        expect(history.body).toMatchObject({ promotions: [{ status: 'requested' }] });
        // Whatever was decided since, a checklist's step for one, was published and comes again.
        await moveCursor(String(behind - 1));
        await isAfter(promote, subject, system.call);
      },
      5 * MINUTES,
    );
  },
  points.env,
);
