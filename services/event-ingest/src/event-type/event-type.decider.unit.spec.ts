import type { EventTypeEvent } from '@assay/contracts';
import { dataProblem, EVENT_TYPES, streamId } from '@assay/contracts';
import type { EventTypeCommand } from './event-type.decider.js';
import { eventTypeDecider } from './event-type.decider.js';
import { metadata } from '../../test/metadata.js';

const of = metadata(streamId('default', 'event-type', 'signup'));
const definition = {
  name: 'signup',
  schema: { required: ['plan'] },
  mode: 'warn',
  value: 'optional',
} as const;
const DEFINE: EventTypeCommand = { type: 'DefineEventType', metadata: of, definition };
const STRICTER: EventTypeCommand = { ...DEFINE, definition: { ...definition, mode: 'strict' } };
const RETIRE: EventTypeCommand = { type: 'RetireEventType', metadata: of, reason: 'no longer sent' };

const stateAfter = (events: readonly EventTypeEvent[]) =>
  events.reduce((state, event) => eventTypeDecider.evolve(state, event), eventTypeDecider.initial);

function history(...commands: readonly EventTypeCommand[]): readonly EventTypeEvent[] {
  return commands.reduce<readonly EventTypeEvent[]>((events, command) => {
    const decision = eventTypeDecider.decide(command, stateAfter(events));
    return decision.outcome === 'accepted' ? [...events, ...decision.events] : events;
  }, []);
}

const outcome = (events: readonly EventTypeEvent[], command: EventTypeCommand) => {
  const decision = eventTypeDecider.decide(command, stateAfter(events));
  return decision.outcome === 'refused'
    ? decision.refusal
    : decision.events.map(({ type, data }) => [type, data]);
};

describe('an event type', () => {
  it('begins with version 1, and each change is the next', () => {
    expect(outcome([], DEFINE)).toEqual([['EventTypeDefined', { ...definition, schemaVersion: 1 }]]);
    expect(outcome(history(DEFINE), STRICTER)).toEqual([
      ['EventTypeDefined', { ...definition, mode: 'strict', schemaVersion: 2 }],
    ]);
  });

  it('that is defined as it is does not change', () => {
    expect(outcome(history(DEFINE), DEFINE)).toEqual({ code: 'EVENT_TYPE_UNCHANGED' });
    const reordered = {
      value: 'optional',
      mode: 'warn',
      schema: { required: ['plan'] },
      name: 'signup',
    } as const;
    expect(outcome(history(DEFINE), { ...DEFINE, definition: reordered })).toEqual({
      code: 'EVENT_TYPE_UNCHANGED',
    });
  });

  it('is not changed by who saw another version', () => {
    const expecting = (expectedVersion: number) => ({ ...STRICTER, expectedVersion });
    expect(outcome(history(DEFINE), expecting(1))).toHaveLength(1);
    expect(outcome(history(DEFINE, STRICTER), expecting(1))).toEqual({
      code: 'EVENT_TYPE_CHANGED',
      expected: 1,
      actual: 2,
    });
    expect(outcome(history(DEFINE), expecting(0))).toMatchObject({ code: 'EVENT_TYPE_CHANGED' });
  });

  it('is retired once, and may come back with the next version', () => {
    expect(outcome(history(DEFINE), RETIRE)).toEqual([
      ['EventTypeRetired', { name: 'signup', reason: 'no longer sent' }],
    ]);
    expect(stateAfter(history(DEFINE, RETIRE))).toMatchObject({ status: 'retired', changedBy: 'user:ada' });
    expect(outcome(history(DEFINE, RETIRE), RETIRE)).toEqual({ code: 'EVENT_TYPE_NOT_FOUND' });
    expect(outcome(history(DEFINE, RETIRE), DEFINE)).toMatchObject([
      ['EventTypeDefined', { schemaVersion: 2 }],
    ]);
    expect(outcome([], RETIRE)).toEqual({ code: 'EVENT_TYPE_NOT_FOUND' });
  });

  it('gives events that readers of the log accept', () => {
    for (const event of history(DEFINE, STRICTER, RETIRE)) {
      const type = EVENT_TYPES.get(event.type);
      expect(type && dataProblem(type, event.data)).toBeUndefined();
    }
  });

  it('is not changed by a retirement that lost its beginning', () => {
    const retired = history(DEFINE, RETIRE).slice(1);
    expect(stateAfter(retired)).toEqual({ status: 'absent' });
  });
});
