import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '@assay/testing';
import type { Call } from './support/api.js';
import { apiOf } from './support/api.js';
import { describeBothForms } from './support/both-forms.js';
import type { PlainReport } from './support/counted-plainly.js';
import { countedPlainly, METRICS } from './support/counted-plainly.js';
import type { Link, Round, SentEvent } from './support/unsteady-traffic.js';
import { EXPERIMENT, unsteadyTraffic } from './support/unsteady-traffic.js';

const HOUR = 3_600_000;
const MINUTES = 60_000;
/** The soak asks for more of them, further apart, and for more events. */
const KILLS = Number(process.env['SOAK_KILLS'] ?? 3);
const PAUSE_MS = Number(process.env['SOAK_PAUSE_MS'] ?? 1_500);
const EVENTS = Number(process.env['SOAK_EVENTS'] ?? 0);
/** Between two requests, where no number of events is asked for. */
const BREATHER_MS = EVENTS === 0 ? 200 : 0;

interface Report {
  readonly excludedUnits: number;
  readonly variants: readonly {
    readonly key: string;
    readonly units: number;
    readonly unitsWithError: number;
  }[];
  readonly metrics: readonly {
    readonly key: string;
    readonly variants: readonly { readonly variant: string; readonly sum: number }[];
  }[];
}

async function createExperiment(call: Call, startedAt: number): Promise<void> {
  const variants = [{ key: 'control', isControl: true }, { key: 'treatment' }];
  const [primaryMetric, ...secondaryMetrics] = Object.keys(METRICS);
  const definition = { key: EXPERIMENT, name: 'Killed', origin: 'imported', unitType: 'user', variants };
  const created = await call('/api/v1/admin/experiments', { ...definition, primaryMetric, secondaryMetrics });
  expect(created).toMatchObject({ status: 201 });
  const start = { startedAt: new Date(startedAt).toISOString() };
  const started = await call(`/api/v1/admin/experiments/${EXPERIMENT}/start`, start);
  expect(started.status).toBeLessThan(300);
}

/** Sends the same, with the same ids, until it is acknowledged: what a client does. */
async function sendUntilAcknowledged(call: Call, { events, links }: Round): Promise<void> {
  const patience = { timeoutMs: 2 * MINUTES };
  await eventually(async () => (await call('/api/v1/events', { events })).status === 202, patience);
  for (const link of links)
    await eventually(async () => (await call('/api/v1/identities/link', link)).status < 300, patience);
}

interface Acknowledged {
  readonly events: readonly SentEvent[];
  readonly links: readonly Link[];
}

/** Sends until it is told to stop, and at least as many events as are asked for. */
function traffic(call: Call, begin: number): { stop: () => Promise<Acknowledged> } {
  let isDone = false;
  const sending = (async () => {
    const acknowledged = { events: [] as SentEvent[], links: [] as Link[] };
    for (const round of unsteadyTraffic(begin)) {
      if (isDone && acknowledged.events.length >= EVENTS) break;
      await sendUntilAcknowledged(call, round);
      acknowledged.events.push(...round.events);
      acknowledged.links.push(...round.links);
      await sleep(BREATHER_MS);
    }
    return acknowledged;
  })();
  return {
    stop: () => {
      isDone = true;
      return sending;
    },
  };
}

async function reported(call: Call): Promise<PlainReport> {
  const { body } = await call<Report>(`/api/v1/reports/experiments/${EXPERIMENT}`);
  const sumOf = (metric: string, key: string) =>
    body.metrics.find((one) => one.key === metric)?.variants.find(({ variant }) => variant === key)?.sum ??
    NaN;
  return {
    excludedUnits: body.excludedUnits,
    variants: body.variants.map(({ key, units, unitsWithError }) => ({
      ...{ key, units, unitsWithError },
      sums: Object.keys(METRICS).map((metric) => sumOf(metric, key)),
    })),
  };
}

// What these figures would be without the mechanisms is shown where they are: an acknowledgement before the log has
// the events loses some (event-ingest), a checkpoint in a transaction of its own counts some twice (projections).
describeBothForms('kill -9 in the middle of traffic', (form) => {
  it(
    'loses nothing that was acknowledged and counts nothing twice',
    async () => {
      const call = await apiOf(form());
      const begin = Date.now() - 2 * HOUR;
      await createExperiment(call, begin - HOUR);
      const running = traffic(call, begin);
      for (let kill = 0; kill < KILLS; kill += 1) {
        await sleep(PAUSE_MS);
        const victim = await form().killAndRestart();
        process.stdout.write(`killed and started again: ${victim}\n`);
      }
      await sleep(PAUSE_MS);
      const { events, links } = await running.stop();
      const expected = countedPlainly(events, links);
      await eventually(async () => expect(await reported(call)).toEqual(expected), {
        timeoutMs: 5 * MINUTES,
      });
      // Control: events that were lost would show.
      expect(countedPlainly(events.slice(100), links)).not.toEqual(expected);
      const memory = form().peakMemoryMb();
      process.stdout.write(
        `acknowledged ${String(events.length)} events and ${String(links.length)} links, counted exactly; ` +
          `its counting process had ${String(memory)} MB at most\n`,
      );
    },
    10 * MINUTES + KILLS * (PAUSE_MS + MINUTES) + EVENTS * 10,
  );
});
