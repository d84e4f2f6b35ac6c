import type { Pool } from 'pg';
import type { IdentityLink } from './identity-links.js';

/** A link with the time of its claim. */
export interface ClaimedLink extends IdentityLink {
  readonly linkedAt: string;
}

// A conflict changes nothing: it locks the row, and so reads it however recently it was written.
const CLAIM = `INSERT INTO identity_claims AS held (project, anonymous, "user", linked_at) VALUES ($1, $2, $3, $4)
  ON CONFLICT (project, anonymous) DO UPDATE SET "user" = held."user"
  RETURNING "user", linked_at AS "linkedAt"`;

/**
 * Which link of an anonymous unit was wanted first. The log has it a moment later, and the read model after that: the
 * claim decides between calls that overlap.
 */
export class IdentityClaims {
  constructor(private readonly pool: Pool) {}

  /** The link that holds: the one that is wanted, or the one that somebody wanted before. */
  async claim(project: string, wanted: ClaimedLink): Promise<ClaimedLink> {
    const { anonymous, user, linkedAt } = wanted;
    const { rows } = await this.pool.query<{ user: string; linkedAt: Date }>(CLAIM, [
      project,
      anonymous,
      user,
      linkedAt,
    ]);
    const [held] = rows;
    return held === undefined
      ? wanted
      : { anonymous, user: held.user, linkedAt: held.linkedAt.toISOString() };
  }
}
