import type {
  ExperimentCreated,
  ExperimentEdited,
  ExperimentEvent,
  ExperimentScheduled,
  ExperimentStarted,
  ScheduleCancelled,
  VariantAdded,
  VariantChanged,
} from '@assay/contracts';
import type { ExperimentView } from './experiment-view.js';

type Design = ExperimentCreated['data'];

/** Of the design what a promotion depends on. */
function designed({ name, origin, experimentType, primaryMetric, plannedUnits, ...design }: Design) {
  const { minimumSampleSize = null, requireManualApproval = false, guardrails = [] } = design;
  return {
    ...{
      name,
      origin,
      experimentType,
      primaryMetric,
      plannedUnits,
      minimumSampleSize,
      requireManualApproval,
    },
    guardrails: guardrails.filter((guardrail) => guardrail.kind === 'threshold'),
  };
}

function created({ data, streamversion }: ExperimentCreated): ExperimentView {
  const { key, number } = data;
  return {
    ...{ key, number, ...designed(data) },
    status: 'draft',
    winner: null,
    plannedEnd: null,
    version: streamversion ?? 1,
    control: null,
    weights: {},
    run: null,
    startedAt: null,
    phases: [],
  };
}

const edited = (view: ExperimentView, { data }: ExperimentEdited): ExperimentView => ({
  ...view,
  ...designed(data.design),
});

function withVariant(view: ExperimentView, { data }: VariantAdded | VariantChanged): ExperimentView {
  const others = view.control === data.key ? null : view.control;
  return {
    ...view,
    control: data.isControl ? data.key : others,
    weights: { ...view.weights, [data.key]: data.weight },
  };
}

function withoutVariant(view: ExperimentView, removed: string): ExperimentView {
  const weights = Object.fromEntries(Object.entries(view.weights).filter(([key]) => key !== removed));
  return { ...view, control: view.control === removed ? null : view.control, weights };
}

const started = (view: ExperimentView, { data }: ExperimentStarted): ExperimentView => ({
  ...view,
  status: 'running',
  winner: null,
  run: data.run,
  startedAt: data.startedAt,
  phases: [{ phase: data.phase, weights: view.weights }],
});

/** A phase begins; weights that it does not name stay as they are. */
function withPhase(
  view: ExperimentView,
  phase: number,
  changed: Readonly<Record<string, number>>,
): ExperimentView {
  const weights = { ...view.weights, ...changed };
  return { ...view, weights, phases: [...view.phases, { phase, weights }] };
}

function changed(view: ExperimentView, event: Exclude<ExperimentEvent, ExperimentCreated>): ExperimentView {
  switch (event.type) {
    case 'ExperimentEdited':
      return edited(view, event);
    case 'VariantAdded':
    case 'VariantChanged':
      return withVariant(view, event);
    case 'VariantRemoved':
      return withoutVariant(view, event.data.key);
    case 'ExperimentStarted':
      return started(view, event);
    case 'ExperimentPaused':
      return { ...view, status: 'paused' };
    case 'ExperimentResumed':
      return { ...view, status: 'running' };
    case 'AllocationChanged':
      return withPhase(view, event.data.phase, {});
    case 'WeightsChanged':
      return withPhase(view, event.data.phase, event.data.weights);
    case 'ExperimentConcluded':
      return { ...view, status: 'concluded', winner: event.data.winner };
    case 'ExperimentReopened':
      return { ...view, status: 'reopened', winner: null };
    case 'ExperimentArchived':
      return { ...view, status: 'archived' };
  }
}

/** What promotion reads of an experiment's stream. */
export type ViewedEvent = ExperimentEvent | ExperimentScheduled | ScheduleCancelled;

/** The experiment after one more event of its stream. A schedule is no change of what a certificate rests on. */
export function foldExperiment(
  view: ExperimentView | undefined,
  event: ViewedEvent,
): ExperimentView | undefined {
  if (event.type === 'ExperimentCreated') return created(event);
  if (view === undefined) return undefined;
  if (event.type === 'ExperimentScheduled') return { ...view, plannedEnd: event.data.endAt };
  if (event.type === 'ScheduleCancelled') return { ...view, plannedEnd: null };
  return { ...changed(view, event), version: event.streamversion ?? view.version };
}
