import type { FlagDefinition, MemberSet, ReleaseDefinition, RolloutDefinition } from '@assay/bucketing';
import { parseStreamId, streamId } from '@assay/contracts';
import { messageOf } from '@assay/platform';
import { compileExperiment } from '../../experiment/compile-experiment.js';
import type { ExistingExperiment } from '../../experiment/experiment-state.js';
import type { DefinitionsTable } from '../../references/definitions-table.js';
import type { References } from '../../references/references.js';
import type { ConfigTable } from './config-table.js';
import { withContents } from './rollout-definition.fold.js';
import type { MissingList } from './segments-in-use.js';
import { SegmentsInUse } from './segments-in-use.js';

export interface ConfigCompilerParts {
  readonly table: ConfigTable;
  readonly experiment: (stream: string) => ExistingExperiment | undefined;
  readonly rollout: (stream: string) => RolloutDefinition | undefined;
  readonly release: (stream: string) => ReleaseDefinition | undefined;
  readonly definitions: (project: string) => DefinitionsTable;
  /** Its last good definition stays. */
  readonly onFailure: (stream: string, reason: string) => void;
}

/** What could not be compiled yet, and the lists that it waits for, by hash. */
interface Waiting {
  readonly waiting: Set<string>;
  readonly missing: Map<string, MissingList>;
}

interface Round extends Waiting {
  /** What has not been compiled in this round. */
  readonly stale: Set<string>;
}

/** Compiles definitions into the table, what they refer to first: their revision depends on its. */
export class ConfigCompiler {
  private readonly segments = new SegmentsInUse();

  constructor(private readonly parts: ConfigCompilerParts) {}

  give(hash: string, members: MemberSet | undefined): void {
    this.segments.give(hash, members);
  }

  /** @param streams everything that has changed, with all that depends on it */
  compile(streams: ReadonlySet<string>): Waiting {
    const round: Round = { stale: new Set(streams), waiting: new Set(), missing: new Map() };
    for (const stream of streams) this.compileOnce(stream, round);
    const projects = this.segments.takeChanged();
    for (const project of projects)
      this.parts.table.setSegments(project, this.segments.of(project, this.parts.definitions(project)));
    if (projects.length > 0) this.segments.dropUnused();
    return round;
  }

  private compileOnce(stream: string, round: Round): void {
    if (!round.stale.delete(stream)) return;
    try {
      this.compileStream(stream, round);
    } catch (error) {
      this.parts.onFailure(stream, messageOf(error));
    }
  }

  private compileStream(stream: string, round: Round): void {
    const { table, definitions, experiment, rollout, release } = this.parts;
    const { project, kind, key } = parseStreamId(stream);
    if (kind === 'holdout' && key !== '') table.setHoldout(project, key, definitions(project).holdout(key));
    const state = experiment(stream);
    if (state !== undefined) this.compileExperiment(stream, state, round);
    const version = release(stream);
    if (version !== undefined) table.setRelease({ project, definition: version });
    const feature = rollout(stream);
    if (feature === undefined) return;
    const definition = withContents(feature, (segment) => definitions(project).segmentHash(segment));
    if (this.isComplete(stream, definition, round)) table.setRollout({ project, definition });
  }

  private compileExperiment(stream: string, state: ExistingExperiment, round: Round): void {
    const { project } = parseStreamId(stream);
    const definition = compileExperiment(state, this.references(project, round));
    if (this.isComplete(stream, definition, round))
      this.parts.table.setExperiment({ project, number: state.design.number, definition });
  }

  /** Whether the members of its lists are here; where they are not it waits, and is until then what it was. */
  private isComplete(stream: string, definition: FlagDefinition, round: Round): boolean {
    const { project } = parseStreamId(stream);
    const missing = this.segments.missing(project, definition, this.parts.definitions(project));
    if (missing.length > 0) round.waiting.add(stream);
    else this.segments.use(stream, definition);
    for (const list of missing) round.missing.set(list.hash, list);
    return missing.length === 0;
  }

  private references(project: string, round: Round): References {
    const definitions = this.parts.definitions(project);
    return {
      layerSlot: (layer, experiment) => definitions.layerSlot(layer, experiment),
      holdout: (key) => definitions.holdout(key),
      globalHoldouts: () => definitions.globalHoldouts(),
      segmentHash: (key) => definitions.segmentHash(key),
      flagRevision: (key) => {
        this.compileOnce(streamId(project, 'experiment', key), round);
        return this.parts.table.of(project).experiment(key)?.revision;
      },
    };
  }
}
