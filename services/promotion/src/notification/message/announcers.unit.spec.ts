import type { DataOf, EventDefinition, EventEnvelope } from '@assay/contracts';
import {
  AlertResolved,
  ApprovalExpired,
  ApprovalProposed,
  ApprovalRejected,
  derivedId,
  HotfixDeployed,
  HotfixCameDue,
  HotfixEscalated,
  HotfixOpened,
  newEvent,
  PromotionCompleted,
  PromotionRequested,
  PromotionRollbackRequested,
  PromotionRolledBack,
  ReleaseRolledBack,
} from '@assay/contracts';
import type { DeliveredEvent } from '@assay/event-bus';
import type { BatchScope } from '@assay/projections';
import { messagesProjection } from './messages.projection.js';
import type { Message } from './message.js';

const ID = '0198c5a2-6f0e-7c3a-9d0b-000000000001';
let n = 0;

function event<Definition extends EventDefinition>(
  definition: Definition,
  subject: string,
  data: DataOf<Definition>,
): EventEnvelope {
  n += 1;
  const metadata = {
    ...{ id: derivedId(String(n)), source: 'test', subject, project: 'default', actor: 'user:ada' },
    ...{ time: '2026-03-01T10:00:00.000Z', correlationid: 'test' },
  };
  return newEvent(definition, metadata, data);
}

/** What people are told of these events, and the queries it took. */
async function told(events: readonly EventEnvelope[]): Promise<{ messages: Message[]; statements: number }> {
  const messages: Message[] = [];
  let statements = 0;
  const scope = {
    query: async (sql: string, parameters: readonly unknown[] = []) => {
      statements += 1;
      if (sql.includes('INSERT INTO messages'))
        messages.push(...(parameters[5] as string[]).map((text) => JSON.parse(text) as Message));
      return [];
    },
  } as unknown as BatchScope;
  await messagesProjection.apply(
    events.map((one) => ({ event: one }) as unknown as DeliveredEvent),
    scope,
  );
  return { messages, statements };
}

const certificate = {
  ...{ confidence: 99.123, improvement: 12.5, control: 'old', excludedUnits: 0 },
  variants: [{ units: 1000 }, { units: 1100 }],
  thresholds: { decisionMethod: 'sequential' },
};
const requested = (changes: object = {}) =>
  event(PromotionRequested, 'default/promotion/checkout', {
    ...{ promotionId: ID, experiment: 'checkout', experimentVersion: 4, variant: 'green' },
    promotionType: 'manual',
    certificate: { ...certificate, ...changes },
  } as never);
const stream = 'default/promotion/checkout';
const outcome = { promotionId: ID, experiment: 'checkout', variant: 'green' };

