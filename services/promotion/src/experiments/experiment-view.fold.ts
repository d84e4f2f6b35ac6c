import type {
  ExperimentCreated,
  ExperimentEdited,
  ExperimentEvent,
  ExperimentStarted,
  VariantAdded,
  VariantChanged,
} from '@assay/contracts';
import type { ExperimentView } from './experiment-view.js';

function created({ data, streamversion }: ExperimentCreated): ExperimentView {
  const { key, number, name, origin, primaryMetric, plannedUnits } = data;
  return {
    ...{ key, number, name, origin, primaryMetric, plannedUnits },
    status: 'draft',
    version: streamversion ?? 1,
    control: null,
    weights: {},
    run: null,
    startedAt: null,
    phases: [],
  };
}

function edited(view: ExperimentView, { data }: ExperimentEdited): ExperimentView {
  const { name, origin, primaryMetric, plannedUnits } = data.design;
  return { ...view, name, origin, primaryMetric, plannedUnits };
}

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
      return { ...view, status: 'concluded' };
    case 'ExperimentReopened':
      return { ...view, status: 'reopened' };
    case 'ExperimentArchived':
      return view;
  }
}

/** The experiment after one more event of its stream. */
export function foldExperiment(
  view: ExperimentView | undefined,
  event: ExperimentEvent,
): ExperimentView | undefined {
  if (event.type === 'ExperimentCreated') return created(event);
  if (view === undefined) return undefined;
  return { ...changed(view, event), version: event.streamversion ?? view.version };
}
