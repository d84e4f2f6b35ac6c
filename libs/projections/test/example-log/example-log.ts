import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RawMessage } from '@assay/event-bus';
import { createBus } from '@assay/event-bus';
import { createTestDatabase, eventually, freePort } from '@assay/testing';
import { Client } from 'pg';

const SECRET = 'k9Qz7Lw2Xv5Rt8Np3Ys6Hd1Gf4Jb0Mc-';
const VISITORS = 1_600;
const GROUP = 100;

/** The messages of a topic, in the order in which the log took them. */
export interface CopiedTopic {
  readonly topic: string;
  readonly messages: readonly RawMessage[];
}

interface ApiClient {
  call<Answer>(path: string, request?: { readonly method: 'POST'; readonly body: unknown }): Promise<Answer>;
}
type NewApiClient = new (options: { readonly url: string; readonly credential: string }) => ApiClient;

/** The parts of the first run: no library knows them, so they are loaded by their place. */
const load = <Module extends object>(file: string): Module =>
  jest.requireActual<Module>(join(__dirname, '../../../..', file));
const standalone = () => ({
  ...load<{
    startApplication: (env: object, composition: object) => Promise<{ readonly stop: () => Promise<void> }>;
  }>('services/standalone/src/application/application.ts'),
  ...load<{ ApiClient: NewApiClient }>('services/standalone/src/access/api-client.ts'),
  ...load<{ EXAMPLE: { readonly key: string } }>('services/standalone/src/example/experiment.ts'),
  ...load<{ letCome: (client: ApiClient, first: number, count: number) => Promise<unknown> }>(
    'services/standalone/src/example/audience.ts',
  ),
  ...load<{ promote: (admin: ApiClient, signal: AbortSignal) => Promise<{ status: string } | undefined> }>(
    'services/standalone/src/example/decision.ts',
  ),
  ...load<{ issueToken: (options: object) => Promise<string> }>('libs/auth/src/index.ts'),
});

/** Lets the example of the first run come to its decision, without the pauses that make it watchable. */
async function runExample(url: string): Promise<void> {
  const { ApiClient, EXAMPLE, letCome, promote, issueToken } = standalone();
  const admin = new ApiClient({
    url,
    credential: await issueToken({ secret: SECRET, subject: 'o', role: 'admin' }),
  });
  const path = '/api/v1/admin/experiments';
  await admin.call(path, { method: 'POST', body: EXAMPLE });
  await admin.call(`${path}/${EXAMPLE.key}/start`, { method: 'POST', body: {} });
  const made = { name: 'example', scopes: ['evaluate', 'track'] };
  const { key } = await admin.call<{ key: string }>('/api/v1/admin/api-keys', { method: 'POST', body: made });
  const visitors = new ApiClient({ url, credential: key });
  for (let came = 0; came < VISITORS; came += GROUP) await letCome(visitors, came, GROUP);
  await eventually(async () => (await promote(admin, new AbortController().signal))?.status === 'completed', {
    timeoutMs: 60_000,
  });
}

/** Runs the example in all five services, and copies what lies in the log afterwards. */
export async function exampleLog(): Promise<readonly CopiedTopic[]> {
  const [database, folder, port] = await Promise.all([
    createTestDatabase(),
    mkdtemp(join(tmpdir(), 'assay-example-')),
    freePort(),
  ]);
  const composition = { port, jwtSecret: SECRET, configCacheDir: folder, databaseUrlOf: () => database.url };
  const app = await standalone().startApplication({ LOG_LEVEL: 'silent' }, composition);
  try {
    await runExample(`http://127.0.0.1:${String(port)}`);
  } finally {
    await app.stop();
  }
  try {
    return await copyLog(database.url);
  } finally {
    await database.drop();
    await rm(folder, { recursive: true });
  }
}

async function copyLog(databaseUrl: string): Promise<readonly CopiedTopic[]> {
  const bus = createBus({ bus: { kind: 'postgres', databaseUrl } });
  const copies: CopiedTopic[] = [];
  for (const topic of await topicsIn(databaseUrl)) {
    const records = [];
    for (const { partition, end } of await bus.ends(topic))
      for await (const page of bus.records({ topic, partition, from: 0, until: end })) records.push(...page);
    const inOrder = records.toSorted((a, b) => a.appendedAt - b.appendedAt);
    copies.push({ topic, messages: inOrder.map(({ key, headers, value }) => ({ key, headers, value })) });
  }
  await bus.close();
  return copies;
}

async function topicsIn(connectionString: string): Promise<readonly string[]> {
  const client = new Client({ connectionString });
  await client.connect();
  const { rows } = await client.query<{ name: string }>(
    `SELECT name FROM bus.topics WHERE name NOT LIKE '%.dead-letters' ORDER BY name`,
  );
  await client.end();
  return rows.map(({ name }) => name);
}
