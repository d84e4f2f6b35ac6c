import { issueToken } from '@assay/auth';
import { derivedId, timeOrderedId } from '@assay/contracts';
import { createBus } from '@assay/event-bus';
import type { RunningProcess, TestDatabase } from '@assay/testing';
import { createTestDatabase, eventually, freePort, startSource } from '@assay/testing';
import { storedIn, TEST_SECRET } from '@assay/service-testing';

const MAIN = 'services/event-ingest/src/main.ts';
const CLIENTS = 16;
const BATCH = 20;
const MINUTE = 60_000;

interface Service {
  readonly url: string;
  readonly process: RunningProcess;
  readonly database: TestDatabase;
}

async function start(): Promise<Service> {
  const database = await createTestDatabase();
  const port = await freePort();
  const process = startSource(MAIN, {
    DATABASE_URL: database.url,
    BUS: 'postgres',
    JWT_SECRET: TEST_SECRET,
    PORT: String(port),
    LOG_LEVEL: 'warn',
  });
  const url = `http://127.0.0.1:${String(port)}`;
  await eventually(
    async () => {
      const { ok } = await fetch(`${url}/health/ready`);
      if (!ok) throw new TypeError(process.output());
    },
    { timeoutMs: MINUTE },
  );
  return { url, process, database };
}

interface Sent {
  readonly outcomes: string[];
  readonly acknowledged: string[];
}

/** Sends batch after batch over connections that it keeps, until nobody listens any more. */
async function sendUntilClosed(url: string, client: number, sent: Sent): Promise<void> {
  const token = await issueToken({
    secret: TEST_SECRET,
    subject: 'load',
    role: 'editor',
    project: 'default',
  });
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  for (let batch = 0; ; batch += 1) {
    const ids = Array.from({ length: BATCH }, (_, at) =>
      timeOrderedId(1_770_000_000_000, derivedId(String(client), String(batch), String(at))),
    );
    const body = JSON.stringify(ids.map((id) => ({ id, type: 'click', unit: `u${id.slice(-2)}` })));
    try {
      const answer = await fetch(`${url}/api/v1/events`, { method: 'POST', headers, body });
      await answer.text();
      sent.outcomes.push(String(answer.status));
      if (answer.status === 202) sent.acknowledged.push(...ids);
    } catch (error) {
      const { code = 'unknown' } = (error as Error).cause as NodeJS.ErrnoException;
      if (code === 'ECONNREFUSED') return;
      sent.outcomes.push(`dropped: ${code}`);
    }
  }
}

/** Ends a service under load; gives what every request came to, and the exit. */
async function endUnderLoad(signal: NodeJS.Signals) {
  const service = await start();
  const sent: Sent = { outcomes: [], acknowledged: [] };
  const clients = Array.from({ length: CLIENTS }, (_, client) => sendUntilClosed(service.url, client, sent));
  await eventually(() => {
    expect(sent.outcomes.length).toBeGreaterThan(4 * CLIENTS);
  });
  const exit = await service.process.stop(signal);
  await Promise.all(clients);
  const { url: databaseUrl } = service.database;
  const bus = createBus({
    bus: { kind: 'postgres', databaseUrl, namespace: '' },
    topics: { partitions: 6, retentionMs: -1, replicationFactor: 1 },
  });
  const stored = new Set((await storedIn(bus, 'assay.interactions.v1')).map(({ id }) => id));
  await bus.close();
  await service.database.drop();
  const lost = sent.acknowledged.filter((id) => !stored.has(id));
  return { ...sent, exit, lost };
}

describe('a service that is ended under load', () => {
  it(
    'drops no request when it is asked to stop, and has stored what it acknowledged',
    async () => {
      const { outcomes, exit, lost } = await endUnderLoad('SIGTERM');
      expect(outcomes.filter((outcome) => outcome !== '202')).toEqual([]);
      expect(exit).toEqual({ code: 0, signal: null });
      expect(lost).toEqual([]);
    },
    3 * MINUTE,
  );

  it(
    'control: drops requests when it is killed, and still has stored what it acknowledged',
    async () => {
      const { outcomes, lost } = await endUnderLoad('SIGKILL');
      expect(outcomes.filter((outcome) => outcome !== '202').length).toBeGreaterThan(0);
      expect(lost).toEqual([]);
    },
    3 * MINUTE,
  );
});
