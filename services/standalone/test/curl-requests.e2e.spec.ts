import { execFile } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { RunningProcess } from '@assay/testing';
import { eventually } from '@assay/testing';
import { place, startStandaloneProcess, type Place } from './standalone-process.js';

const run = promisify(execFile);
const LONG_MS = 280_000;

interface Experiment {
  readonly number?: number;
  readonly status: string;
  readonly variants: readonly { readonly key: string; readonly name: string; readonly config: object }[];
}

interface Report {
  readonly variants: readonly { readonly units: number }[];
}

/** Shell commands as teams have them in their notes: numbers as ids, no keys, no body where there is nothing to say. */
describe('curl, as it is written down for other systems', () => {
  let here: Place;
  let running: RunningProcess;
  let token: string;
  let key: string;

  beforeAll(async () => {
    here = await place();
    running = startStandaloneProcess([...here.args, '--empty']);
    await running.printed(/Assay is ready/, LONG_MS);
    token = (await running.printed(/admin token\s+(\S+)/))[1] ?? '';
    key = (await running.printed(/SDK key\s+(assay_sdk_\S+)/))[1] ?? '';
  }, LONG_MS);
  afterAll(async () => {
    await running.stop();
    await here.remove();
  }, LONG_MS);

  /** Runs a command in a shell; $URL, $TOKEN and $KEY are set. Fails where curl says that the answer is an error. */
  const shell = async (command: string): Promise<unknown> => {
    const env = { ...process.env, URL: here.url, TOKEN: token, KEY: key };
    const { stdout } = await run(
      'bash',
      ['-c', `curl() { command curl -sS --fail-with-body "$@"; }\n${command}`],
      { env },
    );
    return JSON.parse(stdout) as unknown;
  };

  it('asks whether it is well', async () => {
    expect(await shell('curl $URL/api/v1/health')).toMatchObject({ status: 'ready' });
  });

  it('makes an experiment, adds its variants by its number, and starts it', async () => {
    const created = (await shell(`curl -X POST $URL/api/v1/admin/experiments \\
      -H "Authorization: Bearer $TOKEN" \\
      -H "Content-Type: application/json" \\
      -d '{
        "name": "Module Order Optimization",
        "experimentType": "ab_test",
        "target": "newsfeed",
        "trafficAllocation": 100,
        "primaryMetric": "add_to_cart_rate"
      }'`)) as Experiment;
    expect(created).toMatchObject({ number: 1, key: 'module-order-optimization', status: 'draft' });
    await shell(`curl -X POST $URL/api/v1/admin/experiments/1/variants \\
      -H "Authorization: Bearer $TOKEN" \\
      -H "Content-Type: application/json" \\
      -d '{
        "name": "control",
        "isControl": true,
        "trafficWeight": 1,
        "config": {"moduleOrdering": ["brands", "items", "stories"]}
      }'`);
    await shell(`curl -X POST $URL/api/v1/admin/experiments/1/variants \\
      -H "Authorization: Bearer $TOKEN" \\
      -H "Content-Type: application/json" \\
      -d '{
        "name": "stories_first",
        "trafficWeight": 1,
        "config": {"moduleOrdering": ["stories", "brands", "items"]}
      }'`);
    const started = (await shell(`curl -X POST $URL/api/v1/admin/experiments/1/start \\
      -H "Authorization: Bearer $TOKEN"`)) as Experiment;
    expect(started).toMatchObject({
      status: 'running',
      variants: [
        {
          name: 'control',
          isControl: true,
          weight: 1,
          config: { moduleOrdering: ['brands', 'items', 'stories'] },
        },
        { name: 'stories_first', weight: 1, config: { moduleOrdering: ['stories', 'brands', 'items'] } },
      ],
    });
  });

  it('assigns a user, and tracks what the user does', async () => {
    const answer = await eventually(async () => {
      const given = (await shell(`curl -X POST $URL/api/v1/experiments/assign \\
        -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" \\
        -d '{ "experimentId": 1, "userId": 42 }'`)) as Record<string, unknown>;
      return given['inExperiment'] === true && given;
    });
    expect(answer).toMatchObject({ unit: '42', config: { moduleOrdering: expect.any(Array) as unknown[] } });
  });

  it('records the exposure with the assignment, and the report counts the user', async () => {
    const assign = (user: number, more = '') =>
      shell(`curl -X POST $URL/api/v1/experiments/assign \\
        -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" \\
        -d '{ "experimentId": 1, "userId": ${String(user)}${more} }'`);
    await assign(44);
    for (const exposure of [', "exposure": true', ', "exposure": true']) await assign(43, exposure);
    const units = await eventually(async () => {
      const report = (await shell(
        `curl $URL/api/v1/reports/experiments/module-order-optimization -H "Authorization: Bearer $TOKEN"`,
      )) as Report;
      const counted = report.variants.reduce((sum, { units }) => sum + units, 0);
      return counted > 0 && counted;
    });
    expect(units).toBe(1);
  });

  it('takes the tokens of other systems, which name a userId', async () => {
    const { jwtSecret } = JSON.parse(await readFile(join(here.folder, 'secrets.json'), 'utf8')) as {
      readonly jwtSecret: string;
    };
    const part = (json: object) => Buffer.from(JSON.stringify(json)).toString('base64url');
    const exp = Math.floor(Date.now() / 1000) + 3600;
    const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ userId: 1, role: 'admin', exp })}`;
    const theirs = `${signed}.${createHmac('sha256', jwtSecret).update(signed).digest('base64url')}`;
    const created = await shell(`curl -X POST $URL/api/v1/admin/experiments \\
      -H "Authorization: Bearer ${theirs}" -H "Content-Type: application/json" \\
      -d '{ "name": "Of another system", "experimentType": "ab_test" }'`);
    expect(created).toMatchObject({ key: 'of-another-system', status: 'draft' });
  });

  it('is told what is wrong, and with an exit code', async () => {
    const refused = shell(
      `curl -X POST $URL/api/v1/admin/experiments/1/start -H "Authorization: Bearer $TOKEN"`,
    );
    await expect(refused).rejects.toMatchObject({
      code: 22,
      stdout: expect.stringMatching(/"status":409.*"code":/) as string,
    });
    await expect(shell('curl -X POST $URL/api/v1/admin/experiments/1/start')).rejects.toMatchObject({
      code: 22,
    });
  });
});
