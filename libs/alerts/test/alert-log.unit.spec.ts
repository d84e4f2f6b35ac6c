import { dataProblem, EVENT_TYPES } from '@assay/contracts';
import { FixedClock, newId } from '@assay/platform';
import type { AlertReading } from '../src/index.js';
import { AlertLog } from '../src/index.js';
import { memoryStore } from './memory-store.js';

const MINUTE = 60_000;
const READING: AlertReading = {
  project: 'default',
  rule: 'assignment-failures',
  subject: 'all',
  severity: 'critical',
  message: '30 of 1000 assignments failed: 0.03 is more than 0.01',
  value: 0.03,
  limit: 0.01,
};
const CALM: AlertReading = { ...READING, value: 0.001, message: '1 of 1000 assignments failed' };

function desk() {
  const store = memoryStore();
  const clock = new FixedClock(Date.parse('2026-03-01T00:00:00Z'));
  const logOf = () => new AlertLog({ store, clock, newId, service: 'assignment' });
  const types = () => store.events.map(({ type }) => type);
  return { store, clock, logOf, types };
}

describe('an alert', () => {
  it('is raised once, whoever reports it and however often', async () => {
    const { store, logOf, types } = desk();
    const [one, other] = [logOf(), logOf()];
    await Promise.all([one.raise(READING), other.raise(READING), one.raise(READING)]);
    await other.raise({ ...READING, value: 0.5 });
    expect(types()).toEqual(['AlertRaised']);
    expect(store.events[0]).toMatchObject({
      subject: 'default/alert/assignment-failures/all',
      source: 'assignment',
      data: { value: 0.03, limit: 0.01 },
    });
  });

  it('is resolved with the id it was raised with, not before a minute has passed, and then raised anew', async () => {
    const { store, clock, logOf, types } = desk();
    const log = logOf();
    const raised = await log.raise(READING);
    clock.advance(MINUTE - 1);
    expect(await log.resolve(CALM)).toBeUndefined();
    clock.advance(1);
    expect(await log.resolve(CALM)).toMatchObject({ data: { alert: raised?.id, value: 0.001 } });
    expect(await log.resolve(CALM)).toBeUndefined();
    expect(await log.raise(READING)).toMatchObject({ type: 'AlertRaised' });
    expect(types()).toEqual(['AlertRaised', 'AlertResolved', 'AlertRaised']);
    for (const { type, data } of store.events) {
      const definition = EVENT_TYPES.get(type);
      expect(definition && dataProblem(definition, data)).toBeUndefined();
    }
  });

  it('that another process has resolved is raised again by one that thinks it still stands', async () => {
    const { clock, logOf, types } = desk();
    const [one, other] = [logOf(), logOf()];
    await one.raise(READING);
    clock.advance(MINUTE);
    await one.raise(READING);
    await other.resolve(CALM);
    clock.advance(MINUTE);
    await one.raise(READING);
    expect(types()).toEqual(['AlertRaised', 'AlertResolved', 'AlertRaised']);
  });

  it('on a total comes back only with a larger one', async () => {
    const { clock, logOf } = desk();
    const log = logOf();
    const total = (value: number): AlertReading => ({ ...READING, isTotal: true, value });
    await log.raise(total(3));
    clock.advance(MINUTE);
    await log.resolve(total(4));
    expect(await log.raise(total(4))).toBeUndefined();
    clock.advance(MINUTE);
    expect(await log.raise(total(5))).toMatchObject({ data: { value: 5 } });
  });

  it('keeps the event of which it is the consequence, and cuts a message that is too long', async () => {
    const { logOf } = desk();
    const cause = newId();
    const raised = await logOf().raise({ ...READING, message: 'x'.repeat(900) }, cause);
    expect(raised?.causationid).toBe(cause);
    expect(raised?.data.message).toHaveLength(500);
  });
});
