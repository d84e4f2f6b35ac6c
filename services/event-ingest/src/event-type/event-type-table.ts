import type { EventTypeEvent, SchemaMode } from '@assay/contracts';
import { Logger } from '@nestjs/common';
import { evolve } from './event-type.decider.js';
import type { EventTypeDefinition, EventTypeState } from './event-type-state.js';
import { NO_EVENT_TYPE } from './event-type-state.js';
import type { TypeCheck } from './type-check.js';
import { compileTypeCheck } from './type-check.js';

/** The name that stands for every event without a type of its own. */
const ANY_OTHER = '*';

/** A type that events are held against. */
export interface CheckedType {
  readonly schemaVersion: number;
  readonly mode: SchemaMode;
  readonly check: TypeCheck;
}

interface Entry {
  readonly state: Exclude<EventTypeState, { readonly status: 'absent' }>;
  checked?: CheckedType;
}

/** The registered event types of every project, as the log tells them, ready to be applied. */
export class EventTypeTable {
  private readonly logger = new Logger(EventTypeTable.name);
  private readonly projects = new Map<string, Map<string, Entry>>();

  apply(event: EventTypeEvent): void {
    const types = this.projects.get(event.project) ?? new Map<string, Entry>();
    this.projects.set(event.project, types);
    const state = evolve(types.get(event.data.name)?.state ?? NO_EVENT_TYPE, event);
    if (state.status !== 'absent') types.set(event.data.name, { state });
  }

  /** What events of this name are held against; undefined where nothing is asked of them. */
  find(project: string, name: string): CheckedType | undefined {
    const types = this.projects.get(project);
    if (types === undefined) return undefined;
    const own = types.get(name);
    const entry = own?.state.status === 'registered' ? own : types.get(ANY_OTHER);
    if (entry?.state.status !== 'registered' || entry.state.definition.mode === 'off') return undefined;
    entry.checked ??= this.compile(entry.state.definition);
    return entry.checked;
  }

  /** The types of a project by name, retired ones included. */
  list(project: string): readonly Entry['state'][] {
    return [...(this.projects.get(project)?.values() ?? [])]
      .map(({ state }) => state)
      .sort((a, b) => (a.definition.name < b.definition.name ? -1 : 1));
  }

  private compile(definition: EventTypeDefinition): CheckedType {
    const { name, schemaVersion, mode } = definition;
    const check = compileTypeCheck(definition);
    if (check === undefined)
      this.logger.warn(`the schema of ${name}, version ${String(schemaVersion)}, does not compile here`);
    return { schemaVersion, mode, check: check ?? (() => undefined) };
  }
}
