import { AlertLog } from '@assay/alerts';
import type { AlertReading } from '@assay/alerts';
import type { AlertRaised, Sealed } from '@assay/contracts';
import { AlertRaised as Raised, canonicalHash, dataProblem, verifyCertificate } from '@assay/contracts';
import type { EventStore, StoredEvent } from '@assay/event-store';
import { metric, START } from '../../../test/support/events.js';
import { sumsOf, watched, watchedRun } from '../../../test/support/watched.js';
import type { Judgement } from '../judgement.js';
import { judgeMetrics } from '../rules/judge-metric.js';
import { judgeThreshold } from '../rules/judge-threshold.js';
import { CERTIFICATE_KINDS } from './certificate-kinds.js';
import type { ThresholdGuardrail } from './threshold-measure.js';

const CRASH = metric('crash', { direction: 'decrease' });
const RATE: ThresholdGuardrail = {
  ...{ kind: 'threshold', measure: 'error_rate', above: 0.05 },
  ...{ windowSeconds: 300, minimumOutcomes: 20 },
};
const offsets = [{ topic: 'assay.interactions.v1', partition: 3, offset: 41 }];

const byRate = (errors: number, over = {}): Judgement =>
  judgeThreshold(watched(over), RATE, {
    outcomes: { outcomes: 100, errors, latencies: [] },
    ...{ since: START, now: START + 60_000, offsets },
  });
const byMetric = (crashes: number, over = {}): Judgement => {
  const [judgement] = judgeMetrics(
    watchedRun(CRASH, sumsOf(CRASH, { control: [2_000, 100], treatment: [2_000, crashes] }), over),
  );
  if (judgement === undefined) throw new TypeError('nothing was judged');
  return judgement;
};

/** The alert as it is kept. */
async function raised(reading: AlertReading): Promise<AlertRaised> {
  const kept: AlertRaised[] = [];
  const store = {
    load: () => Promise.resolve([]),
    append: (_stream: string, _version: number, events: readonly AlertRaised[]) => {
      kept.push(...events);
      const stored = events.map((event) => ({ event }) as unknown as StoredEvent);
      return Promise.resolve({ outcome: 'appended', version: 1, events: stored });
    },
  } as unknown as EventStore;
  const newId = () => '0192a000-0000-7000-b000-000000000001';
  const log = new AlertLog({ store, clock: { now: () => START }, newId, service: 'analytics' });
  await log.raise(reading);
  const [event] = kept;
  if (event === undefined) throw new TypeError('nothing was raised');
  return event;
}

function resealed(certificate: object, change: object): Sealed {
  const { hash: _hash, ...content } = { ...(certificate as Sealed), ...change };
  return { ...content, hash: canonicalHash(content) };
}
const fieldsOf = (certificate: object | undefined, event?: AlertRaised): readonly string[] =>
  verifyCertificate(CERTIFICATE_KINDS, certificate as Sealed, event).differences.map(({ field }) => field);

describe.each([
  [
    'a threshold',
    byRate(12),
    { window: { since: new Date(START).toISOString(), outcomes: 100, errors: 1, latencies: [] } },
  ],
  ['a metric', byMetric(300), { sums: [] }],
])('the certificate of %s', (_, { reading }, change) => {
  it('lies in the alert that asks for the pause, and leads to it', async () => {
    const event = await raised(reading);
    expect(dataProblem(Raised, event.data)).toBeUndefined();
    expect(event.data.certificate).toMatchObject({ experiment: 'checkout', run: 1, verdict: 'pause' });
    expect(fieldsOf(event.data.certificate, event)).toEqual([]);
  });

  it('is found out when figures, verdict, offsets or the alert beside it were changed', async () => {
    const event = await raised(reading);
    const { certificate = {} } = event.data;
    expect(fieldsOf(resealed(certificate, change), event)).toEqual(['checks', 'verdict', 'type']);
    expect(fieldsOf(resealed(certificate, { verdict: 'stay' }), event)).toEqual(['verdict']);
    expect(fieldsOf({ ...certificate, offsets: [{ topic: 't', partition: 0, offset: 1 }] }, event)).toEqual([
      'hash',
    ]);
    const { pause: _asked, ...data } = event.data;
    expect(fieldsOf(certificate, { ...event, data })).toEqual(['data.pause']);
    expect(fieldsOf(certificate, { ...event, data: { ...event.data, value: 9 } })).toEqual(['data.value']);
  });
});

describe('a guardrail', () => {
  it('that is kept certifies nothing', () => {
    expect([byRate(1), byMetric(100)].map(({ reading }) => reading.certificate)).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('of an experiment whose units are assigned elsewhere only alerts', () => {
    const elsewhere = { origin: 'imported' } as const;
    for (const { reading } of [byRate(12, elsewhere), byMetric(300, elsewhere)])
      expect(reading.certificate).toMatchObject({ verdict: 'alert' });
  });
});
