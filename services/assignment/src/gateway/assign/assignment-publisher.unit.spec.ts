import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { evaluateExperiment } from '@assay/bucketing';
import type { EventEnvelope, UnitExposed } from '@assay/contracts';
import { newEvent, UnitAssigned } from '@assay/contracts';
import type { StickyEntry, StickyKey } from '@assay/sticky';
import { eventually } from '@assay/testing';
import { runningDefinition } from '../../../test/support/running-definition.js';
import { exposureOf as answeredExposure } from './assignment-answer.js';
import { AssignmentPublisher } from './assignment-publisher.js';
import { AssignmentSpool } from './assignment-spool.js';
import { unitExposed } from './unit-exposed.js';

const keyOf = (unit: string): StickyKey => ({ project: 'default', experiment: 'checkout', run: 1, unit });

function entryOf(unit: string, confirmed = false): StickyEntry {
  const metadata = {
    id: '0192a000-0000-7000-8000-000000000001',
    source: 'assignment',
    subject: unit,
    time: '2026-01-05T10:00:00.000Z',
    project: 'default',
    actor: 'key:k1',
    correlationid: 'c1',
  };
  const drawn = { variant: 'control', bucket: 1, reason: 'split' as const, propensity: 0.5, revision: 'r1' };
  const event = newEvent(UnitAssigned, metadata, {
    experiment: 'checkout',
    run: 1,
    phase: 1,
    unit,
    ...drawn,
  });
  return { event, confirmed };
}

const EXPERIMENT = runningDefinition();
function exposureOf(unit: string): UnitExposed {
  const time = '2026-01-05T10:00:00.000Z';
  const exposure = answeredExposure(evaluateExperiment(EXPERIMENT, { unit }), { unit, time });
  if (exposure === undefined) throw new TypeError('no exposure');
  return unitExposed({ project: 'default', actor: 'key:k1' }, exposure);
}

class FakeLog {
  away = false;
  readonly batches: (readonly EventEnvelope[])[] = [];
  readonly confirmed: string[] = [];
  readonly warnings: string[] = [];

  publish = (events: readonly EventEnvelope[]): Promise<void> => {
    if (this.away) return Promise.reject(new TypeError('no broker'));
    this.batches.push(events);
    return Promise.resolve();
  };

  confirm = (keys: readonly StickyKey[]): Promise<void> => {
    this.confirmed.push(...keys.map(({ unit }) => unit));
    return Promise.resolve();
  };
}

const UNHEARD = { onDropped: () => undefined, onUnusable: () => undefined };

const publisherOn = (log: FakeLog, capacity = 1_000, spool?: AssignmentSpool, gatherMs = 1) =>
  new AssignmentPublisher({
    ...(spool === undefined ? {} : { spool }),
    bus: log,
    sticky: log,
    warn: (message) => log.warnings.push(message),
    capacity,
    gatherMs,
    firstRetryMs: 1,
  });

const offerAll = (publisher: AssignmentPublisher, count: number): void => {
  for (let index = 0; index < count; index += 1)
    publisher.offer(keyOf(`u${String(index)}`), entryOf(`u${String(index)}`));
};

