import type { SchemaDefinition } from '@assay/event-store';
import { ExperimentNumberEntity } from './experiment/numbers/experiment-number.entity.js';
import { IdentityClaimEntity } from './identity/identity-claim.entity.js';
import { ExperimentNumbers1763683300000 } from './migrations/1763683300000-experiment-numbers.js';
import { SegmentMemberLists1764100000000 } from './migrations/1764100000000-segment-member-lists.js';
import { ProcessStarts1764200000000 } from './migrations/1764200000000-process-starts.js';
import { IdentityClaims1764310000000 } from './migrations/1764310000000-identity-claims.js';
import { SegmentMemberListEntity } from './segment/members/segment-member-list.entity.js';
import { ProcessStartEntity } from './watch/process-start.entity.js';

/** The tables of this service beside its event store and its projections. */
export const ASSIGNMENT_SCHEMA: SchemaDefinition = {
  migrationsTable: 'assignment_migrations',
  entities: [ExperimentNumberEntity, SegmentMemberListEntity, ProcessStartEntity, IdentityClaimEntity],
  migrations: [
    ExperimentNumbers1763683300000,
    SegmentMemberLists1764100000000,
    ProcessStarts1764200000000,
    IdentityClaims1764310000000,
  ],
};
