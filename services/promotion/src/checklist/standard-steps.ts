import type { RollbackStep } from '@assay/contracts';

const before = (key: string, text: string): RollbackStep => ({ key, phase: 'before', text });
const during = (key: string, text: string): RollbackStep => ({ key, phase: 'during', text });
const after = (key: string, text: string): RollbackStep => ({ key, phase: 'after', text });

/** What is done before, during and after every rollback. */
export const STANDARD_STEPS: readonly RollbackStep[] = [
  before('reason-known', 'It is known why this is rolled back'),
  before('scope-decided', 'What is rolled back, and what is not, is decided'),
  before('people-told', 'People are told'),
  before('incident-written', 'What happened is written down'),
  during('rollback-done', 'The rollback is carried out'),
  during('traffic-off', 'Nobody is served what was rolled back'),
  during('logs-clean', 'The logs show no new errors'),
  during('health-checked', 'The services answer as they should'),
  during('error-rate-back', 'The error rate is back under its threshold'),
  after('alarms-clear', 'No alarm about it is raised any more'),
  after('end-told', 'People are told that it is over'),
  after('post-mortem-opened', 'A post-mortem is opened'),
  after('review-planned', 'A review has its date'),
  after('runbook-updated', 'The runbook says what was learned'),
];
