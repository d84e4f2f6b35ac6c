import type { Principal } from '@assay/auth';
import { checkSegmentRule } from '@assay/bucketing';
import { canonicalHash } from '@assay/contracts';
import { NotFoundProblem } from '@assay/platform';
import { Injectable } from '@nestjs/common';
import { available } from '../problems/available.js';
import { definitionProblem } from '../problems/definition-problem.js';
import type { DefinitionTarget } from '../references/definition-commands.js';
import { DefinitionCommands } from '../references/definition-commands.js';
import type { DefinitionPage, PageOptions } from '../references/definition-list.js';
import { DefinitionList } from '../references/definition-list.js';
import { DefinitionStreams } from '../references/definition-streams.js';
import type { MemberList } from './members/read-members.js';
import { SegmentMembers } from './members/segment-members.js';
import type { SegmentContent, SegmentState } from './segment.decider.js';
import { segmentDecider } from './segment.decider.js';

type Target = Omit<DefinitionTarget, 'kind'>;

export type SegmentView = SegmentContent & Omit<SegmentState, 'content' | 'status'>;

const segmentView = ({ content, changedAt, changedBy, version }: SegmentState): SegmentView => ({
  ...content,
  ...{ changedAt, changedBy, version },
});

/** What a list of members is called, and what is looked up in it. */
export interface ListDescription {
  readonly key: string;
  readonly name?: string;
  readonly attribute?: string;
  readonly idempotencyKey?: string | undefined;
}

const notFound = (key: string): NotFoundProblem =>
  new NotFoundProblem('SEGMENT_NOT_FOUND', `there is no segment "${key}"`, {
    errors: [{ path: 'segment', value: key, message: 'must be the key of a segment' }],
  });

/** Named sets of units, by a rule or by a list; defining one anew is harmless where nothing is different. */
@Injectable()
export class SegmentsService {
  constructor(
    private readonly commands: DefinitionCommands,
    private readonly streams: DefinitionStreams,
    private readonly definitions: DefinitionList,
    private readonly members: SegmentMembers,
  ) {}

  /** @throws Problem for a rule that cannot be evaluated */
  async defineRule(
    who: Principal,
    target: Target,
    { name = target.key, rule }: { readonly name?: string; readonly rule: Record<string, unknown> },
  ): Promise<SegmentView> {
    const problems = checkSegmentRule(rule);
    if (problems.length > 0) throw definitionProblem(problems);
    const { key } = target;
    return this.define(who, target, { kind: 'rule', key, name, hash: canonicalHash(rule), rule });
  }

  /** The list is kept before the event that names it: whoever reads the event finds it. */
  async defineList(who: Principal, described: ListDescription, list: MemberList): Promise<SegmentView> {
    const { key, name = key, attribute, idempotencyKey } = described;
    const { hash, size } = list;
    await available(() => this.members.keep(who, list));
    const looked = attribute === undefined ? {} : { attribute };
    return this.define(who, { key, idempotencyKey }, { kind: 'list', key, name, hash, size, ...looked });
  }

  async get({ project }: Principal, key: string): Promise<SegmentView> {
    const state = await available(() => this.streams.segment(project, key));
    if (state.status === 'absent') throw notFound(key);
    return segmentView(state);
  }

  async list({ project }: Principal, page: PageOptions): Promise<DefinitionPage<SegmentView>> {
    const { items, nextCursor } = await this.definitions.page<SegmentState>(project, 'segment', page);
    return { items: items.map(segmentView), nextCursor };
  }

  /** @throws NotFoundProblem for a hash that no list has */
  async content({ project }: Principal, hash: string): Promise<Uint8Array> {
    const bytes = await available(() => this.members.load(project, hash));
    if (bytes !== undefined) return bytes;
    throw new NotFoundProblem('SEGMENT_CONTENT_NOT_FOUND', `no list has the hash ${hash}`, {
      errors: [{ path: 'hash', value: hash, message: 'must be the hash of a list' }],
    });
  }

  private async define(who: Principal, target: Target, content: SegmentContent): Promise<SegmentView> {
    const { key } = content;
    const named = { kind: 'segment', ...target } as const;
    const handled = await this.commands.handle(who, named, segmentDecider, (metadata) => ({
      type: 'DefineSegment',
      metadata,
      content,
    }));
    // The only refusal is that it is so already.
    if (handled.state.status === 'absent') throw notFound(key);
    return segmentView(handled.state);
  }
}
