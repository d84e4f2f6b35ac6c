import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import type { RunningProcess } from '@assay/testing';
import { call, place, startStandaloneProcess, type Place } from './standalone-process.js';

const LONG_MS = 280_000;

const outcome = async (running: RunningProcess) => {
  const { code } = await running.exited;
  expect(running.output()).not.toMatch(/\n\s+at .*\(/);
  return { code, output: running.output() };
};

describe('a standalone that cannot start says what to do', () => {
  let here: Place;

  beforeEach(async () => {
    here = await place();
  });

  afterEach(() => here.remove());

  it('about a port that is in use', async () => {
    const other = createServer().listen(here.port, '127.0.0.1');
    const { code, output } = await outcome(startStandaloneProcess(here.args));
    other.close();
    expect(code).toBe(1);
    expect(output).toContain(`Port ${String(here.port)} is in use by another program.`);
    expect(output).toContain(`npm start -- --port ${String(here.port + 1)}`);
  });

  it('about a folder that cannot be written', async () => {
    const file = `${here.folder}-file`;
    await writeFile(file, '');
    const { code, output } = await outcome(startStandaloneProcess(['--data', join(file, 'below')]));
    expect(code).toBe(1);
    expect(output).toMatch(/cannot be written \(ENOTDIR\).*npm start -- --data DIR/);
  });

  it('about arguments, with exit code 2', async () => {
    const { code, output } = await outcome(startStandaloneProcess(['--prot', '1']));
    expect(code).toBe(2);
    expect(output).toContain("Unknown option '--prot'");
  });

  it('and shows its help', async () => {
    const { code, output } = await outcome(startStandaloneProcess(['--help']));
    expect(code).toBe(0);
    expect(output).toContain('--data DIR');
  });

  it(
    'about a folder in use, and then about damaged data',
    async () => {
      const first = startStandaloneProcess([...here.args, '--empty']);
      await first.printed(/Assay is ready/, LONG_MS);
      const second = await outcome(startStandaloneProcess(['--data', here.folder]));
      expect(second.output).toContain(`in use by another Assay (process ${String(first.pid)})`);
      expect((await first.stop()).code).toBe(0);

      await writeFile(join(here.folder, 'postgres', 'cluster', 'global', 'pg_control'), 'damaged');
      const third = await outcome(startStandaloneProcess(here.args));
      expect(third.code).toBe(1);
      expect(third.output).toMatch(/cannot be opened: Postgres says:[\s\S]*begin afresh with another one/);
    },
    LONG_MS,
  );
});

describe('two standalones side by side', () => {
  it(
    'know nothing of each other, and --empty leaves the example out',
    async () => {
      const places = await Promise.all([place(), place()]);
      const running = places.map(({ args }) => startStandaloneProcess([...args, '--empty']));
      const tokens = await Promise.all(
        running.map(async (one) => (await one.printed(/admin token\s+(\S+)/, LONG_MS))[1] ?? ''),
      );
      const [first, second] = places;
      const list = (here: Place | undefined, token = '') =>
        call(`${here?.url ?? ''}/api/v1/admin/experiments`, token);
      expect(await list(first, tokens[0])).toMatchObject({ status: 200, body: { items: [] } });
      expect(await list(second, tokens[1])).toMatchObject({ status: 200, body: { items: [] } });
      expect((await list(second, tokens[0])).status).toBe(401);
      await Promise.all(running.map((one) => one.stop()));
      await Promise.all(places.map((here) => here.remove()));
    },
    LONG_MS,
  );
});
