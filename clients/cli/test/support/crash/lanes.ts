import type { CrashingSystem } from './make-move.js';
import type { Moment } from './moments.js';
import { grouped, serviceOf } from './moments.js';
import type { Subject } from './move.js';
import { crash, prepared } from './survive.js';

/** What comes together in one batch comes apart in another: a step that is not taken is waited for in another round. */
const ROUNDS = 4;

/** How a moment went. */
export interface Outcome {
  readonly moment: Moment;
  readonly seconds: number;
  readonly rounds: number;
  /** Why it was not survived. */
  readonly problem?: string;
}

export interface Run {
  readonly system: CrashingSystem;
  /** A new one. */
  readonly subjectOf: (kind: string) => Subject;
  readonly tell: (outcome: Outcome) => void;
  /** Whether there is to be another one. */
  readonly goesOn: () => boolean;
}

const problemOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

async function survived(moment: Moment, first: Promise<Subject>, run: Run): Promise<Outcome> {
  const begin = performance.now();
  let rounds = 0;
  const outcome = () => ({ moment, seconds: (performance.now() - begin) / 1000, rounds });
  try {
    for (let subject = await first; ; subject = await prepare(moment, run)) {
      rounds += 1;
      if (await crash(moment, subject, run.system)) return outcome();
      if (rounds === ROUNDS) return { ...outcome(), problem: 'nobody took the step' };
    }
  } catch (error) {
    return { ...outcome(), problem: problemOf(error) };
  }
}

const prepare = (moment: Moment, { system, subjectOf }: Run): Promise<Subject> =>
  prepared(moment, subjectOf(moment.kind), system);

/** One moment after the other; the subject of the next one is being prepared meanwhile. */
async function lane(moments: readonly Moment[], run: Run): Promise<void> {
  const ahead = (moment: Moment | undefined): Promise<Subject> | undefined => {
    const preparing = moment && prepare(moment, run);
    // Who waits for it is told.
    preparing?.catch(() => undefined);
    return preparing;
  };
  let next = ahead(moments[0]);
  for (const [nth, moment] of moments.entries()) {
    if (next === undefined || !run.goesOn()) break;
    const subject = next;
    next = ahead(moments[nth + 1]);
    run.tell(await survived(moment, subject, run));
  }
  await next?.catch(() => undefined);
}

/** Survives all moments: those of each service one after the other, the services side by side. */
export async function survive(moments: readonly Moment[], run: Run): Promise<void> {
  await Promise.all(grouped(moments, serviceOf).map((ofService) => lane(ofService, run)));
}
