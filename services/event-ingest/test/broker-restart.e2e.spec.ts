import { timeOrderedId } from '@assay/contracts';
import { describeWith, eventually, PrivateKafka, soakFactor } from '@assay/testing';
import type { IngestApp } from './ingest-app.js';
import { ingestApp, testKey } from './ingest-app.js';

const RESTARTS = soakFactor() > 1 ? 5 : 1;
const OUTAGE_MS = soakFactor() > 1 ? 30_000 : 2_000;
const BATCH = 20;
const tracking = testKey(['track'], 1);
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

interface Load {
  readonly acknowledged: string[];
  readonly refusals: { readonly status: number; readonly retryAfter: unknown }[];
  stopped: boolean;
}

/** Sends batches, each until it is acknowledged, with the same ids. */
async function send(ingest: IngestApp, client: number, load: Load): Promise<void> {
  for (let batch = 0; !load.stopped; batch += 1) {
    const ids = Array.from({ length: BATCH }, (_, at) =>
      timeOrderedId(1_770_000_000_000, String(client), String(batch), String(at)),
    );
    const payload = ids.map((id) => ({ id, type: 'click', unit: `u${id.slice(-2)}` }));
    for (;;) {
      const request = { method: 'POST', url: '/api/v1/events', payload } as const;
      const answer = await ingest.app.inject({ ...request, headers: { 'x-api-key': tracking.key } });
      if (answer.statusCode === 202) break;
      load.refusals.push({ status: answer.statusCode, retryAfter: answer.headers['retry-after'] });
      await pause(200);
    }
    load.acknowledged.push(...ids);
    await pause(5);
  }
}

describeWith('kafka', 'while the broker restarts', () => {
  let kafka: PrivateKafka;
  let ingest: IngestApp;
  beforeAll(async () => {
    kafka = await PrivateKafka.started();
    const brokers = [`127.0.0.1:${String(kafka.port)}`];
    ingest = await ingestApp([tracking.created], (publish) => publish(), { kind: 'kafka', brokers });
  }, 180_000);
  afterAll(async () => {
    await ingest.stop();
    await kafka.remove();
  }, 60_000);

  it(
    'ingest says when to come back, loses nothing, and goes on by itself',
    async () => {
      const load: Load = { acknowledged: [], refusals: [], stopped: false };
      const clients = Array.from({ length: 4 }, (_, client) => send(ingest, client, load));
      for (let restart = 0; restart < RESTARTS; restart += 1) {
        const before = load.acknowledged.length;
        await eventually(() => {
          expect(load.acknowledged.length).toBeGreaterThan(before + 400);
        });
        await kafka.stop();
        await pause(OUTAGE_MS);
        await kafka.start();
        const after = load.acknowledged.length;
        await eventually(() => expect(load.acknowledged.length).toBeGreaterThan(after + 400), {
          timeoutMs: 120_000,
        });
      }
      load.stopped = true;
      await Promise.all(clients);
      for (const refusal of load.refusals)
        expect(refusal).toEqual({ status: 503, retryAfter: expect.stringMatching(/^[1-9]$/) });
      const stored = new Set((await ingest.stored()).map(({ id }) => id));
      expect(load.acknowledged.filter((id) => !stored.has(id))).toEqual([]);
    },
    RESTARTS * (240_000 + OUTAGE_MS),
  );
});
