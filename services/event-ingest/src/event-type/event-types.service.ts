import type { Principal } from '@assay/auth';
import type { EventTypeEvent } from '@assay/contracts';
import { streamId } from '@assay/contracts';
import { Injectable } from '@nestjs/common';
import { DefinitionLog } from '../definitions/definition-log.js';
import type { DefineEventType, EventTypeCommand } from './event-type.decider.js';
import { eventTypeDecider } from './event-type.decider.js';
import {
  EventTypeReservedProblem,
  eventTypeProblem,
  SchemaNotTakenProblem,
  TooManyEventTypesProblem,
} from './event-type-problems.js';
import type { EventTypeState } from './event-type-state.js';
import { EventTypeTable } from './event-type-table.js';
import type { EventTypeChange, EventTypeView } from './event-type-view.js';
import { eventTypeChange, eventTypeView } from './event-type-view.js';
import { compileDataSchema } from './schema/compile-data-schema.js';

const MOST = 1000;
const RESERVED = ['exposure', 'outcome'];

type Known = Exclude<EventTypeState, { readonly status: 'absent' }>;

/** Registers event types with their schemas, and shows them. */
@Injectable()
export class EventTypesService {
  constructor(
    private readonly log: DefinitionLog,
    private readonly table: EventTypeTable,
  ) {}

  define(
    who: Principal,
    definition: DefineEventType['definition'],
    expectedVersion?: number,
  ): Promise<EventTypeView> {
    const { name, schema } = definition;
    if (RESERVED.includes(name)) throw new EventTypeReservedProblem(name);
    const compiled = compileDataSchema(schema);
    if (!compiled.ok) throw new SchemaNotTakenProblem(compiled.problem);
    this.refuseTooMany(who.project, name);
    const metadata = this.log.metadata(who, 'event-type', name);
    const expected = expectedVersion === undefined ? {} : { expectedVersion };
    return this.handle(name, { type: 'DefineEventType', metadata, definition, ...expected });
  }

  retire(who: Principal, name: string, reason: string): Promise<EventTypeView> {
    const metadata = this.log.metadata(who, 'event-type', name);
    return this.handle(name, { type: 'RetireEventType', metadata, reason });
  }

  list(project: string): readonly EventTypeView[] {
    return this.table.list(project).map(eventTypeView);
  }

  async view(project: string, name: string): Promise<EventTypeView> {
    const state = await this.log.load(eventTypeDecider, streamId(project, 'event-type', name));
    if (state.status === 'absent') throw eventTypeProblem(name, { code: 'EVENT_TYPE_NOT_FOUND' });
    return eventTypeView(state);
  }

  async history(project: string, name: string): Promise<readonly EventTypeChange[]> {
    const events = await this.log.history<EventTypeEvent>(streamId(project, 'event-type', name));
    if (events.length === 0) throw eventTypeProblem(name, { code: 'EVENT_TYPE_NOT_FOUND' });
    return events.map(eventTypeChange);
  }

  private async handle(name: string, command: EventTypeCommand): Promise<EventTypeView> {
    const handled = await this.log.handle(eventTypeDecider, command);
    if (handled.outcome === 'refused' && handled.refusal.code !== 'EVENT_TYPE_UNCHANGED')
      throw eventTypeProblem(name, handled.refusal);
    return eventTypeView(handled.state as Known);
  }

  // The table may be a moment behind: the bound is one of memory, not of counting.
  private refuseTooMany(project: string, name: string): void {
    const known = this.table.list(project);
    const isNew = !known.some(({ definition }) => definition.name === name);
    if (isNew && known.length >= MOST) throw new TooManyEventTypesProblem(MOST);
  }
}
