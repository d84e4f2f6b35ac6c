import { EntitySchema } from 'typeorm';

/** The first user that somebody wanted to link an anonymous unit to. */
export const IdentityClaimEntity = new EntitySchema({
  name: 'IdentityClaim',
  tableName: 'identity_claims',
  columns: {
    project: { type: 'text', primary: true, primaryKeyConstraintName: 'identity_claims_pkey' },
    anonymous: { type: 'text', primary: true, primaryKeyConstraintName: 'identity_claims_pkey' },
    user: { type: 'text' },
    linkedAt: { name: 'linked_at', type: 'timestamptz' },
  },
});
