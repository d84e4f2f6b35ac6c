import type { ApprovalDirectory } from '@assay/approvals';
import { TOPICS } from '@assay/contracts';
import { Readiness } from '@assay/platform';
import type { Projections } from '@assay/projections';
import { metadata } from '../../test/support/rollout-life.js';
import { DecisionGate } from './decision-gate.js';
import { gatedStep } from './gated-step.js';
import { POLICIES } from './policies.projection.js';
import { PolicyReadiness } from './policy-readiness.js';
import { unlessHeldUp } from './unless-held-up.js';

const START = { policyAction: 'advance', action: 'start', proposal: { after: null } } as const;

/** A gate over read models that have got as far as `reached` says, of a log that ends at `end`. */
function gateOf(reached: { policies: number; approvals: number }, end = 7) {
  const log = { end };
  const topicOf = (model: string) => (model === POLICIES ? TOPICS.promotions : TOPICS.approvals).name;
  const models = {
    completeness: (model: 'policies' | 'approvals') =>
      Promise.resolve({ positions: [{ topic: topicOf(model), partition: 0, offset: reached[model] }] }),
    // What has not been read is not there: nobody has a policy.
    read: () => Promise.resolve([]),
  } as unknown as Projections;
  const bus = { ends: () => Promise.resolve([{ partition: 0, earliest: 0, end: log.end }]) };
  const readiness = new Readiness();
  const gate = new DecisionGate(models, {} as ApprovalDirectory, new PolicyReadiness(models, bus, readiness));
  return { gate, readiness, log, reached };
}

describe('a step before policies are known', () => {
  it.each([
    ['policies', { policies: 6, approvals: 7 }],
    ['approvals', { policies: 7, approvals: 0 }],
  ])('is refused while the %s have not been read to the end', async (_, reached) => {
    const { gate, readiness } = gateOf(reached);
    await expect(gate.check(START, metadata(1))).rejects.toMatchObject({
      status: 503,
      code: 'POLICY_NOT_READ',
    });
    expect(await readiness.report()).toMatchObject({ checks: { policies: { ready: false } } });
  });

  it('waits where it happens by itself', async () => {
    const { gate } = gateOf({ policies: 0, approvals: 0 });
    expect(await unlessHeldUp(gate.check(START, metadata(1)).then(() => 'taken'))).toBeUndefined();
    // Control: it is taken when they have been read.
    const read = gateOf({ policies: 7, approvals: 7 });
    expect(await unlessHeldUp(read.gate.check(START, metadata(1)).then(() => 'taken'))).toBe('taken');
  });

  it('is free once they have been read as far as the log went at first, and stays so', async () => {
    const world = gateOf({ policies: 0, approvals: 0 });
    await expect(world.gate.check(START, metadata(1))).rejects.toMatchObject({ code: 'POLICY_NOT_READ' });
    world.log.end = 100;
    Object.assign(world.reached, { policies: 7, approvals: 7 });
    expect(await world.gate.check(START, metadata(1))).toBeUndefined();
    Object.assign(world.reached, { policies: 0 });
    expect(await world.gate.check(gatedStep('rollout', 'advance', {}), metadata(1))).toBeUndefined();
    expect(await world.readiness.report()).toMatchObject({ status: 'ready' });
  });
});
