import type { AlertLog, AlertReading } from '@assay/alerts';
import { StoreHeldError } from '@assay/event-store';
import { Logger } from '@nestjs/common';
import { Registry } from 'prom-client';
import type { GatewayDatabase } from './gateway-database.js';
import { GatewayWatch } from './gateway-watch.js';

const MINUTE = 60_000;

describe('a gateway whose alerts cannot be kept', () => {
  const lines: string[] = [];
  let now = 0;
  let failures = 0;

  beforeEach(() => {
    lines.length = 0;
    now = 0;
    failures = 0;
    const keep = (message: string): void => void lines.push(message);
    Logger.overrideLogger({ warn: keep, error: keep, log: keep });
  });
  afterEach(() => {
    Logger.overrideLogger(false);
  });

  /** It waits for an import: its event store takes nothing. */
  const waiting = (error: Error = new StoreHeldError('AWAITING_IMPORT', 'assignment', 'it waits')) => {
    const refuse = (): Promise<AlertReading | undefined> => Promise.reject(error);
    const database = {
      starts: () => Promise.resolve(1),
      get failures() {
        return failures;
      },
    };
    const alerts = { raise: refuse, resolve: refuse };
    return new GatewayWatch(
      new Registry(),
      alerts as unknown as AlertLog,
      database as unknown as GatewayDatabase,
      { now: () => now },
      { port: 1 },
    );
  };
  const look = async (watch: GatewayWatch, times: number): Promise<void> => {
    for (let time = 0; time < times; time += 1) {
      await watch.look();
      now += MINUTE / 12;
    }
  };

  it('says nothing where nothing is to be raised', async () => {
    await look(waiting(), 12);
    expect(lines).toEqual([]);
  });

  it('says of an alert that it waits, once and every ten minutes', async () => {
    failures = 100;
    const watch = waiting();
    await look(watch, 12);
    expect(lines).toEqual([expect.stringContaining('the alert waits (it waits)')]);
    now = 10 * MINUTE;
    await look(watch, 12);
    expect(lines).toHaveLength(2);
  });

  it('control: says every time what waiting does not mend', async () => {
    await look(waiting(new TypeError('it is broken')), 2);
    expect(lines.length).toBeGreaterThanOrEqual(2);
  });
});
