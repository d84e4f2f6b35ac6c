import type { ReleaseDefinition, RolloutDefinition } from '@assay/bucketing';
import { MemberSet } from '@assay/bucketing';
import type { DefinitionEvent, EventEnvelope, ReleaseEvent, RolloutEvent } from '@assay/contracts';
import { parseStreamId, TOPICS, topicOf } from '@assay/contracts';
import type { Placement, QuarantinedStream } from '@assay/event-bus';
import { StreamSequencer } from '@assay/event-bus';
import { compileExperiment } from '../../experiment/compile-experiment.js';
import type { ExperimentStreamEvent } from '../../experiment/experiment-evolve.fold.js';
import { evolve } from '../../experiment/experiment-evolve.fold.js';
import type { ExistingExperiment } from '../../experiment/experiment-state.js';
import { NO_EXPERIMENT } from '../../experiment/experiment-state.js';
import { DefinitionsTable } from '../../references/definitions-table.js';
import { ConfigCompiler } from './config-compiler.js';
import { ConfigTable } from './config-table.js';
import { Dependents } from './dependents.js';
import { experimentDependsOn, globalHoldouts, rolloutDependsOn } from './depends-on.js';
import { evolveRelease } from './release-definition.fold.js';
import { evolveRollout } from './rollout-definition.fold.js';
import type { MissingList } from './segments-in-use.js';

/**
 * Keeps the table of definitions equal to the log: each stream in order, and a stream with a gap or a poisoned
 * event keeps its last good definition while everything else goes on. Events say what has changed; `compile` brings
 * the table up to date, whatever came first.
 */
export class ConfigFold {
  readonly table = new ConfigTable();
  private readonly sequencer: StreamSequencer;
  private readonly experiments = new Map<string, ExistingExperiment>();
  private readonly rollouts = new Map<string, RolloutDefinition>();
  private readonly releases = new Map<string, ReleaseDefinition>();
  private readonly definitions = new Map<string, DefinitionsTable>();
  private readonly dependents = new Dependents();
  private readonly compiler = new ConfigCompiler({
    table: this.table,
    experiment: (stream) => this.experiments.get(stream),
    rollout: (stream) => this.rollouts.get(stream),
    release: (stream) => this.releases.get(stream),
    definitions: (project) => this.definitionsOf(project),
    onFailure: (stream, reason) => this.setAside(stream, reason),
  });
  private changed = new Set<string>();

  constructor(onQuarantine: (stream: QuarantinedStream) => void = () => undefined) {
    this.sequencer = new StreamSequencer({ onQuarantine });
  }

  apply(event: EventEnvelope): Placement {
    return this.sequencer.apply(event, () => {
      if (topicOf(event.type) === TOPICS.experiments.name)
        this.applyExperiment(event as ExperimentStreamEvent);
      if (topicOf(event.type) === TOPICS.rollouts.name) this.applyRollout(event as RolloutEvent);
      if (topicOf(event.type) === TOPICS.releases.name) this.applyRelease(event as ReleaseEvent);
      if (topicOf(event.type) === TOPICS.definitions.name) this.applyDefinition(event as DefinitionEvent);
    });
  }

  /**
   * Compiles what has changed, and what depends on that. A definition that names a list stays what it was until the
   * members are given.
   * @returns the lists that are waited for
   */
  compile(): readonly MissingList[] {
    if (this.changed.size === 0) return [];
    const stale = this.dependents.with(this.changed);
    const { waiting, missing } = this.compiler.compile(stale);
    this.changed = waiting;
    return [...missing.values()];
  }

  /** The members of a list; without any it is a list that nobody has. */
  give(hash: string, bytes: Uint8Array | undefined): void {
    this.compiler.give(hash, bytes && MemberSet.fromBytes(bytes));
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
    if (state.status === 'absent') return;
    // What cannot be compiled even by itself must not take the place of what can.
    compileExperiment(state);
    this.experiments.set(subject, state);
    this.dependents.set(subject, experimentDependsOn(project, state));
    this.changed.add(subject);
  }

  private applyRollout(event: RolloutEvent): void {
    const { subject, project } = event;
    const definition = evolveRollout(this.rollouts.get(subject), event);
    if (definition === undefined) return;
    this.rollouts.set(subject, definition);
    this.dependents.set(subject, rolloutDependsOn(project, definition));
    this.changed.add(subject);
  }

  private applyRelease(event: ReleaseEvent): void {
    const { subject } = event;
    const definition = evolveRelease(this.releases.get(subject), event);
    if (definition === undefined) return;
    this.releases.set(subject, definition);
    this.changed.add(subject);
  }

  private applyDefinition(event: DefinitionEvent): void {
    const { project, subject } = event;
    const { kind, key } = parseStreamId(subject);
    const definitions = this.definitionsOf(project);
    const isGlobal = (): boolean => kind === 'holdout' && definitions.holdout(key)?.scope === 'global';
    const wasGlobal = isGlobal();
    definitions.apply(event);
    this.changed.add(subject);
    if (wasGlobal || isGlobal()) this.changed.add(globalHoldouts(project));
  }

  private definitionsOf(project: string): DefinitionsTable {
    const known = this.definitions.get(project) ?? new DefinitionsTable();
    this.definitions.set(project, known);
    return known;
  }
}
