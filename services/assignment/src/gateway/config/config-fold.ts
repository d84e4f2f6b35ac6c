import type { RolloutDefinition } from '@assay/bucketing';
import type { DefinitionEvent, EventEnvelope, RolloutEvent } from '@assay/contracts';
import { parseStreamId, TOPICS, topicOf } from '@assay/contracts';
import type { Placement, QuarantinedStream } from '@assay/event-bus';
import { StreamSequencer } from '@assay/event-bus';
import { compileExperiment } from '../../experiment/compile-experiment.js';
import type { ExperimentStreamEvent } from '../../experiment/experiment-evolve.fold.js';
import { evolve } from '../../experiment/experiment-evolve.fold.js';
import type { ExistingExperiment, ExperimentState } from '../../experiment/experiment-state.js';
import { NO_EXPERIMENT } from '../../experiment/experiment-state.js';
import { DefinitionsTable, segmentOf } from '../../references/definitions-table.js';
import type { References } from '../../references/references.js';
import { ConfigTable } from './config-table.js';
import { evolveRollout, withContents } from './rollout-definition.fold.js';

/**
 * Keeps the table of definitions equal to the log: each stream in order, and a stream with a gap or a poisoned
 * event keeps its last good definition while everything else goes on.
 */
export class ConfigFold {
  readonly table = new ConfigTable();
  /** Members of lists by their hash: they have to be here before the event that names them is applied. */
  readonly lists = new Map<string, Uint8Array>();
  private readonly sequencer: StreamSequencer;
  private readonly experiments = new Map<string, ExperimentState>();
  private readonly rollouts = new Map<string, RolloutDefinition>();
  private readonly definitions = new Map<string, DefinitionsTable>();

  constructor(onQuarantine: (stream: QuarantinedStream) => void = () => undefined) {
    this.sequencer = new StreamSequencer({ onQuarantine });
  }

  apply(event: EventEnvelope): Placement {
    return this.sequencer.apply(event, () => {
      if (topicOf(event.type) === TOPICS.experiments.name)
        this.applyExperiment(event as ExperimentStreamEvent);
      if (topicOf(event.type) === TOPICS.rollouts.name) this.applyRollout(event as RolloutEvent);
      if (topicOf(event.type) === TOPICS.definitions.name) this.applyDefinition(event as DefinitionEvent);
    });
  }

  /** Keeps the last good definition of a stream, because something in it cannot be read. */
  setAside(stream: string, reason: string): void {
    this.sequencer.quarantine(stream, reason);
  }

  quarantined(): readonly QuarantinedStream[] {
    return this.sequencer.quarantined();
  }

  private applyExperiment(event: ExperimentStreamEvent): void {
    const { subject, project } = event;
    const state = evolve(this.experiments.get(subject) ?? NO_EXPERIMENT, event);
    this.experiments.set(subject, state);
    if (state.status === 'absent') return;
    this.compile(project, state);
    this.compileWhere(project, ({ design }) => names(design.prerequisites, state.design.key));
  }

  /** What experiments refer to: those that do are compiled anew, which changes their revision. */
  private applyDefinition(event: DefinitionEvent): void {
    const { project, subject } = event;
    const { kind, key } = parseStreamId(subject);
    const definitions = this.definitionsOf(project);
    definitions.apply(event);
    if (kind === 'holdout') this.table.setHoldout(project, key, definitions.holdout(key));
    if (kind === 'segment') {
      const content = definitions.segmentContent(key, definitions.segmentHash(key) ?? '');
      const segment = content && segmentOf(content, this.lists.get(content.hash));
      if (segment !== undefined) this.table.setSegment(project, segment);
      this.compileRollouts(project);
    }
    this.compileWhere(project, () => true);
  }

  private compileWhere(project: string, isConcerned: (state: ExistingExperiment) => boolean): void {
    for (const [subject, state] of this.experiments)
      if (state.status !== 'absent' && parseStreamId(subject).project === project && isConcerned(state))
        this.compile(project, state);
  }

  private compile(project: string, state: ExistingExperiment): void {
    const definition = compileExperiment(state, this.referencesOf(project));
    this.table.setExperiment({ project, number: state.design.number, definition });
  }

  private referencesOf(project: string): References {
    const definitions = this.definitionsOf(project);
    const config = this.table.of(project);
    return {
      layerSlot: (layer, experiment) => definitions.layerSlot(layer, experiment),
      holdout: (key) => definitions.holdout(key),
      globalHoldouts: () => definitions.globalHoldouts(),
      segmentHash: (key) => definitions.segmentHash(key),
      flagRevision: (key) => config.experiment(key)?.revision,
    };
  }

  private definitionsOf(project: string): DefinitionsTable {
    const known = this.definitions.get(project) ?? new DefinitionsTable();
    this.definitions.set(project, known);
    return known;
  }

  private applyRollout(event: RolloutEvent): void {
    const definition = evolveRollout(this.rollouts.get(event.subject), event);
    if (definition === undefined) return;
    this.rollouts.set(event.subject, definition);
    this.compileRollout(event.project, definition);
  }

  private compileRollouts(project: string): void {
    for (const [subject, rollout] of this.rollouts)
      if (rollout.segments !== undefined && parseStreamId(subject).project === project)
        this.compileRollout(project, rollout);
  }

  private compileRollout(project: string, rollout: RolloutDefinition): void {
    const definitions = this.definitionsOf(project);
    const definition = withContents(rollout, (segment) => definitions.segmentHash(segment));
    this.table.setRollout({ project, definition });
  }
}

const names = (prerequisites: readonly { readonly flag: string }[] | undefined, key: string): boolean =>
  prerequisites?.some(({ flag }) => flag === key) === true;
