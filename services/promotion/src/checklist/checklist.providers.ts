import type { Provider } from '@nestjs/common';
import { ChecklistDirectory } from './checklist-directory.js';
import { ChecklistLog } from './checklist-log.js';
import { ChecklistTicker } from './checklist-ticker.js';
import { ChecklistsService } from './checklists.service.js';
import { ChecklistsController } from './http/checklists.controller.js';
import { RollbacksController } from './rollbacks.controller.js';

export const CHECKLIST_CONTROLLERS = [ChecklistsController, RollbacksController];

export const CHECKLIST_PROVIDERS: readonly Provider[] = [
  ChecklistDirectory,
  ChecklistLog,
  ChecklistTicker,
  ChecklistsService,
];
