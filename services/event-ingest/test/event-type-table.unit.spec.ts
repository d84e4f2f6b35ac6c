import type { EventTypeEvent, SchemaMode } from '@assay/contracts';
import { EventTypeDefined, EventTypeRetired, newEvent, streamId } from '@assay/contracts';
import { Logger } from '@nestjs/common';
import { readBatch } from '../src/event/read-batch.js';
import { EventTypeTable } from '../src/event-type/event-type-table.js';
import { context } from './context.js';
import { metadata } from './metadata.js';

Logger.overrideLogger(false);

const of = (project: string, name: string) => metadata(streamId(project, 'event-type', name));
const defined = (
  name: string,
  mode: SchemaMode,
  { schemaVersion = 1, project = 'default' } = {},
): EventTypeEvent =>
  newEvent(EventTypeDefined, of(project, name), {
    ...{ name, schemaVersion, mode, value: 'optional' },
    schema: { required: ['plan'] },
  });
const retired = (name: string): EventTypeEvent =>
  newEvent(EventTypeRetired, of('default', name), { name, reason: 'done' });

const tableOf = (...events: readonly EventTypeEvent[]): EventTypeTable => {
  const table = new EventTypeTable();
  for (const event of events) table.apply(event);
  return table;
};
const found = (table: EventTypeTable, name: string, project = 'default') => {
  const type = table.find(project, name);
  return type && [type.schemaVersion, type.mode];
};

describe('the table of event types', () => {
  it('finds the last definition of a name, in its project', () => {
    const table = tableOf(defined('signup', 'warn'), defined('signup', 'strict', { schemaVersion: 2 }));
    expect(found(table, 'signup')).toEqual([2, 'strict']);
    expect(found(table, 'click')).toBeUndefined();
    expect(found(table, 'signup', 'shop')).toBeUndefined();
  });

  it('compiles a schema once', () => {
    const table = tableOf(defined('signup', 'warn'));
    expect(table.find('default', 'signup')).toBe(table.find('default', 'signup'));
  });

  it('asks nothing by a type that is off or retired', () => {
    const table = tableOf(defined('quiet', 'off'), defined('gone', 'strict'), retired('gone'));
    expect(found(table, 'quiet')).toBeUndefined();
    expect(found(table, 'gone')).toBeUndefined();
    expect(table.list('default').map(({ status }) => status)).toEqual(['retired', 'registered']);
  });

  it('asks by * for every name that has no type of its own, also one that was retired', () => {
    const table = tableOf(defined('*', 'strict', { schemaVersion: 7 }), defined('signup', 'warn'));
    expect(found(table, 'anything')).toEqual([7, 'strict']);
    expect(found(table, 'signup')).toEqual([1, 'warn']);
    table.apply(retired('signup'));
    expect(found(table, 'signup')).toEqual([7, 'strict']);
  });

  it('takes a name that is off out of *', () => {
    expect(found(tableOf(defined('*', 'strict'), defined('free', 'off')), 'free')).toBeUndefined();
  });

  it('takes everything by a schema that does not compile here, and says so', () => {
    const broken = newEvent(EventTypeDefined, of('default', 'new'), {
      ...{ name: 'new', schemaVersion: 1, mode: 'strict', value: 'optional' },
      schema: { keywordOfTomorrow: true },
    });
    const type = tableOf(broken).find('default', 'new');
    expect(type?.check({ attributes: { any: 1 } })).toBeUndefined();
  });
});

describe('a batch with typed events', () => {
  const table = tableOf(defined('strict', 'strict'), defined('warned', 'warn'));
  const typed = { ...context(), typeOf: (name: string) => table.find('default', name) };
  const events = ['strict', 'warned', 'free'].map((type) => ({ type, unit: 'u1' }));

  it('is refused and warned about by place, and marked', () => {
    const read = readBatch(events, typed);
    expect(read.refused).toEqual([
      expect.objectContaining({ index: 0, path: 'attributes.plan', code: 'SCHEMA_VIOLATED' }),
    ]);
    expect(read.warnings).toEqual([{ index: 1, path: '', message: 'attributes.plan is required' }]);
    expect(read.events.map(({ data }) => data)).toEqual([
      expect.objectContaining({ schemaVersion: 1, schemaProblem: 'attributes.plan is required' }),
      expect.not.objectContaining({ schemaVersion: 1 }),
    ]);
  });

  it('keeps what a filter means apart, in its place', () => {
    const read = readBatch(events.slice(1), { ...typed, sieve: () => 'bots' });
    expect(read.filtered).toBe(2);
    expect(read.events.map(({ type }) => type)).toEqual(['TrafficFiltered', 'TrafficFiltered']);
  });
});
