import type { ExperimentDefinition } from '@assay/bucketing';
import type { DefinitionEvent } from '@assay/contracts';
import { parseStreamId } from '@assay/contracts';
import type { StoredEvent } from '@assay/event-store';
import { compileExperiment } from '../experiment/compile-experiment.js';
import type { ExperimentStreamEvent } from '../experiment/experiment-evolve.fold.js';
import { evolve } from '../experiment/experiment-evolve.fold.js';
import type { ExperimentState } from '../experiment/experiment-state.js';
import { NO_EXPERIMENT } from '../experiment/experiment-state.js';
import { DefinitionsTable } from '../references/definitions-table.js';
import type { References } from '../references/references.js';

/** Experiments and what they refer to, as they stood after some event. */
export class PastStates {
  readonly definitions = new DefinitionsTable();
  private readonly experiments = new Map<string, ExperimentState>();

  apply({ event, stream }: StoredEvent): void {
    const { kind, key } = parseStreamId(stream);
    if (kind !== 'experiment') return this.definitions.apply(event as DefinitionEvent);
    const before = this.experiments.get(key) ?? NO_EXPERIMENT;
    this.experiments.set(key, evolve(before, event as ExperimentStreamEvent));
  }

  /** The definition of an experiment as it was compiled then; undefined before it was created. */
  compile(key: string, asking: readonly string[] = []): ExperimentDefinition | undefined {
    const state = this.experiments.get(key) ?? NO_EXPERIMENT;
    return state.status === 'absent'
      ? undefined
      : compileExperiment(state, this.references([...asking, key]));
  }

  /** All experiments that there were. */
  compileAll(): readonly ExperimentDefinition[] {
    return [...this.experiments.keys()].flatMap((key) => this.compile(key) ?? []);
  }

  /** Prerequisites lead back to nobody; if ever two did, the circle ends where it began. */
  private references(asking: readonly string[]): References {
    const { definitions } = this;
    return {
      layerSlot: (layer, experiment) => definitions.layerSlot(layer, experiment),
      holdout: (key) => definitions.holdout(key),
      globalHoldouts: () => definitions.globalHoldouts(),
      segmentHash: (key) => definitions.segmentHash(key),
      flagRevision: (key) => (asking.includes(key) ? undefined : this.compile(key, asking)?.revision),
    };
  }
}
