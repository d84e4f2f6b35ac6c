import type { Subject } from './move.js';
import type { CrashingSystem } from './make-move.js';
import { make } from './make-move.js';

/** Between one durable step and the next. */
export interface Moment {
  /** What is decided about. */
  readonly kind: string;
  /** Which of its moves. */
  readonly place: number;
  readonly move: string;
  readonly step: string;
  /** Nothing of the move is stored before it. */
  readonly isFirst: boolean;
}

/** The service that takes the step. */
export const serviceOf = ({ step }: Moment): string => step.split(':')[0] ?? '';

/** In groups that have something in common. */
export function grouped(
  moments: readonly Moment[],
  by: (moment: Moment) => string,
): readonly (readonly Moment[])[] {
  const groups = new Map<string, Moment[]>();
  for (const moment of moments) groups.set(by(moment), [...(groups.get(by(moment)) ?? []), moment]);
  return [...groups.values()];
}

const inOrder = (a: Moment, b: Moment): number => a.place - b.place || (a.step < b.step ? -1 : 1);

/** The steps of all moves with a new subject, from a round that nobody disturbs; in the same order whenever they are the same. */
export async function enumerate(
  kind: string,
  subject: Subject,
  system: CrashingSystem,
): Promise<readonly Moment[]> {
  // What follows from it is no step of the first move.
  await system.points.stepsOf(subject.key, () => subject.prepare(system.call));
  const moments: Moment[] = [];
  for (const [place, move] of subject.moves.entries()) {
    const key = `${subject.key}-${String(place)}`;
    const steps = await system.points.stepsOf(subject.key, () => make(move, subject, system, key));
    const first =
      move.followsByItself === true ? undefined : steps.find((step) => step.includes(': writing '));
    const moment = (step: string): Moment => ({
      kind,
      place,
      move: move.name,
      step,
      isFirst: step === first,
    });
    if (move.isAgain !== true) moments.push(...steps.map(moment));
  }
  return moments.sort(inOrder);
}

/** So many of them, each from the middle of its share. */
export function some(moments: readonly Moment[], count: number): readonly Moment[] {
  const taken = Math.min(count, moments.length);
  const places = Array.from({ length: taken }, (_, n) => Math.floor(((n + 0.5) * moments.length) / taken));
  return places.flatMap((place) => moments.slice(place, place + 1));
}
