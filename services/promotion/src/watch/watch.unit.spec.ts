import type { PromotionWatch, RollbackCertificate, WatchedWindow } from '@assay/contracts';
import { OutcomeRecorded, verifyCertificate } from '@assay/contracts';
import { CERTIFICATE_KINDS } from '../certificate/certificate-kinds.js';
import { certifyRollback, watch as watchRules } from '../certificate/rollback-certificate.js';
import { decisionEvent } from '../../test/support/decision-event.js';
import { judgeWatch } from './judge-watch.js';
import { joinMinute, sumByMinute } from './watched-outcomes.fold.js';

const limit = (measure: 'error_rate' | 'latency_p95', above: number): PromotionWatch['limits'][number] => ({
  kind: 'threshold',
  measure,
  above,
  windowSeconds: 3600,
  minimumOutcomes: 20,
});
const watch: PromotionWatch = {
  hours: 48,
  onBreach: 'roll_back',
  limits: [limit('error_rate', 0.05), limit('latency_p95', 100)],
};
const since = '2026-03-01T00:00:00.000Z';
const seen = (changes: Partial<WatchedWindow> = {}): WatchedWindow => ({
  ...{ since, outcomes: 100, errors: 5, latencies: [] },
  ...changes,
});
const outcome = (minute: number, success: boolean, latencyMs?: number) => ({
  ...decisionEvent(
    OutcomeRecorded,
    {
      unit: 'u',
      success,
      flag: 'checkout',
      receivedAt: since,
      ...(latencyMs === undefined ? {} : { latencyMs }),
    },
    1,
  ),
  time: new Date(minute * 60_000 + 7_000).toISOString(),
});

describe('outcomes by minute', () => {
  it('are counted with their errors and latencies', () => {
    const [minute] = sumByMinute([outcome(9, true, 120), outcome(9, false, 120), outcome(9, true)]);
    expect(minute).toMatchObject({ flag: 'checkout', minute: 9, outcomes: 3, errors: 1 });
    expect(Object.values(minute?.latencies ?? {})).toEqual([2]);
  });

  it('count once where analytics forwarded them under a user', () => {
    const own = outcome(9, false);
    const forwarded = { ...own, data: { ...own.data, unit: 'user', forwardedFrom: 'u' } };
    expect(sumByMinute([own, forwarded])).toEqual(sumByMinute([own]));
  });

  it('come to the same in any order and in any batches, also when a place is used again a week later', () => {
    const all = [outcome(9, true, 5), outcome(9, false, 5), outcome(9 + 10_080, true), outcome(9, true)];
    const folded = (events: typeof all) =>
      events
        .flatMap((event) => sumByMinute([event]))
        .reduce<ReturnType<typeof joinMinute> | undefined>(joinMinute, undefined);
    expect(folded(all)).toEqual(folded([...all].reverse()));
    expect(folded(all)).toMatchObject({ minute: 10_089, outcomes: 1, errors: 0 });
    expect(folded(all.slice(0, 2))).toEqual(sumByMinute(all.slice(0, 2))[0]);
  });
});

describe('what is seen of a promoted winner', () => {
  it('is held against each limit of the watch', () => {
    const latencies =
      sumByMinute(Array.from({ length: 20 }, () => outcome(9, true, 120)))[0]?.latencies ?? {};
    const buckets = Object.entries(latencies).map(([bucket, n]): [number, number] => [Number(bucket), n]);
    expect(judgeWatch(watch, [seen({ errors: 6 }), seen({ latencies: buckets })])).toEqual([
      { name: 'error_rate in 3600 s', passed: false, value: 0.06, threshold: 0.05 },
      { name: 'latency_p95 in 3600 s', passed: false, value: expect.closeTo(120, 0), threshold: 100 },
    ]);
  });

  it.each([
    ['at the limit', seen()],
    ['too few outcomes', seen({ outcomes: 19, errors: 19 })],
    ['nothing', undefined],
  ])('breaches nothing with %s', (_, window) => {
    const checks = judgeWatch(watch, window === undefined ? [] : [window]);
    expect(checks.every(({ passed }) => passed)).toBe(true);
  });
});

describe('the certificate of a rollback', () => {
  const certificate = certifyRollback({
    ...{ experiment: 'checkout', promotionId: '00000000-0000-7000-8000-000000000001', variant: 'green' },
    ...{
      promotedAt: since,
      decidedAt: since,
      decidedBy: 'watch',
      watch,
      metrics: [],
      offsets: [],
      completeTo: null,
    },
    windows: [seen({ errors: 6 }), seen()],
  });

  it('says what was breached and leads to it again, from itself alone', () => {
    expect(certificate).toMatchObject({ isBreached: true, decidedBy: 'watch' });
    const travelled = JSON.parse(JSON.stringify(certificate)) as RollbackCertificate;
    expect(verifyCertificate(CERTIFICATE_KINDS, travelled)).toEqual({ valid: true, differences: [] });
  });

  it('is found out when it was changed', () => {
    const forged = { ...certificate, windows: [seen(), seen()] };
    const fields = watchRules.verify(forged).differences.map(({ field }) => field);
    expect(fields).toEqual(['hash', 'checks', 'isBreached']);
  });
});
