import { ApprovalDirectory } from '@assay/approvals';
import type { Projections } from '@assay/projections';
import { PROJECTIONS } from '@assay/projections';
import type { Provider } from '@nestjs/common';
import { ApprovalExpiry } from './approval-expiry.js';
import { ApprovalLog } from './approval-log.js';
import { ApprovalsService } from './approvals.service.js';
import { ApprovalsController } from './http/approvals.controller.js';
import { ApprovalSubjects } from './subjects/approval-subjects.js';
import { UsedApprovalsController } from './used-approvals.controller.js';

export const APPROVAL_CONTROLLERS = [ApprovalsController, UsedApprovalsController];

export const APPROVAL_PROVIDERS: readonly Provider[] = [
  ApprovalLog,
  ApprovalsService,
  ApprovalExpiry,
  ApprovalSubjects,
  {
    provide: ApprovalDirectory,
    useFactory: (projections: Projections) => new ApprovalDirectory(projections),
    inject: [PROJECTIONS],
  },
];
