import type { StoredEvent } from '@assay/event-store';
import { canonicalJson } from '@assay/contracts';
import type { ExperimentStreamEvent } from './experiment-evolve.fold.js';
import type { ExistingExperiment, ExperimentState } from './experiment-state.js';
import { conclusionOf, currentRun, shownStatus } from './experiment-state.js';
import { experimentDecider } from './experiment.decider.js';

export interface Difference {
  /** Names joined by dots; variants and overrides by their key. */
  readonly path: string;
  /** Null where there was nothing. */
  readonly before: unknown;
  readonly after: unknown;
}

export interface HistoryEntry {
  readonly version: number;
  readonly time: string;
  readonly actor: string;
  readonly type: string;
  readonly reason: string | null;
  readonly changes: readonly Difference[];
}

type Facts = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Facts =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const byName = <Item>(items: readonly Item[], nameOf: (item: Item) => string): Facts =>
  Object.fromEntries(items.map((item) => [nameOf(item), item]));

/** What a reader of the history is told about, under the names that the API has. */
function factsOf(state: ExistingExperiment): Facts {
  const { design, variants, overrides, schedule, ticks } = state;
  const current = currentRun(state);
  return {
    ...design,
    status: shownStatus(state),
    ...(state.status === 'reopened' ? { controlOnly: true } : {}),
    variants: byName(variants, ({ key }) => key),
    overrides: byName(overrides, ({ id }) => id),
    schedule: schedule === null ? null : { ...schedule, id: undefined },
    checklist: byName(
      Object.entries(ticks).map(([item, tick]) => ({ item, by: tick.by })),
      ({ item }) => item,
    ),
    ...(current === null
      ? {}
      : { run: current.run, phase: current.phase, bucketVersion: current.bucketVersion }),
    winner: conclusionOf(state)?.winner ?? null,
  };
}

const under = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);

const member = (value: Facts, name: string): unknown =>
  Object.hasOwn(value, name) ? value[name] : undefined;

const isSame = (before: unknown, after: unknown): boolean =>
  canonicalJson({ value: before }) === canonicalJson({ value: after });

/** Everything that differs, down to the single values; what appears or goes is told whole. */
export function differences(before: unknown, after: unknown, path = ''): readonly Difference[] {
  if (isSame(before ?? null, after ?? null)) return [];
  if (!isObject(before) || !isObject(after)) return [{ path, before: before ?? null, after: after ?? null }];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name) => differences(member(before, name), member(after, name), under(path, name)));
}

function reasonOf({ data }: ExperimentStreamEvent): string | null {
  const { reason, note } = data as { readonly reason?: string; readonly note?: string };
  return reason ?? note ?? null;
}

const NOTHING: Facts = {};

/** The life of an experiment as people read it: what happened, who did it, why, and what is different since. */
export function historyOf(stored: readonly StoredEvent<ExperimentStreamEvent>[]): readonly HistoryEntry[] {
  let state: ExperimentState = experimentDecider.initial;
  return stored.map(({ event, version }) => {
    const before = state.status === 'absent' ? NOTHING : factsOf(state);
    state = experimentDecider.evolve(state, event);
    const after = state.status === 'absent' ? NOTHING : factsOf(state);
    const { time, actor, type } = event;
    return { version, time, actor, type, reason: reasonOf(event), changes: differences(before, after) };
  });
}