describe('what people are told', () => {
  it('of a promotion: who, what, the figures, where to look and what to do', async () => {
    const { messages } = await told([requested(), event(PromotionCompleted, stream, outcome)]);
    expect(messages).toMatchObject([
      {
        level: 'info',
        kind: 'promotion.completed',
        title: 'checkout: green was promoted',
        who: 'user:ada',
        figures: [
          { name: 'Variant', value: 'green' },
          { name: 'Confidence', value: '99.12 %' },
          { name: 'Improvement', value: '12.5 %' },
          { name: 'Units', value: '2,100' },
        ],
        path: '/api/v1/promotions/checkout/history',
      },
    ]);
    expect(messages[0]?.whatToDo).not.toBe('');
  });

  it.each([
    [{ excludedUnits: 12 }, '12 units were left out'],
    [{ excludedUnits: 1 }, '1 unit was left out'],
    [{ thresholds: { decisionMethod: 'z-test' } }, 'valid at one look only'],
  ])('of a promotion with warnings, louder: %j', async (changes, words) => {
    const { messages } = await told([requested(changes), event(PromotionCompleted, stream, outcome)]);
    expect(messages).toMatchObject([{ level: 'warning' }]);
    expect(JSON.stringify(messages)).toContain(words);
  });

  it('of a rollback: loudest, with the reason, under one thread', async () => {
    const asked = { promotionId: ID, experiment: 'checkout', reason: 'complaints', metricsAtRollback: [] };
    const { messages } = await told([
      requested(),
      event(PromotionRollbackRequested, stream, asked as never),
      event(PromotionRolledBack, stream, outcome),
    ]);
    expect(messages).toMatchObject([
      { level: 'warning', kind: 'promotion.rolling-back', thread: `rollback/promotion/${ID}` },
      {
        ...{ level: 'critical', kind: 'promotion.rolled-back', thread: `rollback/promotion/${ID}` },
        text: 'Everyone has old again. Reason: complaints.',
      },
    ]);
  });

  it('of approvals: what waits, and that it was turned down or forgotten', async () => {
    const at = 'default/approval/a1';
    const proposed = event(ApprovalProposed, at, {
      ...{
        subject: { kind: 'rollout', key: 'search' },
        action: 'advance',
        proposal: {},
        hash: '0'.repeat(64),
      },
      ...{
        required: { approvals: 2, emergency: false },
        reason: 'healthy',
        expiresAt: '2026-03-04T10:00:00.000Z',
      },
    });
    const { messages } = await told([
      proposed,
      event(ApprovalRejected, at, { reason: 'not on a Friday' }),
      event(ApprovalExpired, at, { expiresAt: '2026-03-04T10:00:00.000Z' }),
    ]);
    expect(messages).toMatchObject([
      { level: 'info', title: 'Waiting for approval: advance rollout search', path: '/api/v1/approvals/a1' },
      { level: 'warning', title: 'advance rollout search was rejected', text: 'not on a Friday' },
      { level: 'warning', kind: 'approval.expired' },
    ]);
  });

  it('of hotfixes: opened, late, deployed as an emergency', async () => {
    const at = 'default/hotfix/h1';
    const dueAt = '2026-03-01T11:00:00.000Z';
    const { messages } = await told([
      event(HotfixOpened, at, { title: 'pay', severity: 'P1', broken: 'all', dueAt }),
      event(HotfixEscalated, at, { title: 'pay', severity: 'P1', dueAt, level: 1 }),
      event(HotfixDeployed, at, {
        ...{ environment: 'production', version: '2', deployedAt: dueAt, approval: ID },
        ...{ approvedBy: ['user:bob', 'user:eve'], emergency: true, missing: [] },
      }),
    ]);
    expect(messages.map(({ level, title }) => `${level}: ${title}`)).toEqual([
      'critical: P1 hotfix "pay" was opened',
      'critical: P1 hotfix "pay" is overdue (escalation 1)',
      'critical: P1 hotfix "pay" was deployed as an emergency',
    ]);
  });

  it('of hotfixes that are due with a release, which are late without being critical', async () => {
    const [at, dueAt] = ['default/hotfix/h2', '2026-03-01T11:00:00.000Z'];
    const { messages } = await told([
      event(HotfixOpened, at, { title: 'a typo', severity: 'P4', broken: 'a word', dueAt: null }),
      event(HotfixCameDue, at, { title: 'a typo', release: 'spring', dueAt }),
      event(HotfixEscalated, at, { title: 'a typo', severity: 'P4', dueAt, level: 1 }),
    ]);
    expect(messages.map(({ level, title }) => `${level}: ${title}`)).toEqual([
      'info: P4 hotfix "a typo" was opened',
      'warning: P4 hotfix "a typo" was due with release "spring"',
      'warning: P4 hotfix "a typo" is overdue (escalation 1)',
    ]);
  });

  it('of releases and alerts, with the end of an alert under its thread', async () => {
    const about = {
      rule: 'lag',
      subject: 'x',
      severity: 'warning',
      message: 'over',
      value: null,
      limit: 3,
    } as const;
    const { messages } = await told([
      event(ReleaseRolledBack, 'default/release/app', {
        ...{ activation: ID, automatic: true, trigger: 'health', reason: 'too slow', evidence: null },
      }),
      event(AlertResolved, 'default/alert/lag/x', { ...about, alert: ID }),
    ]);
    expect(messages).toMatchObject([
      { level: 'critical', kind: 'release.rolled-back', thread: `rollback/release/app/${ID}` },
      { level: 'warning', status: 'resolved', thread: `alert/${ID}` },
    ]);
  });

  it('takes three statements, however many events there are', async () => {
    const many = Array.from({ length: 100 }, () => event(PromotionCompleted, stream, outcome));
    expect(await told(many)).toMatchObject({ statements: 3, messages: { length: 100 } });
  });
});
