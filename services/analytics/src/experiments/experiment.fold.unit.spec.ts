import {
  AllocationChanged,
  ConclusionRefused,
  ExperimentConcluded,
  ExperimentPaused,
  ExperimentReopened,
  ExperimentResumed,
  WeightsChanged,
} from '@assay/contracts';
import { metric, START } from '../../test/support/events.js';
import { ExperimentStory } from '../../test/support/experiment-story.js';
import type { StreamEvent } from './experiment.fold.js';
import { foldExperiment } from './experiment.fold.js';
import type { ReportedExperiment } from './reported-experiment.js';
import { controlOf } from './reported-experiment.js';

const BOUGHT = metric('bought');
const story = () => ExperimentStory.running('e', { primary: BOUGHT, secondary: [metric('seen'), BOUGHT] });

const stateAfter = ({ events }: ExperimentStory): ReportedExperiment | undefined =>
  events.reduce<ReportedExperiment | undefined>(
    (state, event) => foldExperiment(state, event as StreamEvent),
    undefined,
  );

describe('an experiment as reports know it', () => {
  it('has the metrics it was created with, each once, the primary one first', () => {
    const state = stateAfter(story());
    expect(state?.metrics.map(({ key }) => key)).toEqual(['bought', 'seen']);
    expect(state?.primaryMetric).toBe('bought');
  });

  it('has a control, and a run once it is started', () => {
    const state = stateAfter(story());
    expect(state && controlOf(state)?.key).toBe('control');
    expect([state?.status, state?.run]).toEqual(['running', 1]);
    expect(state?.phases).toEqual([{ run: 1, phase: 1, weights: { control: 1, treatment: 1 } }]);
  });

  it('remembers the weights of every phase', () => {
    const revision = 'r2';
    const state = stateAfter(
      story()
        .then(WeightsChanged, { run: 1, phase: 2, revision, weights: { treatment: 9 } })
        .then(AllocationChanged, { run: 1, phase: 3, revision, trafficAllocation: 50 }),
    );
    expect(
      state?.phases.map(({ phase, weights }) => [phase, weights['control'], weights['treatment']]),
    ).toEqual([
      [1, 1, 1],
      [2, 1, 9],
      [3, 1, 9],
    ]);
  });

  it('follows the life of the experiment', () => {
    const reason = 'because';
    const life = story().then(ExperimentPaused, { run: 1, reason });
    const statuses = [stateAfter(life)?.status];
    statuses.push(stateAfter(life.then(ExperimentResumed, { run: 1 }))?.status);
    const concludedAt = new Date(START).toISOString();
    life.then(ExperimentConcluded, { run: 1, winner: null, reason, concludedAt });
    statuses.push(stateAfter(life)?.status);
    statuses.push(stateAfter(life.then(ExperimentReopened, { reason }))?.status);
    expect(statuses).toEqual(['paused', 'running', 'concluded', 'running']);
    expect(stateAfter(life.started(2))?.run).toBe(2);
  });

  it('names its winner from its conclusion until it runs again', () => {
    const reason = 'because';
    const concludedAt = new Date(START).toISOString();
    const life = story();
    const winners = [stateAfter(life)?.winner];
    life.then(ExperimentConcluded, { run: 1, winner: 'treatment', reason, concludedAt });
    winners.push(stateAfter(life)?.winner);
    winners.push(stateAfter(life.then(ExperimentReopened, { reason }))?.winner);
    life.then(ExperimentConcluded, { run: 1, winner: 'treatment', reason, concludedAt });
    winners.push(stateAfter(life.started(2))?.winner);
    expect(winners).toEqual([null, 'treatment', null, null]);
  });

  it('knows since when it has been running without a break', () => {
    const reason = 'because';
    const life = story();
    const since = [stateAfter(life)?.runningSince];
    since.push(stateAfter(life.then(ExperimentPaused, { run: 1, reason }))?.runningSince);
    since.push(stateAfter(life.then(ExperimentResumed, { run: 1 }))?.runningSince);
    const concludedAt = new Date(START).toISOString();
    life.then(ExperimentConcluded, { run: 1, winner: null, reason, concludedAt });
    since.push(stateAfter(life)?.runningSince);
    since.push(stateAfter(life.then(ExperimentReopened, { reason }))?.runningSince);
    const start = new Date(START).toISOString();
    expect(since).toEqual([start, null, start, null, null]);
    expect(stateAfter(life)?.firstStartedAt).toBe(start);
  });

  it('is not changed by a promotion that was refused', () => {
    const before = story();
    const promotionId = '0192a000-0000-7000-9000-000000000001';
    const after = story().then(ConclusionRefused, { promotionId, code: 'MOVED_ON', reason: 'moved on' });
    expect(stateAfter(after)).toEqual(stateAfter(before));
  });

  it('does not exist before it has been created', () => {
    const [, ...rest] = story().events;
    expect(rest.map((event) => foldExperiment(undefined, event as StreamEvent))).toEqual(
      rest.map(() => undefined),
    );
  });
});
