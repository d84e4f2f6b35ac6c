import type { TrafficFilterEvent } from '@assay/contracts';
import type { Caller, CompiledRule } from './compile-filter.js';
import { compileRule } from './compile-filter.js';
import type { TrafficFilterState } from './traffic-filter.decider.js';
import { evolve, NO_TRAFFIC_FILTER } from './traffic-filter.decider.js';

type Known = Exclude<TrafficFilterState, { readonly status: 'absent' }>;
type Attributes = Readonly<Record<string, unknown>>;

interface Entry {
  readonly state: Known;
  /** Missing while the filter is removed. */
  readonly rule?: CompiledRule;
}

/** The filter that means an event with these attributes; undefined when none does. */
export type TrafficSieve = (attributes: Attributes | undefined) => string | undefined;

const NOTHING: Attributes = {};

/** The traffic filters of every project, as the log tells them, ready to be asked. */
export class TrafficFilterTable {
  private readonly projects = new Map<string, Map<string, Entry>>();

  apply(event: TrafficFilterEvent): void {
    const filters = this.projects.get(event.project) ?? new Map<string, Entry>();
    this.projects.set(event.project, filters);
    const { key } = event.data;
    const state = evolve(filters.get(key)?.state ?? NO_TRAFFIC_FILTER, event);
    if (state.status === 'absent') return;
    const rule = state.status === 'active' ? compileRule(state.definition.rule) : undefined;
    filters.set(key, rule === undefined ? { state } : { state, rule });
  }

  /** What to ask of each event of a request; undefined when its project filters nothing. */
  sieveFor(project: string, caller: () => Caller): TrafficSieve | undefined {
    const filters = this.projects.get(project);
    if (filters === undefined) return undefined;
    const rules = [...filters].flatMap(([key, { rule }]) => (rule === undefined ? [] : [{ key, rule }]));
    if (rules.length === 0) return undefined;
    const who = caller();
    const ofCaller = rules.find(({ rule }) => rule.asks === 'caller' && rule.means(who));
    if (ofCaller !== undefined) return () => ofCaller.key;
    return (attributes = NOTHING) =>
      rules.find(({ rule }) => rule.asks === 'event' && rule.means(attributes))?.key;
  }

  /** The filters of a project by key, removed ones included. */
  list(project: string): readonly Known[] {
    return [...(this.projects.get(project)?.values() ?? [])]
      .map(({ state }) => state)
      .sort((a, b) => (a.definition.key < b.definition.key ? -1 : 1));
  }
}
