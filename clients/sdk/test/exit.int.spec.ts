import { eventually } from '@assay/testing';
import { build } from 'esbuild';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ScriptedGateway } from './support/scripted-gateway.js';
import { scriptedGateway } from './support/scripted-gateway.js';

const sdk = join(__dirname, '..');

describe('a process that ends', () => {
  let gateway: ScriptedGateway;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sdk-exit-'));
    await build({
      entryPoints: [join(sdk, 'src', 'server.ts')],
      outfile: join(folder, 'sdk.mjs'),
      ...{ bundle: true, format: 'esm', platform: 'node', logLevel: 'silent' },
      conditions: ['@assay/source'],
    });
  });
  afterAll(() => rm(folder, { recursive: true }));
  beforeEach(async () => {
    gateway = await scriptedGateway(() => ({ status: 202, body: { accepted: 1, refused: [] } }));
  });
  afterEach(() => gateway.close());

  /** A process that has tracked an event which would be sent in an hour. */
  const start = async (options: object, then = '') => {
    const file = join(folder, 'program.mjs');
    const given = {
      url: gateway.url,
      key: 'k',
      evaluation: 'remote',
      events: { flushMs: 3_600_000 },
      ...options,
    };
    await writeFile(
      file,
      `import { createServerClient } from './sdk.mjs';
       const assay = createServerClient(${JSON.stringify(given)});
       assay.track('click', { targetingKey: 'u' });
       console.log('tracked');
       ${then}`,
    );
    const child = spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(child, 'exit') as Promise<[code: number | null, signal: string | null]>;
    await once(child.stdout, 'data');
    return { child, ended };
  };
  const stay = 'setInterval(() => {}, 1000);';

  it('sends what waits when there is nothing left to do', async () => {
    const { ended } = await start({});
    expect(await ended).toEqual([0, null]);
    expect(gateway.received).toHaveLength(1);
  });

  it('sends what waits at a signal that it was told of, and ends by it', async () => {
    const { child, ended } = await start({ closeOn: ['SIGTERM'] }, stay);
    child.kill('SIGTERM');
    expect(await ended).toEqual([null, 'SIGTERM']);
    expect(gateway.received).toHaveLength(1);
  });

  it('goes on after it has waited for a gateway that is away, though it has nothing else to do', async () => {
    const away = { url: 'http://127.0.0.1:9', evaluation: 'local', readyTimeoutMs: 300 };
    const { ended } = await start(away, 'await assay.ready(); process.exit(3);');
    expect(await ended).toEqual([3, null]);
  });

  it('sends nothing at a signal otherwise (the control)', async () => {
    const { child, ended } = await start({}, stay);
    child.kill('SIGTERM');
    expect(await ended).toEqual([null, 'SIGTERM']);
    expect(gateway.received).toEqual([]);
  });

  it('leaves the end to others who listen to the signal', async () => {
    const others = `process.on('SIGTERM', () => setTimeout(() => process.exit(7), 300)); ${stay}`;
    const { child, ended } = await start({ closeOn: ['SIGTERM'] }, others);
    child.kill('SIGTERM');
    await eventually(() => gateway.received.length === 1);
    expect(await ended).toEqual([7, null]);
  });
});
