import type { EventEnvelope } from '@assay/contracts';
import { dataProblem, EVENT_TYPES } from '@assay/contracts';
import {
  aliased,
  experimentCreated,
  exposure,
  HOUR,
  interaction,
  metric,
  outcome,
  START,
} from './support/events.js';
import { statisticsOf } from './support/oracle.js';
import type { TestEngine } from './support/test-engine.js';
import { testEngines } from './support/test-engines.js';

const DEFINITION = experimentCreated('checkout', {
  primary: metric('bought', { event: 'buy' }),
  secondary: [metric('spent', { event: 'buy', type: 'mean' })],
});
const EXPOSED = exposure({
  unit: 'anon',
  time: START,
  experiment: 'checkout',
  variant: 'control',
  attributes: { a: 1 },
});
const BOUGHT = interaction({
  unit: 'anon',
  time: START + HOUR,
  name: 'buy',
  value: '2.5',
  attributes: { b: 2 },
});
const FAILED = outcome({ unit: 'anon', time: START + HOUR, success: false, flag: 'checkout' });
const LINK = aliased({ unit: 'anon', time: START + 2 * HOUR, user: 'ada' });
const OTHER_LINK = aliased({ unit: 'anon', time: START + HOUR, user: 'bob' });
const LATER = interaction({ unit: 'anon', time: START + 3 * HOUR, name: 'buy', value: '4' });
const AS_USER = interaction({ unit: 'ada', time: START + 4 * HOUR, name: 'buy', value: '8' });
const ALL = [EXPOSED, BOUGHT, FAILED, LINK, OTHER_LINK, LATER, AS_USER];
const EXPECTED = statisticsOf([DEFINITION, ...ALL]);

const engineWith = testEngines();

async function engineAfter(...batches: readonly (readonly EventEnvelope[])[]): Promise<TestEngine> {
  const engine = await engineWith();
  await engine.define([DEFINITION]);
  for (const batch of batches) await engine.deliver(batch);
  return engine;
}

describe('a unit that turns out to be a user', () => {
  it('counts as that user, with what it did before and what it does later', async () => {
    const engine = await engineAfter(...ALL.map((event) => [event]));
    await engine.relay();
    expect(await engine.statistics()).toEqual(EXPECTED);
    const [units] = await engine.rows<{ n: string }>('SELECT sum(units)::text AS n FROM exposure_statistics');
    expect(units?.n).toBe('1');
  });

  it('counts the same when all of it comes at once, or the link after the fact', async () => {
    const once = await engineAfter(ALL);
    const late = await engineAfter([EXPOSED, BOUGHT, FAILED, LATER, AS_USER], [LINK, OTHER_LINK]);
    for (const engine of [once, late]) {
      await engine.relay();
      expect(await engine.statistics()).toEqual(EXPECTED);
    }
  });

  it('takes its exclusion along when it had seen two variants', async () => {
    const both = exposure({ unit: 'anon', time: START + HOUR, experiment: 'checkout', variant: 'treatment' });
    const engine = await engineAfter([EXPOSED, both], [LINK]);
    await engine.relay();
    expect(await engine.statistics()).toEqual(statisticsOf([DEFINITION, EXPOSED, both, LINK]));
    const [row] = await engine.rows<{ excluded: string }>(
      'SELECT sum(excluded)::text AS excluded FROM run_statistics',
    );
    expect(row?.excluded).toBe('1');
  });

  it('is forwarded as valid events, without the ids of the originals, each once', async () => {
    const engine = await engineAfter(ALL);
    const forwarded = [...engine.emitted];
    for (const { type, data } of forwarded) {
      const definition = EVENT_TYPES.get(type);
      expect(definition && dataProblem(definition, data)).toBeUndefined();
    }
    expect(forwarded.map(({ data }) => (data as { forwardedFrom?: string }).forwardedFrom)).toEqual(
      forwarded.map(() => 'anon'),
    );
    expect(new Set(forwarded.map(({ id }) => id)).size).toBe(4);
    await engine.deliver(forwarded);
    await engine.deliver(forwarded);
    expect(await engine.statistics()).toEqual(EXPECTED);
  });

  it('gives the same when its forwarded events were in the log already, as in a rebuild', async () => {
    const live = await engineAfter(...ALL.map((event) => [event]));
    const forwarded = [...live.emitted];
    await live.relay();
    const rebuilt = await engineAfter([...ALL, ...forwarded]);
    expect(await rebuilt.hash()).toBe(await live.hash());
  });

  it('loses its past when a crash takes the outbox, and only then (control)', async () => {
    const engine = await engineAfter(ALL);
    engine.emitted.length = 0;
    await engine.relay();
    expect(await engine.statistics()).not.toEqual(EXPECTED);
  });

  it('is not followed further when the user is linked in turn', async () => {
    const engine = await engineAfter([aliased({ unit: 'ada', time: START, user: 'eve' })], ALL);
    await engine.relay();
    const rows = await engine.rows<{ key: string }>(
      `SELECT split_part(unit_key, '\u001f', 2) AS key FROM unit_state WHERE state LIKE '%checkout%'`,
    );
    expect(rows).toEqual([{ key: 'ada' }]);
  });

  it('has its events and the outbox in one transaction', async () => {
    const engine = await engineAfter([EXPOSED, BOUGHT]);
    engine.beforeCommit = () => Promise.reject(new TypeError('killed'));
    await expect(engine.deliver([LINK])).rejects.toThrow('killed');
    engine.beforeCommit = undefined;
    engine.emitted.length = 0;
    await engine.deliver([LINK, FAILED, OTHER_LINK, LATER, AS_USER]);
    await engine.relay();
    expect(await engine.statistics()).toEqual(EXPECTED);
  });
});
