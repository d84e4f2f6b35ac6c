import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestDatabase } from '@assay/testing';
import { createTestDatabase, eventually } from '@assay/testing';
import { Prometheus } from '../src/release-analysis/prometheus.js';
import { releasePath, send, startCanary } from './support/releases.js';
import type { RunningService } from './support/running-service.js';
import { startService } from './support/running-service.js';

interface Asked {
  readonly path: string;
  readonly query: string | null;
  readonly authorization: string | undefined;
}

const asked: Asked[] = [];
const matrix = (from: number): string => {
  const values = Array.from({ length: 30 }, (_, i) => [
    1_700_000_000 + 10 * i,
    String(from + ((i * 7) % 30)),
  ]);
  return JSON.stringify({
    status: 'success',
    data: { resultType: 'matrix', result: [{ metric: {}, values }] },
  });
};
/** A Prometheus that has two queries, and others that misbehave. */
const server = createServer((request, response) => {
  const url = new URL(request.url ?? '', 'http://prometheus');
  const query = url.searchParams.get('query');
  asked.push({ path: url.pathname, query, authorization: request.headers.authorization });
  if (query === 'elsewhere') response.writeHead(302, { location: 'http://169.254.169.254/secrets' }).end();
  else if (query === 'wrong(')
    response.writeHead(400).end('{"status":"error","error":"unclosed left parenthesis"}');
  else if (query === 'huge') response.end('x'.repeat(5 * 2 ** 20));
  else response.end(matrix(query === 'p99{version="canary"}' ? 300 : 100));
});

let database: TestDatabase;
let service: RunningService;
let baseUrl: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/prometheus`;
  database = await createTestDatabase();
  const prometheus = { baseUrl, bearerToken: 'a-token' };
  service = await startService(database.url, undefined, { prometheus });
});

afterAll(async () => {
  await service.stop();
  await database.drop();
  await new Promise((resolve) => server.close(resolve));
});

const analysis = (canary: string) => ({
  metrics: [
    { name: 'errors', outcomes: 'error_rate' },
    {
      name: 'p99',
      critical: true,
      prometheus: { canaryQuery: canary, stableQuery: 'p99{version="stable"}' },
    },
  ],
  intervalSeconds: 1,
  minPoints: 2,
});
const healthy = () => ({ success: true, latencyMs: 100 });

describe('metrics of a Prometheus', () => {
  it('roll a release back whose own outcomes are good', async () => {
    await startCanary(service, 'metrics-bad', {
      trafficPercent: 50,
      analysis: analysis('p99{version="canary"}'),
    });
    await send(service, 'metrics-bad', { requests: 240, serve: healthy });
    await eventually(async () => {
      const { body } = await service.call('GET', releasePath('metrics-bad'));
      expect(body).toMatchObject({
        status: 'rolled_back',
        lastRollback: {
          trigger: 'analysis',
          reason: expect.stringContaining('p99 High'),
          evidence: {
            analysis: {
              verdict: 'fail',
              score: 0,
              metrics: [{ name: 'errors' }, { classification: 'High' }],
            },
          },
        },
      });
    });
    expect(asked[0]).toEqual({
      path: '/prometheus/api/v1/query_range',
      query: 'p99{version="canary"}',
      authorization: 'Bearer a-token',
    });
  });

  it('leave a release alone whose metrics do not differ', async () => {
    await startCanary(service, 'metrics-good', {
      trafficPercent: 50,
      analysis: { ...analysis('other'), metrics: [analysis('other').metrics[1]] },
    });
    await send(service, 'metrics-good', { requests: 240, serve: healthy });
    await eventually(async () => {
      const { body } = await service.call('GET', releasePath('metrics-good', '/health'));
      expect(body).toMatchObject({ recommendation: 'HEALTHY', analysis: { verdict: 'pass', score: 100 } });
    });
    expect((await service.call('GET', releasePath('metrics-good'))).body).toMatchObject({
      status: 'in_progress',
    });
  });

  it('hold a release while they cannot be had, and say why', async () => {
    await startCanary(service, 'metrics-wrong', { trafficPercent: 50, analysis: analysis('wrong(') });
    const { body } = await service.call('GET', releasePath('metrics-wrong', '/health'));
    expect(body).toMatchObject({
      recommendation: 'HOLD',
      analysis: {
        verdict: 'no_data',
        metrics: [{}, { note: 'Prometheus answered: unclosed left parenthesis' }],
      },
    });
  });

  it('come from the configured server alone, and never follow it elsewhere', async () => {
    const prometheus = new Prometheus({ baseUrl });
    const range = { from: 0, to: 300_000, stepMs: 10_000 };
    await expect(prometheus.range('elsewhere', range)).rejects.toThrow('Prometheus did not answer');
    await expect(prometheus.range('huge', range)).rejects.toThrow('larger than 4 MiB');
    await prometheus.range('http://169.254.169.254/?x=', range);
    // Releases that are judged meanwhile ask as well.
    expect(asked).toContainEqual(
      expect.objectContaining({
        path: '/prometheus/api/v1/query_range',
        query: 'http://169.254.169.254/?x=',
      }),
    );
  });
});
