import { ApprovalDirectory, approvalsProjection } from '@assay/approvals';
import type { Projections } from '@assay/projections';
import { PROJECTIONS } from '@assay/projections';
import type { Provider } from '@nestjs/common';
import { DecisionGate } from './decision-gate.js';
import { policiesProjection } from './policies.projection.js';
import { PolicyReadiness } from './policy-readiness.js';

export const OVERSIGHT_PROJECTIONS = [policiesProjection, approvalsProjection];

export const OVERSIGHT_PROVIDERS: readonly Provider[] = [
  PolicyReadiness,
  DecisionGate,
  {
    provide: ApprovalDirectory,
    useFactory: (models: Projections) => new ApprovalDirectory(models),
    inject: [PROJECTIONS],
  },
];
