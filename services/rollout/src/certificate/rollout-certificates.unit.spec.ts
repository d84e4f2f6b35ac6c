import type { EventEnvelope, Sealed } from '@assay/contracts';
import { certificateOf, dataProblem, EVENT_TYPES, verifyCertificate } from '@assay/contracts';
import { resealed } from '../../test/support/resealed.js';
import {
  advance,
  at,
  begin,
  breach,
  create,
  design,
  events,
  forced,
  given,
  healthy,
  HOUR,
  IN_FORCE,
  metadata,
  offsets,
  rollBack,
  uuid,
} from '../../test/support/rollout-life.js';
import { inProgress } from '../../test/support/states.js';
import { NO_OUTCOMES } from '../health/outcome-counts.js';
import type { RolloutCommand } from '../rollout/rollout-command.js';
import { CERTIFICATE_KINDS } from './certificate-kinds.js';
import { judgeTriggers } from './triggers-certificate.js';
import { windowRules } from './window-certificate.js';

const minute = { outcomes: 400, errors: 11, serverErrors: 0, latencies: [] as readonly [number, number][] };
const rule = { name: 'errors', metric: 'errors', above: 10, minutes: 1, minOutcomes: 1 } as const;

const schedule: RolloutCommand = { type: 'ScheduleAdvance', metadata: metadata(2), steps: [{ at: at(49) }] };
const take = (health: typeof healthy): RolloutCommand => ({
  ...{ type: 'TakeScheduledStep', metadata: metadata(49), activation: uuid(49), judged: IN_FORCE },
  ...{ health, offsets, needs: [] },
});
const follow = (onRollback: 'pause' | 'roll_back'): RolloutCommand => ({
  ...{ type: 'FollowNeeds', metadata: metadata(60), activation: uuid(60) },
  needs: [{ rollout: 'storage', onRollback, percentage: 0 }],
});
const signal = (kind: 'deployment_failed' | 'schema_mismatch', version?: number): RolloutCommand => ({
  ...{ type: 'ReceiveSignal', metadata: metadata(5), activation: uuid(55) },
  signal: { id: 'ci-1', kind, detail: 'it does not come up', ...(version === undefined ? {} : { version }) },
});
const trigger = (): RolloutCommand => {
  const rollout = { ...inProgress, design, activation: uuid(1), since: at(1) };
  const now = Date.parse(at(1)) + HOUR;
  const certificate = judgeTriggers(rollout, { found: [minute], offsets, now }, [rule]);
  if (certificate === undefined) throw new TypeError('nothing is broken');
  return { type: 'RollBackOnBreach', metadata: metadata(2), activation: uuid(88), certificate };
};

/** What somebody asks for although nothing speaks for it. */
const requested: RolloutCommand = {
  ...rollBack(3),
  seen: { found: healthy, offsets, activation: uuid(1) },
};

const begun = [create, begin] as const;
/** Every automatic decision about a rollout, and what a person decides on conditions. */
const DECISIONS: readonly (readonly [string, readonly RolloutCommand[], RolloutCommand, string])[] = [
  ['RolloutRolledBack', begun, breach(1), 'roll_back'],
  ['RolloutRolledBack', begun, trigger(), 'roll_back'],
  ['RolloutRolledBack', begun, signal('deployment_failed'), 'roll_back'],
  ['RolloutRolledBack', [...begun, forced(2, 2)], follow('roll_back'), 'roll_back'],
  ['RolloutRolledBack', begun, requested, 'requested'],
  ['RolloutPaused', begun, signal('schema_mismatch'), 'pause'],
  ['RolloutPaused', [...begun, forced(2, 2)], follow('pause'), 'pause'],
  ['RolloutSignalReceived', begun, signal('deployment_failed', 7), 'none'],
  ['RolloutAdvanced', [...begun, schedule], take(healthy), 'advance'],
  ['RolloutStepRefused', [...begun, schedule], take(NO_OUTCOMES), 'stay'],
  ['RolloutAdvanced', begun, advance(49, 2), 'advance'],
  ['RolloutAdvanced', begun, forced(2, 2), 'advance'],
  ['RolloutCompleted', [...begun, ...[1, 2, 3].map((n) => forced(1 + n, 1 + n))], advance(60, 9), 'complete'],
];

