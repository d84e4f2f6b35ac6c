import type { AnalysedSeries, EventEnvelope, ReleaseStepCertificate, Sealed } from '@assay/contracts';
import { certificateOf, dataProblem, EVENT_TYPES, verifyCertificate } from '@assay/contracts';
import { at, commands, given, observed, uuid } from '../../test/support/release-life.js';
import { resealed } from '../../test/support/resealed.js';
import { judgeSeries } from '../release-analysis/judge-metrics.fold.js';
import type { ReleaseCommand } from '../release/release-command.js';
import { RELEASE_CERTIFICATES } from './certificate-kinds.js';
import { healthRules } from './health-certificate.js';

const { create, start, advance, promote, breach, feature, overridden } = commands;
const begun = [create(), start()] as const;
const withheld = [create({ autoRollback: false }), start()] as const;
const inProduction = [create(), start({ environment: 'production', ...overridden })] as const;
const complete: ReleaseCommand = {
  ...{ type: 'CompleteRelease', metadata: { ...create().metadata, time: at(13) }, activation: uuid(9) },
  ...{ judged: uuid(1), observed: observed() },
};

/** What somebody asks for although nothing speaks for it. */
const requested: ReleaseCommand = {
  ...{ type: 'RollBackRelease', metadata: { ...create().metadata, time: at(2) }, activation: uuid(9) },
  ...{ reason: 'the shop is slow', seen: { judged: uuid(1), observed: observed() } },
};

const about = {
  ...{ release: 'checkout-2', activation: uuid(1), decidedAt: at(2) },
  environment: 'canary' as const,
  autoRollback: true,
};
/** Every decision about a release that rests on what was seen, or that nobody asked for. */
const DECISIONS: readonly (readonly [string, readonly ReleaseCommand[], ReleaseCommand, string])[] = [
  ['ReleaseRolledBack', begun, breach(2, 1), 'roll_back'],
  ['ReleaseRolledBack', begun, requested, 'requested'],
  ['ReleaseRollbackWithheld', withheld, breach(2, 1), 'withhold'],
  ['ReleaseRolledBack', begun, feature(2, 'new_api', false), 'roll_back'],
  ['ReleaseRollbackWithheld', withheld, feature(2, 'new_api', false), 'withhold'],
  ['ReleaseAdvanced', begun, advance(13, [1, 2], { automatic: true }), 'go_on'],
  ['ReleaseAdvanced', begun, advance(3, [1, 2], { observed: observed('HOLD'), ...overridden }), 'go_on'],
  ['ReleasePromoted', begun, promote(13, 'production', [1, 2], overridden), 'go_on'],
  ['ReleaseCompleted', inProduction, complete, 'go_on'],
];

type Certified = EventEnvelope & { readonly data: Readonly<Record<string, unknown>> };

function decided(type: string, before: readonly ReleaseCommand[], command: ReleaseCommand): Certified {
  const decision = given(...before).when(command);
  const events: readonly EventEnvelope[] = decision.outcome === 'accepted' ? decision.events : [];
  const found = events.find((event) => event.type === type);
  if (found === undefined) throw new TypeError(`no ${type}`);
  return found as Certified;
}

const certificateIn = (event: Certified): Sealed => {
  const certificate = certificateOf(event);
  if (certificate === undefined) throw new TypeError(`${event.type} carries no certificate`);
  return certificate;
};
const changed = (certificate: Sealed, change: object): Sealed => ({ ...certificate, ...change });
const fieldsOf = (certificate: Sealed, event?: Certified): readonly string[] =>
  verifyCertificate(RELEASE_CERTIFICATES, certificate, event).differences.map(({ field }) => field);

