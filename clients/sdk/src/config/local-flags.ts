import type { ExperimentDefinition, FlagDefinition, Snapshot } from '@assay/bucketing/core';
import {
  DEFINITION_FORMAT,
  evaluate,
  experimentAnswer,
  featureAnswer,
  snapshotOf,
} from '@assay/bucketing/core';
import type { EvaluationContext } from '../flag/evaluation-context.js';
import type { ServedFlag } from '../flag/flag-details.js';
import type { ConfigPayload, StoredFlag } from './config-payload.js';
import { definitionOf, readConfig } from './config-payload.js';
import { neededParts } from './needed-parts.js';

/** The configuration at one moment, ready to be asked. */
export class LocalFlags {
  private constructor(
    readonly payload: ConfigPayload,
    readonly snapshot: Snapshot,
    private readonly remote: ReadonlySet<string>,
  ) {}

  /**
   * Reads a configuration and loads what it needs, so that evaluation waits for nothing.
   * @throws AssayError `CONFIG_UNREADABLE`
   */
  static async of(text: string): Promise<LocalFlags> {
    const payload = readConfig(text);
    const { flags, holdouts, segments = [] } = payload;
    const parts = await neededParts(payload, text);
    const snapshot = snapshotOf({ flags: flags.map(definitionOf), holdouts, segments, ...parts });
    return new LocalFlags(payload, snapshot, remoteKeys(flags));
  }

  get tag(): string {
    return this.payload.tag;
  }

  get keys(): readonly string[] {
    return this.payload.flags.map(({ key }) => key);
  }

  /** Whether some flag can only be answered by the gateway. */
  get hasRemote(): boolean {
    return this.remote.size > 0;
  }

  /** Whether some units have variants from before they were known by their name. */
  get hasLinks(): boolean {
    return this.payload.links === true;
  }

  has(key: string): boolean {
    return this.snapshot.flag(key) !== undefined;
  }

  /** Whether it is evaluated here. */
  isLocal(key: string): boolean {
    return this.has(key) && !this.remote.has(key);
  }

  /** Undefined where only the gateway can tell; ask only for flags that are there. */
  evaluate(key: string, unit: string, attributes: EvaluationContext): ServedFlag | undefined {
    const flag = this.snapshot.flag(key);
    if (flag === undefined || this.remote.has(key)) return undefined;
    const evaluation = evaluate(this.snapshot, key, { unit, attributes });
    if (evaluation.reason === 'unavailable' || evaluation.reason === 'digest_missing') return undefined;
    if ('enabled' in evaluation) return featureAnswer(evaluation);
    return evaluation.kind === 'experiment' && isExperiment(flag)
      ? experimentAnswer(flag, evaluation)
      : undefined;
  }
}

const isExperiment = (flag: FlagDefinition): flag is ExperimentDefinition => flag.kind === 'experiment';

const isNewer = (flag: StoredFlag): boolean =>
  flag.kind === 'experiment'
    ? (flag.format ?? 1) > DEFINITION_FORMAT
    : !['rollout', 'release'].includes(flag.kind);

/** Those the gateway has marked, those of a format that this version does not know, and what may depend on these. */
function remoteKeys(flags: readonly StoredFlag[]): ReadonlySet<string> {
  const someAreNewer = flags.some(isNewer);
  const isRemote = (flag: StoredFlag): boolean =>
    flag.evaluation === 'remote' || isNewer(flag) || (someAreNewer && 'prerequisites' in flag);
  return new Set(flags.filter(isRemote).map(({ key }) => key));
}
