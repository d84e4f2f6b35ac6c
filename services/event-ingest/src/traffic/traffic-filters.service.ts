import type { Principal } from '@assay/auth';
import { streamId } from '@assay/contracts';
import { Injectable } from '@nestjs/common';
import { DefinitionLog } from '../definitions/definition-log.js';
import { compileRule } from './compile-filter.js';
import type { DayCount } from './filtered-counts.js';
import { FilteredCounts } from './filtered-counts.js';
import type {
  TrafficFilterCommand,
  TrafficFilterDefinition,
  TrafficFilterState,
} from './traffic-filter.decider.js';
import { trafficFilterDecider } from './traffic-filter.decider.js';
import {
  NetworkInvalidProblem,
  TooManyTrafficFiltersProblem,
  TrafficFilterNotFoundProblem,
} from './traffic-filter-problems.js';
import { TrafficFilterTable } from './traffic-filter-table.js';

const MOST = 100;

type Known = Exclude<TrafficFilterState, { readonly status: 'absent' }>;

/** A traffic filter as the API shows it. */
export interface TrafficFilterView extends TrafficFilterDefinition {
  readonly status: 'active' | 'removed';
  readonly changedAt: string;
  readonly changedBy: string;
}

/** With what it kept apart. */
export interface CountedFilter extends TrafficFilterView {
  readonly events: number;
}

const viewOf = ({ definition, status, changedAt, changedBy }: Known): TrafficFilterView => ({
  ...definition,
  status,
  changedAt,
  changedBy,
});

/** Defines traffic filters, and shows them with what they kept apart. */
@Injectable()
export class TrafficFiltersService {
  constructor(
    private readonly log: DefinitionLog,
    private readonly table: TrafficFilterTable,
    private readonly counts: FilteredCounts,
  ) {}

  define(who: Principal, definition: TrafficFilterDefinition): Promise<TrafficFilterView> {
    const { key, rule } = definition;
    if (rule.kind === 'network' && compileRule(rule) === undefined)
      throw new NetworkInvalidProblem(rule.cidrs);
    this.refuseTooMany(who.project, key);
    const metadata = this.log.metadata(who, 'traffic-filter', key);
    return this.handle(key, { type: 'DefineTrafficFilter', metadata, definition });
  }

  remove(who: Principal, key: string, reason: string): Promise<TrafficFilterView> {
    const metadata = this.log.metadata(who, 'traffic-filter', key);
    return this.handle(key, { type: 'RemoveTrafficFilter', metadata, reason });
  }

  async list(project: string): Promise<readonly CountedFilter[]> {
    const totals = await this.counts.totals(project);
    return this.table
      .list(project)
      .map((state) => ({ ...viewOf(state), events: totals.get(state.definition.key) ?? 0 }));
  }

  async view(
    project: string,
    key: string,
  ): Promise<TrafficFilterView & { readonly days: readonly DayCount[] }> {
    const state = await this.log.load(trafficFilterDecider, streamId(project, 'traffic-filter', key));
    if (state.status === 'absent') throw new TrafficFilterNotFoundProblem(key);
    return { ...viewOf(state), days: await this.counts.days(project, key) };
  }

  private async handle(key: string, command: TrafficFilterCommand): Promise<TrafficFilterView> {
    const handled = await this.log.handle(trafficFilterDecider, command);
    if (handled.outcome === 'refused' && handled.refusal.code === 'TRAFFIC_FILTER_NOT_FOUND')
      throw new TrafficFilterNotFoundProblem(key);
    return viewOf(handled.state as Known);
  }

  // The table may be a moment behind: the bound is one of work, not of counting.
  private refuseTooMany(project: string, key: string): void {
    const known = this.table.list(project);
    const isNew = !known.some(({ definition }) => definition.key === key);
    if (isNew && known.length >= MOST) throw new TooManyTrafficFiltersProblem(MOST);
  }
}
