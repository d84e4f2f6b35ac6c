import type { Pool } from 'pg';
import type { ChannelFilter, ChannelKind, ChannelRef, ChannelTarget, ChannelView } from './channel.js';
import { shownTarget } from './channel.js';
import type { SecretBox } from './secret-box.js';

/** What a person wants a channel to be. */
export interface ChannelChange extends ChannelFilter {
  readonly enabled: boolean;
  readonly target: ChannelTarget;
  readonly changedBy: string;
  /** Milliseconds since 1970. */
  readonly changedAt: number;
}

interface Row {
  readonly key: string;
  readonly kind: ChannelKind;
  readonly enabled: boolean;
  readonly levels: ChannelView['levels'];
  readonly kinds: readonly string[];
  readonly shown: string;
  readonly changed_by: string;
  readonly changed_at: Date;
}

const SHOWN = 'key, kind, enabled, levels, kinds, shown, changed_by, changed_at';
const SET = `INSERT INTO notification_channels
    (project, key, kind, enabled, levels, kinds, shown, target, changed_by, changed_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, to_timestamp($10 / 1000.0))
  ON CONFLICT (project, key) DO UPDATE SET kind = excluded.kind, enabled = excluded.enabled,
    levels = excluded.levels, kinds = excluded.kinds, shown = excluded.shown, target = excluded.target,
    changed_by = excluded.changed_by, changed_at = excluded.changed_at`;

const viewOf = ({ shown: target, changed_by: changedBy, changed_at, ...row }: Row): ChannelView => ({
  ...row,
  ...{ target, changedBy, changedAt: changed_at.toISOString() },
});

const placeOf = ({ project, key }: ChannelRef): string => `${project}/${key}`;

/** The channels of all projects. Configuration with secrets: kept in a table and not in the log (ADR 0034). */
export class Channels {
  constructor(
    private readonly pool: Pool,
    private readonly box: SecretBox,
  ) {}

  async set(ref: ChannelRef, change: ChannelChange): Promise<void> {
    const { target, enabled, levels, kinds, changedBy, changedAt } = change;
    const sealed = this.box.seal(JSON.stringify(target), placeOf(ref));
    const shown = shownTarget(target);
    const row = [
      ref.project,
      ref.key,
      target.kind,
      enabled,
      levels,
      kinds,
      shown,
      sealed,
      changedBy,
      changedAt,
    ];
    await this.pool.query(SET, row);
  }

  async list(project: string): Promise<readonly ChannelView[]> {
    const { rows } = await this.pool.query<Row>(
      `SELECT ${SHOWN} FROM notification_channels WHERE project = $1 ORDER BY key`,
      [project],
    );
    return rows.map(viewOf);
  }

  async find({ project, key }: ChannelRef): Promise<ChannelView | undefined> {
    const { rows } = await this.pool.query<Row>(
      `SELECT ${SHOWN} FROM notification_channels WHERE project = $1 AND key = $2`,
      [project, key],
    );
    return rows[0] === undefined ? undefined : viewOf(rows[0]);
  }

  /** @returns whether it was there */
  async remove({ project, key }: ChannelRef): Promise<boolean> {
    const removed = await this.pool.query(
      'DELETE FROM notification_channels WHERE project = $1 AND key = $2',
      [project, key],
    );
    return removed.rowCount === 1;
  }

  /** The target with its secrets, for sending; undefined for a channel that is gone or cannot be opened. */
  async targetOf(ref: ChannelRef): Promise<ChannelTarget | undefined> {
    const { rows } = await this.pool.query<{ readonly target: Buffer }>(
      'SELECT target FROM notification_channels WHERE project = $1 AND key = $2',
      [ref.project, ref.key],
    );
    const text = rows[0] === undefined ? undefined : this.box.open(rows[0].target, placeOf(ref));
    return text === undefined ? undefined : (JSON.parse(text) as ChannelTarget);
  }
}
