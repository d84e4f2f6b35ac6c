import { SERVICE_POOL } from '@assay/event-store';
import type { Sweep } from '@assay/projections';
import { Inject, Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import { SegmentMembers } from './segment-members.js';

interface Row {
  readonly project: string;
  readonly hash: string;
  readonly content: Buffer;
}

const NEXT = 'SELECT project, hash, content FROM segment_member_lists LIMIT 1';
const DONE = 'DELETE FROM segment_member_lists WHERE project = $1 AND hash = $2';
const MINUTE_MS = 60_000;

/** Brings lists that were sent before the log had them into the log. */
@Injectable()
export class OlderLists implements Sweep {
  readonly name = 'lists of members from before';
  readonly everyMs = MINUTE_MS;

  constructor(
    @Inject(SERVICE_POOL) private readonly pool: Pool,
    private readonly members: SegmentMembers,
  ) {}

  async run(): Promise<void> {
    for (;;) {
      const { rows } = await this.pool.query<Row>(NEXT);
      const [row] = rows;
      if (row === undefined) return;
      const { project, hash, content } = row;
      await this.members.keep({ project, actor: 'system:upgrade' }, { hash, bytes: content });
      await this.pool.query(DONE, [project, hash]);
    }
  }
}
