import type { AlertReading } from '@assay/alerts';
import { AlertLog } from '@assay/alerts';
import { FixedClock, newId } from '@assay/platform';
import type { AlertRaised } from '@assay/contracts';
import type { EventStore } from '@assay/event-store';
import { START } from '../../test/support/events.js';
import { AlertSettler } from './alert-settler.js';
import type { Level } from './judgement.js';
import type { OpenAlert } from './open-alert.js';

const MINUTE = 60_000;
const reading: AlertReading = {
  project: 'default',
  rule: 'lag',
  subject: 'engine',
  severity: 'warning',
  message: 'the engine is 40 s behind',
  value: 40,
  limit: 30,
};
const judged = (level: Level) => [{ level, reading }];

/** Streams in memory, written by nobody else. */
function storeOf(events: AlertRaised[]): EventStore {
  const stored = () =>
    events.map((event, place) => ({ event, stream: event.subject, version: place + 1, position: place }));
  return {
    load: () => Promise.resolve(stored()),
    append: (_stream, _version, added) => {
      events.push(...(added as AlertRaised[]));
      return Promise.resolve({ outcome: 'appended', version: events.length, events: stored().slice(-1) });
    },
    readFrom: () => Promise.resolve(stored()),
    end: () => Promise.resolve(events.length),
  };
}

function desk() {
  const events: AlertRaised[] = [];
  const clock = new FixedClock(START);
  const log = new AlertLog({ store: storeOf(events), clock, newId, service: 'analytics' });
  const open = (): readonly OpenAlert[] =>
    events.slice(-1).map(({ id, project, data }) => ({ id, project, data }));
  return { settler: new AlertSettler(log), clock, open, types: () => events.map(({ type }) => type) };
}

describe('settling what a rule has judged', () => {
  it('raises what is breached, keeps it in between, and resolves it when it is calm for a minute or more', async () => {
    const { settler, clock, open, types } = desk();
    await settler.settle(judged('between'), []);
    await settler.settle(judged('breached'), []);
    await settler.settle(judged('calm'), open());
    clock.advance(MINUTE);
    await settler.settle(judged('between'), open());
    expect(types()).toEqual(['AlertRaised']);
    await settler.settle(judged('calm'), open());
    expect(types()).toEqual(['AlertRaised', 'AlertResolved']);
  });

  it('resolves at once what is not watched any more', async () => {
    const { settler, open, types } = desk();
    await settler.settle(judged('breached'), []);
    await settler.settle([], open());
    expect(types()).toEqual(['AlertRaised', 'AlertResolved']);
  });
});