describe('AssignmentPublisher', () => {
  it('sends what was offered in one batch, and confirms it', async () => {
    const log = new FakeLog();
    const publisher = publisherOn(log);
    offerAll(publisher, 3);
    await eventually(() => publisher.backlog === 0);
    expect(log.batches.map((batch) => batch.length)).toEqual([3]);
    expect(log.confirmed).toEqual(['u0', 'u1', 'u2']);
  });

  it('sends the first at once, and gathers what comes after it, until it stops', async () => {
    const log = new FakeLog();
    const publisher = publisherOn(log, 1_000, undefined, 3_600_000);
    offerAll(publisher, 1);
    await eventually(() => publisher.backlog === 0);
    // Each in a turn of its own, after which it would have been sent.
    for (const unit of ['v0', 'v1', 'v2']) {
      publisher.offer(keyOf(unit), entryOf(unit));
      for (let turns = 0; turns < 5; turns += 1) await new Promise((resolve) => setImmediate(resolve));
    }
    expect({ sent: log.batches.length, backlog: publisher.backlog }).toEqual({ sent: 1, backlog: 3 });
    await publisher.stop();
    expect(log.batches.map((batch) => batch.map(({ subject }) => subject))).toEqual([
      ['u0'],
      ['v0', 'v1', 'v2'],
    ]);
  });

  it('gathers no longer than a batch is long', async () => {
    const log = new FakeLog();
    const publisher = publisherOn(log, 1_000, undefined, 3_600_000);
    offerAll(publisher, 1);
    await eventually(() => publisher.backlog === 0);
    for (let index = 0; index < 600; index += 1)
      publisher.offer(keyOf(`v${String(index)}`), entryOf(`v${String(index)}`));
    await eventually(() => log.batches.length === 2);
    expect({ batch: log.batches[1]?.length, backlog: publisher.backlog }).toEqual({
      batch: 500,
      backlog: 100,
    });
    await publisher.stop();
  });

  it('sends an entry once, however often it is offered meanwhile', async () => {
    const log = new FakeLog();
    const publisher = publisherOn(log);
    for (let time = 0; time < 5; time += 1) offerAll(publisher, 2);
    publisher.offer(keyOf('known'), entryOf('known', true));
    await eventually(() => publisher.backlog === 0);
    expect(log.batches.flat().map(({ subject }) => subject)).toEqual(['u0', 'u1']);
  });

  it('keeps what could not be sent until the log is back, in order', async () => {
    const log = new FakeLog();
    log.away = true;
    const publisher = publisherOn(log);
    offerAll(publisher, 4);
    await eventually(() => log.warnings.length > 2);
    expect({ backlog: publisher.backlog, confirmed: log.confirmed }).toEqual({ backlog: 4, confirmed: [] });
    log.away = false;
    await eventually(() => publisher.backlog === 0);
    expect(log.confirmed).toEqual(['u0', 'u1', 'u2', 'u3']);
  });

  it('sends exposures with them, once, and confirms none', async () => {
    const log = new FakeLog();
    const publisher = publisherOn(log, 2);
    offerAll(publisher, 1);
    expect([exposureOf('u0'), exposureOf('u0')].map((one) => publisher.offerExposure(one))).toEqual([
      true,
      true,
    ]);
    expect(publisher.offerExposure(exposureOf('no room'))).toBe(false);
    await eventually(() => publisher.backlog === 0);
    expect(log.batches.flat().map(({ type }) => type)).toEqual(['UnitAssigned', 'UnitExposed']);
    expect(log.confirmed).toEqual(['u0']);
  });

  it('takes no more than it has room for', async () => {
    const log = new FakeLog();
    log.away = true;
    const publisher = publisherOn(log, 10);
    offerAll(publisher, 25);
    expect(publisher.backlog).toBe(10);
    log.away = false;
    await eventually(() => publisher.backlog === 0);
    offerAll(publisher, 25);
    await eventually(() => publisher.backlog === 0);
    expect(new Set(log.confirmed).size).toBe(10);
  });

  it('outlives what should not happen, warns of it and tries again', async () => {
    const log = new FakeLog();
    const confirm = log.confirm;
    let failures = 2;
    log.confirm = (keys) => {
      failures -= 1;
      return failures < 0 ? confirm(keys) : Promise.reject(new TypeError('broken'));
    };
    const publisher = publisherOn(log);
    offerAll(publisher, 2);
    await eventually(() => publisher.backlog === 0);
    expect(log.confirmed).toEqual(['u0', 'u1']);
    expect(log.warnings).toEqual(Array(2).fill('assignments and exposures cannot be sent now: broken'));
  });

  it('sends the rest when it stops, and takes nothing after that', async () => {
    const log = new FakeLog();
    const publisher = publisherOn(log);
    offerAll(publisher, 3);
    await publisher.stop();
    offerAll(publisher, 5);
    expect({ sent: log.batches.flat().length, backlog: publisher.backlog }).toEqual({ sent: 3, backlog: 0 });
  });
});

describe('assignments while the log is away for long', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'assay-spool-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const started = async (log: FakeLog, capacity: number): Promise<AssignmentPublisher> => {
    const publisher = publisherOn(log, capacity, new AssignmentSpool({ folder, ...UNHEARD }));
    await publisher.start();
    return publisher;
  };
  const allUnits = (count: number) => new Set(Array.from({ length: count }, (_, n) => `u${String(n)}`));

  it('wait on disk where memory has no room, and are all sent when it is back', async () => {
    const log = new FakeLog();
    log.away = true;
    const publisher = await started(log, 10);
    offerAll(publisher, 40);
    expect(publisher.backlog).toBeLessThanOrEqual(10);
    log.away = false;
    await eventually(() => new Set(log.confirmed).size === 40);
    expect(new Set(log.confirmed)).toEqual(allUnits(40));
    await publisher.stop();
  });

  it('outlive the process', async () => {
    const log = new FakeLog();
    log.away = true;
    const first = await started(log, 100);
    offerAll(first, 7);
    first.offerExposure(exposureOf('u3'));
    await first.stop();
    expect(log.confirmed).toEqual([]);
    log.away = false;
    const second = await started(log, 100);
    await eventually(() => log.confirmed.length === 7);
    const exposed = log.batches.flat().filter(({ type }) => type === 'UnitExposed');
    expect(exposed).toEqual([exposureOf('u3')]);
    expect(new Set(log.confirmed)).toEqual(allUnits(7));
    await second.stop();
  });

  it('wait in memory alone where the disk does not serve', async () => {
    rmSync(folder, { recursive: true });
    writeFileSync(folder, 'a file, and no folder');
    const log = new FakeLog();
    log.away = true;
    const publisher = await started(log, 10);
    expect(publisher.hasLostSpool).toBe(true);
    offerAll(publisher, 40);
    expect(publisher.backlog).toBe(10);
    log.away = false;
    await eventually(() => publisher.backlog === 0);
    expect(new Set(log.confirmed)).toEqual(allUnits(10));
    await publisher.stop();
  });

  it('are gone with the process that has no disk (control)', async () => {
    const log = new FakeLog();
    log.away = true;
    const first = publisherOn(log, 100);
    offerAll(first, 7);
    await first.stop();
    log.away = false;
    const second = publisherOn(log, 100);
    await second.start();
    expect({ backlog: second.backlog, confirmed: log.confirmed }).toEqual({ backlog: 0, confirmed: [] });
  });
});
