import type { Moment } from './moments.js';
import type { Subject } from './move.js';
import type { CrashingSystem } from './make-move.js';
import { askWhileArmed, isAfter, make } from './make-move.js';

const PATIENCE_WITH_STEPS_MS = 45_000;

/** A subject that stands before the move in question. */
export async function prepared(
  { place }: Moment,
  subject: Subject,
  system: CrashingSystem,
): Promise<Subject> {
  await subject.prepare(system.call);
  for (const [nth, move] of subject.moves.slice(0, place).entries())
    await make(move, subject, system, `${subject.key}-${String(nth)}`);
  return subject;
}

/**
 * Makes the move, and ends a service right after one of its steps. Whoever asked has had no answer and does not ask again: it
 * has happened altogether, or not at all; and then the same request is made once more.
 * @returns whether a service has ended
 */
export async function crash(
  { place, step, isFirst }: Moment,
  subject: Subject,
  system: CrashingSystem,
): Promise<boolean> {
  const { points, call } = system;
  const move = subject.moves[place];
  if (move === undefined) throw new TypeError(`there is no move ${String(place)}`);
  const key = `${subject.key}-crash`;
  const stood = await subject.seen(call);
  points.arm(subject.key, step);
  const asking = askWhileArmed(move, subject, system, key);
  const killed = await points.hasKilled(subject.key, PATIENCE_WITH_STEPS_MS);
  await asking;
  await isAfter(isFirst && killed ? { ...move, after: stood } : move, subject, call);
  await make(move, subject, system, key);
  return killed;
}
