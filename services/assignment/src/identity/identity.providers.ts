import { SERVICE_POOL } from '@assay/event-store';
import type { Projections } from '@assay/projections';
import { PROJECTIONS } from '@assay/projections';
import type { Provider } from '@nestjs/common';
import type { Pool } from 'pg';
import { AssignmentCarrier } from './assignment-carrier.js';
import { IdentitiesService } from './identities.service.js';
import { IdentityClaims } from './identity-claims.js';
import { IdentityLinks } from './identity-links.js';
import { IdentityRoutes } from './identity.routes.js';
import { LinkedUsers } from './linked-users.js';
import { LinkedUsersReader } from './linked-users.reader.js';
import { PatientAssignments } from './patient-assignments.js';

/** Links of anonymous units to users; needs the bus and the projections. */
export const IDENTITY_PROVIDERS: readonly Provider[] = [
  AssignmentCarrier,
  IdentitiesService,
  IdentityRoutes,
  LinkedUsers,
  LinkedUsersReader,
  PatientAssignments,
  {
    provide: IdentityClaims,
    useFactory: (pool: Pool) => new IdentityClaims(pool),
    inject: [SERVICE_POOL],
  },
  {
    provide: IdentityLinks,
    useFactory: (projections: Projections) => new IdentityLinks(projections),
    inject: [PROJECTIONS],
  },
];
