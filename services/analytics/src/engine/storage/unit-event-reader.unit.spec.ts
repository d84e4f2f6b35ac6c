import type { EventEnvelope } from '@assay/contracts';
import type { DeliveredEvent } from '@assay/event-bus';
import { exposure, interaction, START } from '../../../test/support/events.js';
import type { ObservedEvent } from '../state/observation.js';
import { UnitEventReader } from './unit-event-reader.js';

const EVENTS = [
  exposure({ unit: 'u', time: START, experiment: 'e', variant: 'a' }),
  interaction({ unit: 'u', time: START + 1, name: 'buy' }),
  interaction({ unit: 'v', time: START + 2, name: 'buy' }),
] as readonly ObservedEvent[];

const delivered = (events: readonly EventEnvelope[]): readonly DeliveredEvent[] =>
  events.map((event, offset) => ({
    ...{ topic: 't', partition: 0, offset, key: '', appendedAt: 0 },
    event,
  }));

/** A reader that tells how often events were opened. */
function setUp() {
  const opened: number[] = [];
  const reader = new UnitEventReader({
    opened: (events) => {
      opened.push(events.length);
      return Promise.resolve(events);
    },
  });
  return { opened, reader };
}

const idsOf = async (reader: UnitEventReader, events: readonly ObservedEvent[]) =>
  (await reader.read(events)).map(({ id }) => id);
const ids = EVENTS.map(({ id }) => id);

describe('events of units', () => {
  it('are read once where that was done before their turn', async () => {
    const { opened, reader } = setUp();
    await reader.prepare(delivered(EVENTS));
    expect(await idsOf(reader, EVENTS)).toEqual(ids);
    expect(await idsOf(reader, EVENTS.slice(0, 2))).toEqual(ids.slice(0, 2));
    expect(opened).toEqual([3]);
  });

  it('are read in their turn where they come otherwise, or nobody got ahead with them', async () => {
    const { opened, reader } = setUp();
    expect(await idsOf(reader, EVENTS)).toEqual(ids);
    await reader.prepare(delivered(EVENTS.slice(0, 2)));
    expect(await idsOf(reader, EVENTS)).toEqual(ids);
    expect(await idsOf(reader, EVENTS.slice(1))).toEqual(ids.slice(1));
    expect(await idsOf(reader, [])).toEqual([]);
    expect(opened).toEqual([3, 2, 3, 2, 0]);
  });

  it('fail in their turn as they failed before it', async () => {
    const { reader } = setUp();
    const [first] = EVENTS;
    const bad = [{ ...first, time: 'soon' }] as readonly ObservedEvent[];
    await expect(reader.prepare(delivered(bad))).rejects.toMatchObject({ code: 'UNREADABLE_TIME' });
    await expect(reader.read(bad)).rejects.toMatchObject({ code: 'UNREADABLE_TIME' });
  });
});
