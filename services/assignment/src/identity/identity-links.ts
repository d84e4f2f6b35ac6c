import type { Projections } from '@assay/projections';
import { IDENTITY_LINKS } from './identity-links.projection.js';

export interface IdentityLink {
  readonly anonymous: string;
  readonly user: string;
}

export interface DatedLink extends IdentityLink {
  readonly linkedAt: Date;
}

const OF_ANONYMOUS = 'SELECT anonymous, "user" FROM identity_links WHERE project = $1 AND anonymous = $2';
const OF_USER = `SELECT anonymous, "user", linked_at AS "linkedAt" FROM identity_links WHERE project = $1 AND "user" = $2
  ORDER BY linked_at, anonymous LIMIT 1000`;
const AROUND = `SELECT anonymous, "user" FROM identity_links
  WHERE project = $1 AND (anonymous IN ($2, $3) OR "user" = $2) LIMIT 10`;

/**
 * Which units are one and the same, as far as the log has been projected. One hop: the user of a unit is never
 * looked up again, even where two links, made at the same time, would make a chain.
 */
export class IdentityLinks {
  constructor(private readonly projections: Pick<Projections, 'read'>) {}

  /** The user that an anonymous unit turned out to be. */
  async userOf(project: string, anonymous: string): Promise<string | undefined> {
    const [link] = await this.query(OF_ANONYMOUS, [project, anonymous]);
    return link?.user;
  }

  /** The links of the anonymous units that turned out to be this user, the first ones first. */
  linksTo(project: string, user: string): Promise<readonly DatedLink[]> {
    return this.query<DatedLink>(OF_USER, [project, user]);
  }

  /** Everything that is known of the two sides of a link to be. */
  around(project: string, { anonymous, user }: IdentityLink): Promise<readonly IdentityLink[]> {
    return this.query(AROUND, [project, anonymous, user]);
  }

  private query<Link extends IdentityLink>(
    sql: string,
    parameters: readonly string[],
  ): Promise<readonly Link[]> {
    return this.projections.read(IDENTITY_LINKS, (model) => model.query<Link>(sql, parameters));
  }
}
