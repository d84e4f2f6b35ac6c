import { approvalsProjection } from '@assay/approvals';
import type { Environment, ServiceConfig } from '@assay/platform';
import type { Sweep } from '@assay/projections';
import { SweepRunner } from '@assay/projections';
import type { Provider } from '@nestjs/common';
import { ApprovalExpiry } from './approval/approval-expiry.js';
import { APPROVAL_CONTROLLERS, APPROVAL_PROVIDERS } from './approval/approval.providers.js';
import { approvalSubjectsProjection } from './approval/subjects/approval-subjects.projection.js';
import { alarmsProjection } from './checklist/alarms.projection.js';
import { ChecklistTicker } from './checklist/checklist-ticker.js';
import { CHECKLIST_CONTROLLERS, CHECKLIST_PROVIDERS } from './checklist/checklist.providers.js';
import { checklistsProjection } from './checklist/checklists.projection.js';
import { HotfixEscalation } from './hotfix/hotfix-escalation.js';
import { HOTFIX_CONTROLLERS, hotfixProviders } from './hotfix/hotfix.providers.js';
import { hotfixesProjection } from './hotfix/hotfixes.projection.js';
import { Deliverer } from './notification/delivery/deliverer.js';
import { Dispatcher } from './notification/delivery/dispatcher.js';
import { messagesProjection } from './notification/message/messages.projection.js';
import { NOTIFICATION_CONTROLLERS, notificationProviders } from './notification/notification.providers.js';

const EVERY_MS = 1_000;
const HOUR_MS = 3_600_000;

const sweep = (name: string, run: () => Promise<void>, everyMs = EVERY_MS): Sweep => ({ name, everyMs, run });

const sweeps: Provider = {
  provide: 'promotion:oversight-sweeps',
  useFactory: (
    approvals: ApprovalExpiry,
    hotfixes: HotfixEscalation,
    checklists: ChecklistTicker,
    messages: Dispatcher,
    deliveries: Deliverer,
  ) =>
    new SweepRunner([
      sweep('approvals that expire', () => approvals.sweep()),
      sweep('hotfixes that are late', () => hotfixes.sweep()),
      sweep('steps of rollbacks', () => checklists.sweep()),
      sweep('messages for channels', () => messages.sweep()),
      sweep('deliveries', () => deliveries.sweep()),
      sweep('deliveries of old', () => messages.purge(), HOUR_MS),
    ]),
  inject: [ApprovalExpiry, HotfixEscalation, ChecklistTicker, Dispatcher, Deliverer],
};

export const OVERSIGHT_PROJECTIONS = [
  approvalsProjection,
  approvalSubjectsProjection,
  hotfixesProjection,
  checklistsProjection,
  alarmsProjection,
  messagesProjection,
];

export const OVERSIGHT_CONTROLLERS = [
  ...APPROVAL_CONTROLLERS,
  ...HOTFIX_CONTROLLERS,
  ...CHECKLIST_CONTROLLERS,
  ...NOTIFICATION_CONTROLLERS,
];

/**
 * What people have to do with decisions: approvals, hotfixes, rollback checklists, notifications.
 * @throws ConfigError naming every variable that is wrong
 */
export const oversightProviders = (config: ServiceConfig, env: Environment): readonly Provider[] => [
  ...APPROVAL_PROVIDERS,
  ...hotfixProviders(env),
  ...CHECKLIST_PROVIDERS,
  ...notificationProviders(config, env),
  sweeps,
];