describe.each(DECISIONS)('%s', (type, before, command, verdict) => {
  const event = decided(type, before, command);
  const certificate = certificateIn(event);

  it(`carries what it rests on: ${verdict}`, () => {
    expect(certificate).toMatchObject({ release: 'checkout-2', activation: uuid(1), verdict });
    const definition = EVENT_TYPES.get(type);
    expect(definition && dataProblem(definition, event.data)).toBeUndefined();
  });

  it('follows from it, and from it alone', () => {
    const travelled = JSON.parse(JSON.stringify(certificate)) as Sealed;
    expect(verifyCertificate(RELEASE_CERTIFICATES, travelled, event)).toEqual({
      ...{ valid: true, differences: [] },
    });
  });

  it('is found out when the certificate was changed, even by who seals it again', () => {
    expect(fieldsOf(changed(certificate, { verdict: 'stay' }), event)).toEqual(['hash', 'verdict']);
    expect(fieldsOf(resealed(certificate, { verdict: 'stay' }), event)).toEqual(['verdict']);
  });

  it('is found out when the event does something else', () => {
    expect(fieldsOf(certificate, { ...event, type: 'ReleasePaused' })).toContain('type');
    expect(fieldsOf(certificate, { ...event, subject: 'default/release/other' })).toEqual(['subject']);
  });
});

describe('a forged certificate', () => {
  const event = decided('ReleaseRolledBack', begun, breach(2, 1));
  const certificate = certificateIn(event);

  it.each([
    [
      'a figure',
      { canary: observed('HEALTHY').canary },
      ['checks', 'score', 'recommendation', 'verdict', 'type'],
    ],
    ['a threshold', { minOutcomes: 1_000 }, ['checks', 'recommendation', 'verdict', 'type']],
  ])('is named by what does not follow any more from %s', (_, change, fields) => {
    expect(fieldsOf(changed(certificate, change), event)).toEqual(['hash', ...fields]);
    expect(fieldsOf(resealed(certificate, change), event)).toEqual(fields);
  });

  it('is named by its hash where an offset was changed', () => {
    expect(fieldsOf(changed(certificate, { offsets: [] }), event)).toEqual(['hash']);
  });

  it('is named by the event beside it where all of it was made anew', () => {
    const { canary } = observed('MONITOR');
    const worse = { ...canary, errors: 100 };
    const forged = healthRules.certify({ ...about, ...observed(), canary: worse });
    expect(fieldsOf(forged, event)).toEqual(['data.trigger', 'data.reason', 'data.evidence']);
  });
});

describe('the judgement of metrics', () => {
  const points = (from: number): number[] => Array.from({ length: 30 }, (_, i) => from + i);
  const metric = { name: 'p99', group: 'latency', critical: true, direction: 'increase' } as const;
  const analysis: AnalysedSeries = {
    ...{ judgedAt: at(1), weights: {}, pass: 95, marginal: 75, minPoints: 10 },
    metrics: [{ ...metric, canary: points(300), stable: points(100) }],
  };
  const certificate = healthRules.certify({ ...about, ...observed(), analysis });

  it('is made again from the points of both sides', () => {
    expect(judgeSeries(analysis)).toMatchObject({ verdict: 'fail' });
    expect(certificate).toMatchObject({ verdict: 'roll_back', recommendation: 'ROLLBACK' });
    expect(fieldsOf(certificate)).toEqual([]);
  });

  it('does not follow from other points', () => {
    const metrics = [{ ...metric, canary: points(100), stable: points(100) }];
    expect(fieldsOf(resealed(certificate, { analysis: { ...analysis, metrics } }))).toEqual([
      ...['checks', 'recommendation', 'verdict'],
    ]);
  });
});

describe('a step that does not go on', () => {
  it('is no event, and its certificate would say so', () => {
    const step = certificateIn(decided('ReleaseAdvanced', begun, advance(13, [1, 2])));
    const { progressedMs } = step as ReleaseStepCertificate;
    expect(progressedMs).toBe(12 * 3_600_000);
    expect(fieldsOf(resealed(step, { progressedMs: progressedMs - 1 }))).toEqual(['checks', 'verdict']);
    expect(given(...begun).when(advance(12, [1, 2]))).toMatchObject({
      refusal: { code: 'CONDITIONS_UNMET' },
    });
  });
});
