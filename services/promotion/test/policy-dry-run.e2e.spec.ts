import { ReleasePromoted, ReleaseRolledBack, RolloutAdvanced, RolloutRolledBack } from '@assay/contracts';
import { eventually } from '@assay/testing';
import { rolloutCreated } from './support/created-subjects.js';
import { OversightService } from './support/oversight-service.js';

const ACTIVATION = '0198c5a2-6f0e-7c3a-9d0b-000000000001';
const JUDGED = 6;

let service: OversightService;

interface Different {
  readonly kind: string;
  readonly subject: string;
  readonly action: string;
  readonly outcome: string;
  readonly reasons: readonly string[];
}

/** What a policy of one rule would have made of the past. */
async function dryRun(rule: object, query: object = {}) {
  const document = { rules: [{ name: 'tried', ...rule }] };
  const { status, body } = await service.call('POST', '/policies/dry-run', {
    role: 'analyst',
    body: { document, ...query },
  });
  expect(status).toBe(200);
  return body as unknown as { judged: number; different: number; decisions: readonly Different[] };
}

const told = ({ decisions }: { readonly decisions: readonly Different[] }) =>
  decisions.map(({ kind, subject, action, outcome }) => `${kind} ${subject} ${action}: ${outcome}`).sort();

/** An approval of a step, by the people named. */
async function approved(key: string, ...people: readonly string[]): Promise<string> {
  await rolloutCreated(service, key);
  const subject = { kind: 'rollout', key };
  const proposal = { subject, action: 'advance', proposal: {}, reason: 'healthy', approvals: people.length };
  const { body } = await service.call('POST', '/approvals', {
    role: 'editor',
    subject: 'carl',
    body: proposal,
  });
  const { id, hash } = body as { id: string; hash: string };
  for (const person of people) {
    const answer = await service.call('POST', `/approvals/${id}/approve`, {
      subject: person,
      body: { hash },
    });
    expect(answer.status).toBe(200);
  }
  return id;
}

beforeAll(async () => {
  service = await OversightService.start();
  const tier = { activation: ACTIVATION, tier: 'tier_3_general', percentage: 50 };
  const why = { activation: ACTIVATION, reason: 'errors', evidence: null };
  await service.publish(RolloutAdvanced, 'default/rollout/alone', tier);
  await service.publish(RolloutAdvanced, 'default/rollout/one', {
    ...tier,
    approval: await approved('one', 'bob'),
  });
  const two = await approved('two', 'bob', 'eve');
  await service.publish(RolloutAdvanced, 'default/rollout/two', { ...tier, approval: two });
  await service.publish(RolloutRolledBack, 'default/rollout/alone', { ...why, automatic: true });
  await service.publish(RolloutRolledBack, 'default/rollout/one', { ...why, automatic: false });
  await service.publish(ReleasePromoted, 'default/release/spring', {
    ...{ activation: ACTIVATION, trafficPercent: 100, evidence: null, environment: 'production' },
  });
  await service.publish(ReleaseRolledBack, 'default/release/spring', {
    ...why,
    ...{ automatic: true, trigger: 'health' },
  });
  await service.publish(ReleaseRolledBack, 'default/release/spring', {
    ...why,
    ...{ automatic: false, trigger: 'manual' },
  });
  await eventually(async () =>
    expect(await dryRun({ actions: ['promote'] })).toMatchObject({ judged: JUDGED }),
  );
});

afterAll(async () => {
  await service.stop();
});

describe('a policy that is tried on the past', () => {
  it('of rollouts and releases finds what would have been forbidden, and says why', async () => {
    const freeze = { from: '2020-01-01T00:00:00Z', to: '2099-01-01T00:00:00Z', reason: 'sale' };
    const found = await dryRun({ actions: ['advance', 'promote', 'rollback'], freezes: [freeze] });
    expect(told(found)).toEqual([
      'release spring promote: forbidden',
      'release spring rollback: forbidden',
      'rollout alone advance: forbidden',
      'rollout one advance: forbidden',
      'rollout one rollback: forbidden',
      'rollout two advance: forbidden',
    ]);
    expect(found.decisions[0]?.reasons).toEqual([expect.stringContaining('not before 2099-01-01')]);
  });

  it('counts the people who had agreed then', async () => {
    const one = await dryRun({ actions: ['advance'], approvals: 1 });
    expect(told(one)).toEqual(['rollout alone advance: needs-approval']);
    const two = await dryRun({ actions: ['advance'], approvals: 2 });
    expect(told(two)).toEqual([
      'rollout alone advance: needs-approval',
      'rollout one advance: needs-approval',
    ]);
    expect(two.decisions.map(({ reasons }) => reasons[0]).sort()).toEqual([
      '2 approvals are required, it rested on 0',
      '2 approvals are required, it rested on 1',
    ]);
  });

  it('is about the subjects and the time that are asked for', async () => {
    const rule = { actions: ['promote', 'rollback'], subjects: ['spr*'], actors: ['user:nobody'] };
    // The events of this log are of a system, which no list of people keeps out.
    expect(await dryRun(rule)).toMatchObject({ different: 0 });
    expect(told(await dryRun({ ...rule, automatic: false }))).toHaveLength(2);
    expect(await dryRun(rule, { to: '2020-01-01T00:00:00Z' })).toMatchObject({ judged: 0 });
  });

  it('changes nothing when it is the one there is', async () => {
    expect(await dryRun({ actions: ['advance', 'promote', 'rollback'] })).toMatchObject({
      ...{ judged: JUDGED, same: JUDGED, different: 0 },
    });
  });
});
