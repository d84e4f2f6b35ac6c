import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '@assay/testing';
import type { Answer, Call } from '../api.js';
import type { CrashPoints } from './crash-points.js';
import type { Move, Subject } from './move.js';
import { PATIENCE, unanswered } from './patient.js';

const BREATHER_MS = 50;

/** An installation whose services end themselves, and are started again. */
export interface CrashingSystem {
  readonly points: CrashPoints;
  /** Asked again until there is an answer. */
  readonly call: Call;
  /** Asked once. */
  readonly ask: Call;
}

const isDone = ({ status }: Answer): boolean => status >= 200 && status < 300;

export async function isAfter({ after }: Move, { seen }: Subject, call: Call): Promise<void> {
  await eventually(async () => expect(await seen(call)).toEqual(after), PATIENCE);
}

/** Makes a move as whoever asks would: the same request until it is answered. */
export async function make(
  move: Move,
  subject: Subject,
  { call }: CrashingSystem,
  key: string,
): Promise<void> {
  await eventually(async () => {
    const answer = await move.ask(call, key);
    if (!isDone(answer)) throw new TypeError(`${move.name}: ${JSON.stringify(answer.body)}`);
  }, PATIENCE);
  await isAfter(move, subject, call);
}

/** Asks until it is answered, or a service has died of it: then nobody asks again. */
export async function askWhileArmed(
  move: Move,
  subject: Subject,
  { points, ask }: CrashingSystem,
  key: string,
): Promise<void> {
  while (points.isArmed(subject.key)) {
    if (isDone(await move.ask(ask, key).catch(unanswered))) return;
    await sleep(BREATHER_MS);
  }
}
