import type { ExistingExperiment, Tick } from './experiment-state.js';
import { currentRun } from './experiment-state.js';

export type ChecklistStage = 'before' | 'during' | 'end';

export interface ChecklistItem {
  readonly item: string;
  readonly stage: ChecklistStage;
  readonly text: string;
  /** How long a tick is good for; absent: for ever. */
  readonly everyHours?: number;
  /** What the system can see for itself; such an item is not ticked by people. */
  readonly seen?: (experiment: ExistingExperiment) => boolean;
}

const DAY = 24;
const WEEK = 7 * DAY;

const isConcluded = (state: ExistingExperiment): boolean =>
  state.status === 'concluded' || (state.status === 'archived' && state.conclusion !== null);

/** What a careful team does before, during and at the end of an experiment. */
export const CHECKLIST: readonly ChecklistItem[] = [
  {
    item: 'hypothesis',
    stage: 'before',
    text: 'The hypothesis is written down.',
    seen: ({ design }) => design.hypothesis.trim() !== '',
  },
  {
    item: 'primary_metric',
    stage: 'before',
    text: 'What counts as success is defined.',
    seen: ({ design }) => design.primaryMetric !== null,
  },
  {
    item: 'guardrails',
    stage: 'before',
    text: 'What must not get worse is defined.',
    seen: ({ design }) => (design.guardrails ?? []).length > 0,
  },
  {
    item: 'sample_size',
    stage: 'before',
    text: 'The units that are needed are worked out.',
    seen: ({ design }) => design.plannedUnits !== null || design.minimumSampleSize !== undefined,
  },
  {
    item: 'flag',
    stage: 'before',
    text: 'There are a control and another variant to serve.',
    seen: ({ variants }) => variants.length > 1 && variants.some(({ isControl }) => isControl),
  },
  { item: 'product_sign_off', stage: 'before', text: 'Product agrees.' },
  { item: 'engineering_sign_off', stage: 'before', text: 'Engineering agrees.' },
  { item: 'monitoring', stage: 'before', text: 'Dashboards and alerts are set up.' },
  { item: 'guardrails_watched', stage: 'during', text: 'Guardrails were looked at.', everyHours: DAY },
  { item: 'results_reviewed', stage: 'during', text: 'Results were looked at.', everyHours: WEEK },
  {
    item: 'tracking_verified',
    stage: 'during',
    text: 'First week: assignments, events and the split between variants are as expected.',
  },
  {
    item: 'data_sufficient',
    stage: 'during',
    text: 'Second week: there are data enough, and what they say so far is plausible.',
  },
  { item: 'analysis', stage: 'end', text: 'The analysis is done and written down.' },
  { item: 'decision_sign_off', stage: 'end', text: 'The decision is agreed on.' },
  {
    item: 'flag_updated',
    stage: 'end',
    text: 'Everybody is served what was decided.',
    seen: isConcluded,
  },
  { item: 'code_cleaned_up', stage: 'end', text: 'Code of variants that lost is gone.' },
  { item: 'next_experiment', stage: 'end', text: 'What is tried next is decided.' },
  {
    item: 'archived',
    stage: 'end',
    text: 'The experiment is archived.',
    seen: ({ status }) => status === 'archived',
  },
];

/** Items that nobody is kept waiting for: the last one is what the gate is in front of. */
const NO_GATE: ReadonlySet<string> = new Set(['archived', 'next_experiment']);

export const checklistItem = (name: string): ChecklistItem | undefined =>
  CHECKLIST.find(({ item }) => item === name);

export interface ChecklistEntry {
  readonly item: string;
  readonly stage: ChecklistStage;
  readonly text: string;
  readonly done: boolean;
  readonly tickedBy: 'system' | 'person';
  readonly tick: Tick | null;
  /** When it has to be done again; null where once is enough. */
  readonly dueAt: string | null;
}

const HOUR_MS = 3_600_000;

function dueAt({ everyHours }: ChecklistItem, tick: Tick | null, from: string | undefined): string | null {
  const last = tick?.at ?? from;
  if (everyHours === undefined || last === undefined) return null;
  return new Date(Date.parse(last) + everyHours * HOUR_MS).toISOString();
}

/**
 * The checklist of an experiment, as it stands at an instant.
 * @param now milliseconds since 1970: ticks of what is done again and again are good for a while only
 */
export const checklistOf = (experiment: ExistingExperiment, now: number): readonly ChecklistEntry[] =>
  CHECKLIST.map((entry) => {
    const tick = experiment.ticks[entry.item] ?? null;
    const due = dueAt(entry, tick, currentRun(experiment)?.startedAt);
    const isTicked = tick !== null && (due === null || now < Date.parse(due));
    return {
      ...{ item: entry.item, stage: entry.stage, text: entry.text },
      done: entry.seen?.(experiment) ?? isTicked,
      tickedBy: entry.seen === undefined ? ('person' as const) : ('system' as const),
      tick,
      dueAt: due,
    };
  });

/** What is not done of a stage, where the checklist is a gate; none where it is advice. */
export function missingOf(
  experiment: ExistingExperiment,
  stage: ChecklistStage,
  now: number,
): readonly string[] {
  if (experiment.design.requireChecklist !== true) return [];
  return checklistOf(experiment, now)
    .filter((entry) => entry.stage === stage && !entry.done && !NO_GATE.has(entry.item))
    .map(({ item }) => item);
}
