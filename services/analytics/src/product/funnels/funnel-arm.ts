import type { Exposure } from '../../engine/state/observation.js';

/** When a unit first saw a variant in a run. */
export type Seen = readonly [run: number, variant: string, first: number];

/** In order of run and variant. */
export function withSeen(seen: readonly Seen[], { run, variant, time }: Exposure): readonly Seen[] {
  const others = seen.filter(([knownRun, known]) => knownRun !== run || known !== variant);
  const before = seen.find(([knownRun, known]) => knownRun === run && known === variant)?.[2] ?? time;
  const all: readonly Seen[] = [...others, [run, variant, Math.min(before, time)]];
  return [...all].sort(byRunAndVariant);
}

const byRunAndVariant = (one: Seen, other: Seen): number => {
  if (one[0] !== other[0]) return one[0] - other[0];
  return one[1] < other[1] ? -1 : 1;
};

/** The variant of units that were seen in more than one. */
export const IN_SEVERAL = '';
export const armOf = (run: number, variant: string): string => `${String(run)}/${variant}`;

/**
 * Run and variant that a unit was in at a time: those of the last run it had entered by then; undefined when it was in
 * none.
 */
export function armAt(seen: readonly Seen[], time: number): string | undefined {
  const entered = new Map<number, number>();
  for (const [run, , first] of seen) entered.set(run, Math.min(entered.get(run) ?? Infinity, first));
  const runs = [...entered].filter(([, first]) => first <= time);
  const [run] = runs.reduce<readonly [number | undefined, number]>(
    (latest, [own, first]) => (first >= latest[1] ? [own, first] : latest),
    [undefined, -Infinity],
  );
  if (run === undefined) return undefined;
  const variants = seen.filter(([own]) => own === run).map(([, variant]) => variant);
  return armOf(run, variants.length === 1 ? (variants[0] ?? IN_SEVERAL) : IN_SEVERAL);
}
