import type { Principal } from '@assay/auth';
import type { EventMetadata } from '@assay/contracts';
import { streamId } from '@assay/contracts';
import type { EventStore } from '@assay/event-store';
import { EVENT_STORE, handle, loadState } from '@assay/event-store';
import type { Clock, NewId, Problem } from '@assay/platform';
import { CLOCK, IDS } from '@assay/platform';
import { Inject, Injectable } from '@nestjs/common';
import { DefinitionList } from './definition-list.js';
import {
  definitionNotFound,
  definitionOnItsWay,
  otherVersion,
  tooManyDefinitions,
} from './definition-problems.js';
import type {
  Define,
  Definition,
  DefinitionKind,
  DefinitionState,
  Retire,
} from './product-report.decider.js';
import { productReportDecider } from './product-report.decider.js';

type Owner = Pick<Principal, 'project' | 'actor'>;
type Defined = Extract<DefinitionState, { readonly status: 'defined' }>;

/** A definition as it is now. */
export interface DefinitionView extends Omit<Defined, 'status'> {
  readonly version: number;
}

export interface DefinitionPage {
  readonly items: readonly { readonly version: number; readonly data: Readonly<Record<string, unknown>> }[];
  /** Give it as `cursor` for the next page; null on the last one. */
  readonly nextCursor: string | null;
}

const MOST = 100;

/** Defines what product reports count, and shows it. */
@Injectable()
export class DefinitionsService {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(IDS) private readonly newId: NewId,
    private readonly definitions: DefinitionList,
  ) {}

  async define(who: Owner, definition: Definition, expected: number | undefined): Promise<DefinitionView> {
    const { kind, data } = definition;
    await this.refuseTooMany(who.project, kind, data.key);
    const stream = streamId(who.project, kind, data.key);
    return this.handle(
      stream,
      { type: 'Define', metadata: this.metadata(who, stream), definition },
      expected,
    );
  }

  async retire(
    who: Owner,
    kind: DefinitionKind,
    { key, reason }: Pick<Retire, 'key' | 'reason'>,
  ): Promise<void> {
    const stream = streamId(who.project, kind, key);
    const metadata = this.metadata(who, stream);
    const handled = await handle(productReportDecider, this.store, stream, {
      type: 'Retire',
      metadata,
      key,
      reason,
    });
    if (handled.outcome === 'refused') throw definitionNotFound(kind, key);
  }

  async view(project: string, kind: DefinitionKind, key: string): Promise<DefinitionView> {
    const found = await this.find(project, kind, key);
    if (found === undefined) throw definitionNotFound(kind, key);
    return found;
  }

  async find(project: string, kind: DefinitionKind, key: string): Promise<DefinitionView | undefined> {
    const { state, version } = await loadState(
      productReportDecider,
      this.store,
      streamId(project, kind, key),
    );
    return state.status === 'defined' ? viewOf(state, version) : undefined;
  }

  /** Why a report on a definition cannot be given: there is none, or the read model has not heard of it yet. */
  async whyMissing(project: string, kind: DefinitionKind, key: string): Promise<Problem> {
    const found = await this.find(project, kind, key);
    return found === undefined ? definitionNotFound(kind, key) : definitionOnItsWay(kind, key);
  }

  async list(
    project: string,
    kind: DefinitionKind,
    page: { readonly after: string; readonly limit: number },
  ): Promise<DefinitionPage> {
    const found = await this.definitions.page(project, kind, { ...page, limit: page.limit + 1 });
    const items = found.slice(0, page.limit);
    const nextCursor = found.length > page.limit ? (items.at(-1)?.key ?? null) : null;
    return { items: items.map(({ version, document }) => ({ version, data: document })), nextCursor };
  }

  private async handle(
    stream: string,
    command: Define,
    expected: number | undefined,
  ): Promise<DefinitionView> {
    if (expected !== undefined) {
      const { version } = await loadState(productReportDecider, this.store, stream);
      if (version !== expected) throw otherVersion(expected, version);
    }
    const { state, version } = await handle(productReportDecider, this.store, stream, command);
    return viewOf(state as Defined, version);
  }

  // The list may be a moment behind: the bound is one of work, not of counting.
  private async refuseTooMany(project: string, kind: DefinitionKind, key: string): Promise<void> {
    const known = await this.definitions.page(project, kind, { after: '', limit: MOST + 1 });
    if (known.length >= MOST && !known.some((one) => one.key === key)) throw tooManyDefinitions(kind, MOST);
  }

  private metadata({ project, actor }: Owner, subject: string): EventMetadata {
    const id = this.newId();
    const time = new Date(this.clock.now()).toISOString();
    return { id, source: 'analytics', subject, time, project, actor, correlationid: id };
  }
}

const viewOf = ({ data, changedAt, changedBy }: Defined, version: number): DefinitionView => ({
  version,
  data,
  changedAt,
  changedBy,
});
