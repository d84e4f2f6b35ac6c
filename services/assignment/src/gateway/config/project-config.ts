import { hash } from 'node:crypto';
import type {
  BucketingAlgorithm,
  ExperimentDefinition,
  FlagDefinition,
  HashingAlgorithm,
  HoldoutDefinition,
  ReleaseDefinition,
  RolloutDefinition,
  Segment,
  Snapshot,
} from '@assay/bucketing';
import { canonicalJson } from '@assay/contracts';
import { ALGORITHMS } from '../../references/algorithms.js';

type Part = 'experiment' | 'rollout' | 'release' | 'holdout' | 'segment' | 'links';

const plain = (_key: string, value: unknown): unknown => (value instanceof Set ? [...value].sort() : value);
const fingerprint = (part: Part, content: unknown): bigint =>
  BigInt(
    `0x${hash('sha256', part + canonicalJson(JSON.parse(JSON.stringify(content, plain)))).slice(0, 32)}`,
  );

/** Everything of one project that can be evaluated, compiled and in memory. */
export class ProjectConfig implements Snapshot {
  private readonly experiments = new Map<string, ExperimentDefinition>();
  private readonly byNumber = new Map<string, ExperimentDefinition>();
  private readonly numbers = new Map<string, number>();
  private readonly rollouts = new Map<string, RolloutDefinition>();
  private readonly releases = new Map<string, ReleaseDefinition>();
  private readonly holdouts = new Map<string, HoldoutDefinition>();
  private segments: ReadonlyMap<string, Segment> = new Map();
  private segmentsBefore: ReadonlyMap<string, Segment> = new Map();
  private readonly fingerprints = new Map<string, bigint>();
  private global: readonly HoldoutDefinition[] = [];
  private linked = false;
  private sum = 0n;
  private runningNow: readonly ExperimentDefinition[] | undefined;
  private flagsNow: readonly FlagDefinition[] | undefined;

  /** The same text for the same definitions, in whatever order and process they were read. */
  get tag(): string {
    return this.sum.toString(36);
  }

  /** Whether some unit turned out to be another one: then the hash alone does not say what everybody has. */
  get hasLinks(): boolean {
    return this.linked;
  }

  /** An experiment by key, or by number where no key is like that. */
  experiment(keyOrNumber: string): ExperimentDefinition | undefined {
    return this.experiments.get(keyOrNumber) ?? this.byNumber.get(keyOrNumber);
  }

  /** An experiment, a rollout or a release: all are flags to a client that knows only their name. */
  flag(key: string): FlagDefinition | undefined {
    return this.experiments.get(key) ?? this.rollouts.get(key) ?? this.releases.get(key);
  }

  /** The experiments that assign units now, by key. */
  running(): readonly ExperimentDefinition[] {
    this.runningNow ??= [...this.experiments.values()].filter(
      ({ status, controlOnly }) => status === 'running' && !controlOnly,
    );
    return this.runningNow;
  }

  /** Every flag that a client may ask for; drafts and what is archived are nobody's business yet, or any more. */
  flags(): readonly FlagDefinition[] {
    this.flagsNow ??= [
      ...[...this.experiments.values()].filter(
        ({ status }) => status !== 'draft' && status !== 'scheduled' && status !== 'archived',
      ),
      ...this.rollouts.values(),
      ...this.releases.values(),
    ];
    return this.flagsNow;
  }

  numbered(): readonly { readonly number: number; readonly definition: ExperimentDefinition }[] {
    return [...this.experiments.values()].map((definition) => ({
      number: this.numbers.get(definition.key) ?? 0,
      definition,
    }));
  }

  allRollouts(): readonly RolloutDefinition[] {
    return [...this.rollouts.values()];
  }

  allReleases(): readonly ReleaseDefinition[] {
    return [...this.releases.values()];
  }

  allHoldouts(): readonly HoldoutDefinition[] {
    return [...this.holdouts.values()];
  }

  allSegments(): readonly Segment[] {
    return [...this.segments.values()];
  }

  /** What has not changed stays the same object: answers that were made of it hold. */
  setExperiment(definition: ExperimentDefinition, number: number): void {
    if (!this.mark('experiment', definition.key, { ...definition, number })) return;
    this.experiments.set(definition.key, definition);
    this.byNumber.set(String(number), definition);
    this.numbers.set(definition.key, number);
    this.runningNow = undefined;
    this.flagsNow = undefined;
  }

  setRollout(definition: RolloutDefinition): void {
    this.rollouts.set(definition.key, definition);
    this.flagsNow = undefined;
    this.mark('rollout', definition.key, definition);
  }

  setRelease(definition: ReleaseDefinition): void {
    this.releases.set(definition.key, definition);
    this.flagsNow = undefined;
    this.mark('release', definition.key, definition);
  }

  setHoldout(key: string, definition: HoldoutDefinition | undefined): void {
    if (definition === undefined) this.holdouts.delete(key);
    else this.holdouts.set(key, definition);
    this.global = [...this.holdouts.values()].filter(({ scope }) => scope === 'global');
    this.mark('holdout', key, definition);
  }

  /**
   * The contents that definitions name now. Those of before are kept until the next change: answers that wait for a
   * store are made of the definitions that they began with.
   */
  setSegments(segments: readonly Segment[]): void {
    this.segmentsBefore = this.segments;
    this.segments = new Map(segments.map((segment) => [contentKey(segment), segment]));
    for (const key of this.segmentsBefore.keys()) if (!this.segments.has(key)) this.mark('segment', key);
    for (const [key, segment] of this.segments) this.mark('segment', key, segment.hash);
  }

  setLinked(): void {
    this.linked = true;
    this.mark('links', '', true);
  }

  holdout(key: string): HoldoutDefinition | undefined {
    return this.holdouts.get(key);
  }

  globalHoldouts(): readonly HoldoutDefinition[] {
    return this.global;
  }

  segment(key: string, contentHash: string): Segment | undefined {
    const name = contentKey({ key, hash: contentHash });
    return this.segments.get(name) ?? this.segmentsBefore.get(name);
  }

  algorithm(name: HashingAlgorithm): BucketingAlgorithm {
    return ALGORITHMS[name];
  }

  digest(text: string): string {
    return hash('sha256', text);
  }

  // The fingerprints are combined by exclusive or: one part changes without looking at the others.
  private mark(part: Part, key: string, content?: unknown): boolean {
    const name = `${part} ${key}`;
    const before = this.fingerprints.get(name) ?? 0n;
    // What is not there counts no more than what never was.
    const after = content === undefined ? 0n : fingerprint(part, content);
    if (content === undefined) this.fingerprints.delete(name);
    else this.fingerprints.set(name, after);
    this.sum ^= before ^ after;
    return before !== after;
  }
}

const contentKey = ({ key, hash: contentHash }: { readonly key: string; readonly hash: string }): string =>
  `${key}\n${contentHash}`;
