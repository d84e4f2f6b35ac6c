import type { NotificationChannelSet } from '@assay/contracts';
import type { Sweep } from '@assay/projections';
import { Inject, Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import { TABLES } from '../../tables.js';
import { Channels } from './channels.js';

interface Row extends Omit<NotificationChannelSet['data'], 'target'> {
  readonly project: string;
  readonly key: string;
  readonly target: Buffer;
  readonly changed_by: string;
}

const ALL = `SELECT project, key, kind, enabled, levels, kinds, target, changed_by FROM notification_channels`;
const DONE = 'DELETE FROM notification_channels WHERE project = $1 AND key = $2';
const MINUTE_MS = 60_000;

/** Brings channels that were set before the log had them into the log, unless they were set anew since. */
@Injectable()
export class OlderChannels implements Sweep {
  readonly name = 'channels from before';
  readonly everyMs = MINUTE_MS;

  constructor(
    @Inject(TABLES) private readonly pool: Pool,
    private readonly channels: Channels,
  ) {}

  async run(): Promise<void> {
    const { rows } = await this.pool.query<Row>(ALL);
    for (const { project, key, target, changed_by: actor, ...channel } of rows) {
      const ref = { project, key };
      if ((await this.channels.find(ref)) === undefined)
        await this.channels.setSealed(ref, actor, { ...channel, target: target.toString('base64') });
      await this.pool.query(DONE, [project, key]);
    }
  }
}
