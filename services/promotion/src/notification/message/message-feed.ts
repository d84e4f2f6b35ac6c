import type { Projections } from '@assay/projections';
import { PROJECTIONS } from '@assay/projections';
import { Inject, Injectable } from '@nestjs/common';
import type { Message } from './message.js';
import { MESSAGES } from './messages.projection.js';

const PAGE = `SELECT message FROM messages
  WHERE project = $1 AND ($2::uuid IS NULL OR (at, id) <
    (SELECT last.at, last.id FROM messages last WHERE last.project = $1 AND last.id = $2))
  ORDER BY at DESC, id DESC LIMIT $3`;

/** What people were told, whether or not a channel wanted it. */
@Injectable()
export class MessageFeed {
  constructor(@Inject(PROJECTIONS) private readonly models: Projections) {}

  /** The newest first. @param after id of the last one of the page before */
  async page(project: string, after: string | undefined, limit: number): Promise<readonly Message[]> {
    const rows = await this.models.read(MESSAGES, (model) =>
      model.query<{ readonly message: Message }>(PAGE, [project, after ?? null, limit]),
    );
    return rows.map(({ message }) => message);
  }
}
