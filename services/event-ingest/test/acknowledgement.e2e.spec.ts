import type { EventBus } from '@assay/event-bus';
import { describeWith } from '@assay/testing';
import { LogUnavailableError } from '@assay/event-bus';
import { timeOrderedId } from '@assay/contracts';
import type { InteractionEvent } from '@assay/contracts';
import { Publisher } from '../src/publish/publisher.js';
import type { Publish } from '@assay/service-testing';
import type { IngestApp } from './ingest-app.js';
import { ingestApp, testKey } from './ingest-app.js';

const tracking = testKey(['track'], 1);
const headers = { 'x-api-key': tracking.key };
const away = (): Promise<never> =>
  Promise.reject(new LogUnavailableError('publish', new Error('connection lost')));

/** Fails one call in four before the log has anything, and one in four after it has everything. */
function unreliable(): Publish {
  let calls = 0;
  return async (publish) => {
    calls += 1;
    if (calls % 4 === 1) return away();
    await publish();
    if (calls % 4 === 3) return away();
  };
}

/** Sends batches, each until it is acknowledged or given up; gives the ids of the acknowledged events. */
async function send(ingest: IngestApp, attempts: number): Promise<string[]> {
  const acknowledged: string[] = [];
  for (let batch = 0; batch < 40; batch += 1) {
    const ids = Array.from({ length: 10 }, (_, at) =>
      timeOrderedId(1_770_000_000_000, String(batch), String(at)),
    );
    const payload = ids.map((id) => ({ id, type: 'click', unit: `u${id.slice(-2)}` }));
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const answer = await ingest.app.inject({ method: 'POST', url: '/api/v1/events', payload, headers });
      if (answer.statusCode !== 202) continue;
      acknowledged.push(...ids);
      break;
    }
  }
  return acknowledged;
}

const missing = async (ingest: IngestApp, acknowledged: readonly string[]): Promise<number> => {
  const stored = new Set((await ingest.stored()).map(({ id }) => id));
  return acknowledged.filter((id) => !stored.has(id)).length;
};

describe('an acknowledged event', () => {
  it('is in the log, however unreliable the log is', async () => {
    const ingest = await ingestApp([tracking.created], unreliable());
    const acknowledged = await send(ingest, 5);
    expect(acknowledged).toHaveLength(400);
    expect(await missing(ingest, acknowledged)).toBe(0);
    await ingest.stop();
  });

  it('is counted once, although its batch was stored more than once', async () => {
    const ingest = await ingestApp([tracking.created], unreliable());
    await send(ingest, 5);
    const ids = (await ingest.stored()).map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(400);
    expect(new Set(ids).size).toBe(400);
    await ingest.stop();
  });

  it('control: acknowledging before the log has answered loses events', async () => {
    const ingest = await ingestApp([tracking.created], unreliable());
    const publisher = ingest.app.get(Publisher, { strict: false });
    const bus = (publisher as unknown as { bus: EventBus }).bus;
    publisher.publish = (events: readonly InteractionEvent[]): Promise<void> => {
      bus.publish(events).catch(() => undefined);
      return Promise.resolve();
    };
    const acknowledged = await send(ingest, 1);
    expect(await missing(ingest, acknowledged)).toBeGreaterThan(0);
    await ingest.stop();
  });
});

describeWith('kafka', 'an acknowledged event, on Kafka', () => {
  it('is in the log, however unreliable the log is', async () => {
    const ingest = await ingestApp([tracking.created], unreliable(), { kind: 'kafka' });
    const acknowledged = await send(ingest, 5);
    expect(acknowledged).toHaveLength(400);
    expect(await missing(ingest, acknowledged)).toBe(0);
    await ingest.stop();
  });
});

describe('while the log is away', () => {
  it('the answer is 503 with the time to wait, and readiness says why', async () => {
    const ingest = await ingestApp([tracking.created], away);
    const payload = [{ type: 'click', unit: 'u' }];
    const answer = await ingest.app.inject({ method: 'POST', url: '/api/v1/events', payload, headers });
    expect(answer.json()).toMatchObject({ status: 503, code: 'LOG_UNAVAILABLE' });
    expect(answer.headers['retry-after']).toBe('2');
    expect(await ingest.stored()).toEqual([]);
    await ingest.bus.close();
    expect((await ingest.app.inject('/health/ready')).json()).toMatchObject({
      checks: { log: { ready: false, detail: 'no contact with the log' } },
    });
    await ingest.stop();
  });
});
