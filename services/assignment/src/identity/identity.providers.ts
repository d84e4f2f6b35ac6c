import type { Projections } from '@assay/projections';
import { PROJECTIONS } from '@assay/projections';
import type { Provider } from '@nestjs/common';
import { IdentitiesService } from './identities.service.js';
import { IdentityLinks } from './identity-links.js';
import { IdentityRoutes } from './identity.routes.js';

/** Links of anonymous units to users; needs the bus and the projections. */
export const IDENTITY_PROVIDERS: readonly Provider[] = [
  IdentitiesService,
  IdentityRoutes,
  {
    provide: IdentityLinks,
    useFactory: (projections: Projections) => new IdentityLinks(projections),
    inject: [PROJECTIONS],
  },
];
