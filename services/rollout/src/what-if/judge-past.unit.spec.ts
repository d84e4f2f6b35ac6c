import type { LogPosition, OutcomeRecorded, RolloutRolledBack } from '@assay/contracts';
import { newEvent, RolloutRolledBack as Definition } from '@assay/contracts';
import { outcome } from '../../test/support/outcomes.js';
import { inProgress } from '../../test/support/states.js';
import { judgeWindow } from '../certificate/window-certificate.js';
import type { PastActivation } from './activations.fold.js';
import type { PastOutcome } from './judge-past.fold.js';
import { judgePast } from './judge-past.fold.js';

const { design, activation } = inProgress;
const BEGAN = Date.parse(inProgress.since);
const DECIDED = new Date(BEGAN + 60_000).toISOString();
const TOPIC = 'assay.interactions.v1';

/** As the log took them: the first partition before the second one. */
function logged(partition: number, successes: readonly boolean[]): readonly PastOutcome[] {
  return successes.map((success, offset) => {
    const unit = `p${String(partition)}-${String(offset)}`;
    const at = BEGAN + 1_000 + offset;
    const event = outcome(unit, { flag: design.key, activation, success, at }) as OutcomeRecorded;
    return { event, appendedAt: at + partition * 100, partition, offset };
  });
}

const log = [
  ...logged(0, Array<boolean>(20).fill(true)),
  ...logged(1, [false, ...Array<boolean>(19).fill(true)]),
  ...logged(2, [...Array<boolean>(9).fill(true), false]),
];

const errorThreshold = { ...design.errorThreshold, errorRate: 0.02 };
const rollout = { ...inProgress, percentage: 100, design: { ...design, errorThreshold, triggers: [] } };
const counts = { units: 30, unitsWithError: 1, outcomes: 30, errors: 1 };

/** Decided on partitions 0 and 2, with nothing of partition 1 counted yet: no state of the log’s own order. */
function rolledBack(more: Pick<RolloutRolledBack['data'], 'offsets' | 'certificate'>): RolloutRolledBack {
  const evidence = {
    ...{ units: 30, unitsWithError: 1, outcomes: 30, errorRate: 1 / 30, threshold: 0.02 },
    windowMs: design.errorThreshold.windowMs,
  };
  const metadata = {
    ...{ id: 'r-1', source: 'rollout', subject: `default/rollout/${design.key}`, time: DECIDED },
    ...{ project: 'default', actor: 'system:rollout', correlationid: 'r-1' },
    causationid: log.at(-1)?.event.id ?? '',
  };
  return newEvent(Definition, metadata, {
    ...{ activation: 'next', automatic: true, reason: 'errors', evidence },
    ...more,
  });
}

const certified = (offsets: readonly LogPosition[], seen = counts): RolloutRolledBack =>
  rolledBack({ certificate: judgeWindow(rollout, { found: seen, offsets, now: Date.parse(DECIDED) }) });

function again(event: RolloutRolledBack): string | null | undefined {
  const past: PastActivation = { rollout, until: DECIDED, rolledBack: event };
  return judgePast(past, log, { errorThreshold, triggers: [] }).happened?.again;
}

const upTo = (...ends: readonly number[]) =>
  ends.map((offset, partition) => ({ topic: TOPIC, partition, offset }));

const read = upTo(20, 0, 10);

describe('the certificate of a rollback', () => {
  it('comes out of the log again for what had been read, in whatever order partitions were', () => {
    expect(again(certified(read))).toBe('identical');
  });

  it('is different when something else had been read, or counted', () => {
    expect(again(certified(upTo(20, 20, 10)))).toBe('different');
    expect(again(certified(upTo(20, 0)))).toBe('different');
    expect(again(certified(read, { ...counts, errors: 2 }))).toBe('different');
  });
});

describe('the evidence of a rollback without a certificate', () => {
  it('comes out of the log again for what had been read', () => {
    expect(again(rolledBack({ offsets: read }))).toBe('identical');
    expect(again(rolledBack({ offsets: upTo(20, 20, 10) }))).toBe('different');
  });

  it('is looked for in the order of the log where nobody noted what had been read, and may not be found', () => {
    expect(again(rolledBack({}))).toBe('different');
  });
});
