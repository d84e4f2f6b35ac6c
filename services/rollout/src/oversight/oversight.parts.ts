import { ApprovalDirectory, approvalsProjection } from '@assay/approvals';
import type { Projections } from '@assay/projections';
import { PROJECTIONS } from '@assay/projections';
import type { Provider } from '@nestjs/common';
import { DecisionGate } from './decision-gate.js';
import { policiesProjection } from './policies.projection.js';

export const OVERSIGHT_PROJECTIONS = [policiesProjection, approvalsProjection];

export const OVERSIGHT_PROVIDERS: readonly Provider[] = [
  DecisionGate,
  {
    provide: ApprovalDirectory,
    useFactory: (models: Projections) => new ApprovalDirectory(models),
    inject: [PROJECTIONS],
  },
];
