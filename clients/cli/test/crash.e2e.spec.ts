import { eventually } from '@assay/testing';
import type { Answer, Call } from './support/api.js';
import { apiOf } from './support/api.js';
import { describeBothForms, describeStandalone } from './support/both-forms.js';
import { CrashPoints } from './support/crash/crash-points.js';
import type { Move, Subject } from './support/crash/move.js';
import { promotedWinner } from './support/crash/promoted-winner.js';
import { releaseWithErrors } from './support/crash/release-with-errors.js';
import { rolloutWithErrors } from './support/crash/rollout-with-errors.js';
import { assay } from './support/main-job.js';
import type { RunningForm } from './support/standalone.js';

const MINUTES = 60_000;
const PATIENCE = { timeoutMs: 2 * MINUTES };
/** Of each subject; the soak asks for all. */
const STEPS = Number(process.env['SOAK_CRASH_STEPS'] ?? 1);
/** Whoever is killed leaves its Kafka group after half a minute: over five processes only the soak waits for that. */
const describeForms = process.env['SOAK_CRASH_STEPS'] === undefined ? describeStandalone : describeBothForms;
const TRIES = 4;
const STUCK_MS = 5_000;
const PATIENCE_WITH_STEPS_MS = 20_000;

const points = new CrashPoints();
let asked = 0;

/** What is asked of a service that dies has no answer. */
const unanswered = (): Answer => ({ status: 0, body: {} });

async function isAfter({ after }: Move, { seen }: Subject, call: Call): Promise<void> {
  await eventually(async () => expect(await seen(call)).toEqual(after), PATIENCE);
}

/** Makes a move as whoever asks would: the same request until it is answered. */
async function make(
  move: Move,
  subject: Subject,
  call: Call,
  key = `move-${String(++asked)}`,
): Promise<void> {
  await eventually(async () => {
    const { status, body } = await move.ask(call, key).catch(unanswered);
    if (status === 0 || status >= 300) throw new TypeError(`${move.name}: ${JSON.stringify(body)}`);
  }, PATIENCE);
  await isAfter(move, subject, call);
}

interface Moment {
  /** Which of the moves. */
  readonly place: number;
  readonly move: string;
  readonly step: string;
  /** Nothing of the move is stored before it. */
  readonly isFirst: boolean;
}

/** The steps of all moves, from a round that nobody disturbs. */
async function enumerate(subject: Subject, call: Call): Promise<readonly Moment[]> {
  const moments: Moment[] = [];
  for (const [place, move] of subject.moves.entries()) {
    const steps = await points.stepsOf(() => make(move, subject, call));
    const first = steps.find((step) => step.startsWith('writing'));
    const moment = (step: string): Moment => ({ place, move: move.name, step, isFirst: step === first });
    if (move.isAgain !== true) moments.push(...steps.map(moment));
  }
  return moments;
}

/** So many of them, each from the middle of its share. */
function some(moments: readonly Moment[], count: number): readonly Moment[] {
  const taken = Math.min(count, moments.length);
  const places = Array.from({ length: taken }, (_, n) => Math.floor(((n + 0.5) * moments.length) / taken));
  return places.flatMap((place) => moments.slice(place, place + 1));
}

/**
 * Makes the moves up to one, and ends a process right after one of its steps. Whoever asked has had no answer and does not
 * ask again: it has happened altogether, or not at all; and then the same request is made once more.
 * @returns whether a process has ended
 */
async function crash(
  { place, step, isFirst }: Moment,
  subject: Subject,
  form: RunningForm,
): Promise<boolean> {
  const call = await apiOf(form);
  await subject.prepare(call);
  for (const before of subject.moves.slice(0, place)) await make(before, subject, call);
  const move = subject.moves[place];
  if (move === undefined) throw new TypeError(`there is no move ${String(place)}`);
  const key = `crash-${String(++asked)}`;
  const stood = await subject.seen(call);
  points.arm(step);
  const asking = move.ask(call, key).catch(unanswered);
  const killed = await points.hasKilled(PATIENCE_WITH_STEPS_MS);
  await asking;
  if (killed) await form.recover();
  if (isFirst && killed) expect(await subject.seen(call)).toEqual(stood);
  else await isAfter(move, subject, call);
  await make(move, subject, call, key);
  return killed;
}

/** What comes together in one batch comes apart in another: a step that is not taken is waited for in another round. */
async function survive(moment: Moment, subject: (key: string) => Subject, form: RunningForm): Promise<void> {
  const tried = () => subject(`crashed-${String(++asked)}`);
  for (let round = 1; !(await crash(moment, tried(), form)); round += 1)
    if (round === TRIES) throw new TypeError(`${moment.move}: nobody came to "${moment.step}"`);
  process.stdout.write(`${moment.move}: killed after "${moment.step}"\n`);
}

afterAll(() => points.remove());

describeForms(
  'kill -9 between two steps of a decision',
  (form) => {
    it.each([
      ['promotions', promotedWinner],
      ['rollouts', rolloutWithErrors],
      ['releases', releaseWithErrors],
    ] as const)(
      'of %s leaves it done or not done, and the same wherever one looks',
      async (name, subjectOf) => {
        const call = await apiOf(form());
        const subject = subjectOf(name);
        await subject.prepare(call);
        const moments = await enumerate(subject, call);
        process.stdout.write(`${name}: ${String(moments.length)} steps\n`);
        for (const moment of some(moments, STEPS)) await survive(moment, subjectOf, form());
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
      5 * MINUTES,
    );

    it(
      'control: a relay that moves on before it publishes leaves a promotion between',
      async () => {
        const call = await apiOf(form());
        const subject = promotedWinner('forgotten');
        const [promote] = subject.moves;
        if (promote === undefined) throw new TypeError('nothing can be promoted');
        await subject.prepare(call);
        points.arm('stored PromotionRequested');
        const asking = promote.ask(call, 'forgotten').catch(unanswered);
        expect(await points.hasKilled(20_000)).toBe(true);
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
        const settled = eventually(async () => expect(await subject.seen(call)).toEqual(promote.after), {
          timeoutMs: STUCK_MS,
        });
        await expect(settled).rejects.toMatchObject({ code: 'EVENTUALLY_TIMEOUT' });
        const history = await call('/api/v1/promotions/forgotten/history');
        expect(history.body).toMatchObject({ promotions: [{ status: 'requested' }] });
        // Whatever was decided since, a checklist's step for one, was published and comes again.
        await moveCursor(String(behind - 1));
        await isAfter(promote, subject, call);
      },
      5 * MINUTES,
    );
  },
  points.env,
);
