import { setTimeout as sleep } from 'node:timers/promises';
import type { EventBus } from '@assay/event-bus';
import { createBus } from '@assay/event-bus';
import { eventually, soakFactor, startSource } from '@assay/testing';
import type { RunningProcess } from '@assay/testing';
import { interaction, numbers } from './example-events.js';
import { UNIT_COUNTS } from './example-projections.js';
import { TestRuntime } from './test-runtime.js';

const EVENTS = 6_000 * soakFactor();

describe('processes that are killed again and again', () => {
  let test: TestRuntime;
  let bus: EventBus;
  let processes: RunningProcess[] = [];
  beforeEach(async () => {
    test = await TestRuntime.open();
    bus = createBus({ bus: { kind: 'postgres', databaseUrl: test.databaseUrl } });
    await bus.createTopics();
  });
  afterEach(async () => {
    await Promise.all(processes.map((process) => process.stop('SIGKILL')));
    await bus.close();
    await test.close();
  });

  const start = (): RunningProcess =>
    startSource('libs/projections/test/processes/projection-process.ts', { DATABASE_URL: test.databaseUrl });
  async function publish(): Promise<void> {
    for (const from of numbers(EVENTS / 200).map((n) => n * 200)) {
      await bus.publish(numbers(200, from).map((n) => interaction(n)));
      await sleep(30);
    }
  }
  const model = async () => {
    const [row] = await test.rows<{ n: string | null; total: string | null }>(
      UNIT_COUNTS,
      'SELECT sum(n) AS n, sum(total) AS total FROM unit_counts',
    );
    return [Number(row?.n ?? 0), Number(row?.total ?? 0)];
  };

  it('count every event of the log exactly once', async () => {
    processes = [start(), start()];
    const publishing = publish();
    for (const kills of numbers(4)) {
      const victim = processes[kills % 2];
      await victim?.printed(/projecting/);
      await sleep(400 + kills * 130);
      await victim?.stop('SIGKILL');
      processes[kills % 2] = start();
    }
    await publishing;
    const sum = numbers(EVENTS).reduce((cents, n) => cents + n, 0) / 100;
    await eventually(async () => (await model())[0] === EVENTS, { timeoutMs: 60_000 * soakFactor() });
    expect(await model()).toEqual([EVENTS, sum]);
  });
});
