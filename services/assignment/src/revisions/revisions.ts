import type { ExperimentDefinition, FlagDefinition, Segment, Snapshot } from '@assay/bucketing';
import { MemberSet, snapshotOf } from '@assay/bucketing';
import { sha256Hex } from '@assay/bucketing/sha256';
import { Injectable } from '@nestjs/common';
import { ALGORITHMS } from '../references/algorithms.js';
import { segmentOf } from '../references/definitions-table.js';
import { namedSegments } from '../references/named-segments.js';
import { SegmentMembers } from '../segment/members/segment-members.js';
import { PastEvents } from './past-events.js';
import { PastStates } from './past-states.js';

/** One definition that an experiment has had. */
export interface RevisionEntry {
  readonly revision: string;
  /** When it began to hold. */
  readonly from: string;
  /** What brought it about. */
  readonly by: { readonly type: string; readonly actor: string };
  readonly definition: ExperimentDefinition;
}

/** A definition of the past with everything that it refers to: what is needed to evaluate as it was then. */
export interface PastDefinition {
  readonly definition: ExperimentDefinition;
  readonly snapshot: Snapshot;
  readonly from: string;
}

/** Finds flags that are no experiments (rollouts, releases), which another service owns; asked where one is named. */
export type OtherFlags = () => Promise<(key: string) => FlagDefinition | undefined>;

const NONE: OtherFlags = () => Promise.resolve(() => undefined);

/**
 * Every definition that an experiment has had. They are kept as the events that they follow from: compiling those
 * again gives the same content, and with it the same revision.
 */
@Injectable()
export class Revisions {
  constructor(
    private readonly past: PastEvents,
    private readonly members: SegmentMembers,
  ) {}

  /** In the order in which they held; the same one may have held more than once. */
  async list(project: string, key: string): Promise<readonly RevisionEntry[]> {
    const events = await this.past.of(project, key);
    const states = new PastStates();
    const entries: RevisionEntry[] = [];
    for (const stored of events) {
      states.apply(stored);
      const definition = states.compile(key);
      if (definition === undefined || definition.revision === entries.at(-1)?.revision) continue;
      const { time, type, actor } = stored.event;
      entries.push({ revision: definition.revision, from: time, by: { type, actor }, definition });
    }
    return entries;
  }

  /**
   * The definition that held at an instant.
   * @param instant milliseconds since 1970
   * @returns undefined before the experiment was created
   */
  async asOf(
    project: string,
    key: string,
    instant: number,
    others: OtherFlags = NONE,
  ): Promise<PastDefinition | undefined> {
    const events = await this.past.of(project, key);
    const until = events.filter(({ event }) => Date.parse(event.time) <= instant);
    const states = new PastStates();
    for (const stored of until) states.apply(stored);
    return this.pastDefinition(project, key, { states, from: until.at(-1)?.event.time ?? '', others });
  }

  /** The definition with this revision: exactly what an assignment that carries it was decided by. */
  async withRevision(
    project: string,
    key: string,
    revision: string,
    others: OtherFlags = NONE,
  ): Promise<PastDefinition | undefined> {
    const states = new PastStates();
    for (const stored of await this.past.of(project, key)) {
      states.apply(stored);
      if (states.compile(key)?.revision === revision)
        return this.pastDefinition(project, key, { states, from: stored.event.time, others });
    }
    return undefined;
  }

  private async pastDefinition(
    project: string,
    key: string,
    {
      states,
      from,
      others,
    }: { readonly states: PastStates; readonly from: string; readonly others: OtherFlags },
  ): Promise<PastDefinition | undefined> {
    const definition = states.compile(key);
    if (definition === undefined) return undefined;
    const flags = states.compileAll();
    const segments = await this.segments(project, states, flags);
    const holdouts = [
      ...states.definitions.globalHoldouts(),
      ...flags
        .flatMap(({ holdouts: named = [] }) => named)
        .flatMap((name) => states.definitions.holdout(name) ?? []),
    ];
    const snapshot = snapshotOf({ flags, holdouts, segments, algorithms: ALGORITHMS, digest: sha256Hex });
    const required = flags.flatMap(({ prerequisites = [] }) => prerequisites);
    if (required.every(({ flag }) => snapshot.flag(flag) !== undefined))
      return { definition, from, snapshot };
    const other = await others();
    return {
      definition,
      from,
      snapshot: { ...snapshot, flag: (name) => snapshot.flag(name) ?? other(name) },
    };
  }

  private async segments(
    project: string,
    states: PastStates,
    flags: readonly ExperimentDefinition[],
  ): Promise<readonly Segment[]> {
    const contents = flags
      .flatMap(namedSegments)
      .flatMap(({ segment, hash }) => states.definitions.segmentContent(segment, hash) ?? []);
    const found = await Promise.all(
      contents.map(async (content) => {
        const bytes = content.kind === 'list' ? await this.members.load(project, content.hash) : undefined;
        return segmentOf(content, bytes && MemberSet.fromBytes(bytes));
      }),
    );
    return found.filter((segment) => segment !== undefined);
  }
}
