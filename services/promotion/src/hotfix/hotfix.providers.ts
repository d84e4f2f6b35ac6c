import type { Environment } from '@assay/platform';
import type { Provider } from '@nestjs/common';
import { EMERGENCY_APPROVERS, emergencyApprovers } from './emergency-approvers.js';
import { HotfixDirectory } from './hotfix-directory.js';
import { HotfixEscalation } from './hotfix-escalation.js';
import { HotfixLog } from './hotfix-log.js';
import { HotfixNeedsController } from './hotfix-needs.controller.js';
import { HotfixesService } from './hotfixes.service.js';
import { HotfixDesk } from './http/hotfix-desk.js';
import { HotfixesController } from './http/hotfixes.controller.js';

export const HOTFIX_CONTROLLERS = [HotfixesController, HotfixNeedsController];

export const hotfixProviders = (env: Environment): readonly Provider[] => [
  { provide: EMERGENCY_APPROVERS, useValue: emergencyApprovers(env) },
  HotfixLog,
  HotfixDirectory,
  HotfixEscalation,
  HotfixesService,
  HotfixDesk,
];
