import type { Transaction } from '@assay/projections';

/** A sweep under way in a partition. */
interface Sweep {
  readonly partition: number;
  /** The change up to which all units will have been computed at its end. */
  readonly target: number;
  /** Units up to this key have been looked at. */
  readonly position: string;
}

interface SweepRow {
  readonly head: number;
  readonly seq: number | null;
  readonly target: number | null;
  readonly position: string | null;
  readonly late: boolean;
}

/** `late`: some definition has changed since the last sweep whose experiment has been exposed to in the partition. */
const STANDING = `SELECT head.seq::float8 AS head, own.seq::float8 AS seq, own.target::float8 AS target, own.position,
    EXISTS (SELECT 1 FROM definitions JOIN run_statistics USING (project, experiment)
            WHERE definitions.seq > coalesce(own.seq, 0) AND run_statistics.partition = $1)
      OR EXISTS (SELECT 1 FROM dimensions WHERE dimensions.seq > coalesce(own.seq, 0)) AS late
  FROM definition_head AS head LEFT JOIN partition_sweeps AS own ON own.partition = $1`;

/** The sweep that a partition has to go on with, or begin; undefined when its units are up to date. */
export async function beginSweep(transaction: Transaction, partition: number): Promise<Sweep | undefined> {
  const [row] = await transaction.query<SweepRow>(STANDING, [partition]);
  if (row === undefined) return undefined;
  const { head, seq, target, position, late } = row;
  if (seq !== null && target !== null && target > seq) return { partition, target, position: position ?? '' };
  if (seq === head) return undefined;
  if (late) return { partition, target: head, position: '' };
  await store(transaction, { partition, target: head, position: '' }, head);
  return undefined;
}

/** Notes how far a sweep is; without a next page the partition has come to its target. */
export const moveSweep = (
  transaction: Transaction,
  { partition, target, next }: Omit<Sweep, 'position'> & { readonly next: string | undefined },
): Promise<void> =>
  store(transaction, { partition, target, position: next ?? '' }, next === undefined ? target : undefined);

async function store(
  transaction: Transaction,
  { partition, target, position }: Sweep,
  done: number | undefined,
): Promise<void> {
  await transaction.query(
    `INSERT INTO partition_sweeps AS own (partition, seq, target, position) VALUES ($1, coalesce($4, 0), $2, $3)
     ON CONFLICT (partition) DO UPDATE
       SET seq = coalesce($4, own.seq), target = excluded.target, position = excluded.position`,
    [partition, target, position, done ?? null],
  );
}