type Certified = EventEnvelope & { readonly data: Readonly<Record<string, unknown>> };

function decided(type: string, before: readonly RolloutCommand[], command: RolloutCommand): Certified {
  const found = events(given(...before).when(command)).find(
    (event) => event.type === type && certificateOf(event) !== undefined,
  );
  if (found === undefined) throw new TypeError(`no certified ${type}`);
  return found;
}

const certificateIn = (event: Certified): Sealed & Readonly<Record<string, unknown>> =>
  certificateOf(event) as Sealed & Readonly<Record<string, unknown>>;
const fieldsOf = (certificate: Sealed, event: Certified): readonly string[] =>
  verifyCertificate(CERTIFICATE_KINDS, certificate, event).differences.map(({ field }) => field);

const changed = (certificate: Sealed, change: object): Sealed => ({ ...certificate, ...change });

describe.each(DECISIONS)('%s', (type, before, command, verdict) => {
  const event = decided(type, before, command);
  const certificate = certificateIn(event);

  it(`carries what it rests on: ${verdict}`, () => {
    expect(certificate).toMatchObject({ rollout: expect.any(String), verdict });
    const definition = EVENT_TYPES.get(type);
    expect(definition && dataProblem(definition, event.data)).toBeUndefined();
  });

  it('follows from it, and from it alone', () => {
    const travelled = JSON.parse(JSON.stringify(certificate)) as Sealed;
    expect(verifyCertificate(CERTIFICATE_KINDS, travelled, event)).toEqual({ valid: true, differences: [] });
  });

  it('is found out when the certificate was changed, even by who seals it again', () => {
    const other = { verdict: verdict === 'pause' ? 'roll_back' : 'pause' };
    expect(fieldsOf(changed(certificate, other), event)).toEqual(expect.arrayContaining(['hash', 'verdict']));
    expect(fieldsOf(resealed(certificate, other), event)).toEqual(['verdict']);
    expect(fieldsOf(changed(certificate, { decidedAt: at(0) }), event)).toContain('hash');
  });

  it('is found out when the event does something else', () => {
    expect(fieldsOf(certificate, { ...event, type: 'RolloutResumed' })).toContain('type');
    expect(fieldsOf(certificate, { ...event, subject: 'default/rollout/other' })).toEqual(['subject']);
  });
});

describe('a forged certificate', () => {
  const command = breach(1);
  const event = decided('RolloutRolledBack', begun, command);
  const certificate = certificateIn(event);

  it.each([
    ['a figure', { counts: { units: 50, unitsWithError: 1, outcomes: 60, errors: 1 } }],
    ['a threshold', { threshold: { errorRate: 0.9, windowMs: HOUR, minOutcomes: 20 } }],
  ])('is named by what does not follow any more from %s', (_, change) => {
    expect(fieldsOf(changed(certificate, change), event)).toEqual(['hash', 'checks', 'verdict', 'type']);
    expect(fieldsOf(resealed(certificate, change), event)).toEqual(['checks', 'verdict', 'type']);
  });

  it('is named by its hash where an offset was changed', () => {
    expect(fieldsOf(changed(certificate, { offsets: [] }), event)).toEqual(['hash']);
  });

  it('is named by the event beside it where all of it was made anew', () => {
    const counts = { units: 50, unitsWithError: 20, outcomes: 60, errors: 22 };
    const { activation, offsets: read } = command.certificate;
    const forged = windowRules.certify({
      ...{ rollout: 'new-search', activation, decidedAt: at(3), from: at(2), offsets: read },
      ...{ counts, threshold: design.errorThreshold },
    });
    expect(fieldsOf(forged, event)).toEqual(['data.reason', 'data.evidence']);
  });
});
