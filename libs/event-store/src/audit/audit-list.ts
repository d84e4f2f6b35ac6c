import type { AuditEntry, EventEnvelope } from '@assay/contracts';
import { auditEntry, canonicalJson, CONTENT_TYPES } from '@assay/contracts';
import type { Pool } from 'pg';
import type { AuditQuery } from './audit-query.js';

/** The latest first. */
export interface AuditPage {
  readonly items: readonly AuditEntry[];
  /** For the next page; null when this is the last. */
  readonly nextCursor: string | null;
}

interface Row {
  readonly position: number;
  readonly envelope: string;
  readonly recordedAt: Date;
}

// Not by the JSON operators, which refuse a text with an escaped zero in it. The text is canonical: its names are
// sorted, the actor comes first and the time last but one.
const TIME = `substring(envelope::text from '"time":"([^"]+)","type":"[^"]+"\\}$')::timestamptz`;
const QUERY = `SELECT position, envelope::text AS envelope, recorded_at AS "recordedAt" FROM events
  WHERE starts_with(stream, $1)
    AND ($2::text IS NULL OR starts_with(envelope::text, $2))
    AND CASE WHEN $3::text IS NULL THEN type <> ALL ($9::text[]) ELSE type = $3 END
    AND ($4::text IS NULL OR stream LIKE $4)
    AND ($5::timestamptz IS NULL OR ${TIME} >= $5)
    AND ($6::timestamptz IS NULL OR ${TIME} < $6)
    AND ($7::bigint IS NULL OR position < $7)
  ORDER BY position DESC LIMIT $8`;

const beginning = (actor: string | undefined): string | null =>
  actor === undefined ? null : `{"actor":${canonicalJson(actor)},`;

/** `*` stands for anything; everything else for itself. */
const pattern = (stream: string | undefined): string | null =>
  stream === undefined ? null : stream.replaceAll(/[\\%_]/g, '\\$&').replaceAll('*', '%');

/** The decisions of a project in the store of one service. */
export async function auditPage(
  pool: Pool,
  { service, project }: { readonly service: string; readonly project: string },
  { actor, type, stream, from, to, cursor, limit }: AuditQuery,
): Promise<AuditPage> {
  const { rows } = await pool.query<Row>(QUERY, [
    ...[
      `${project}/`,
      beginning(actor),
      type ?? null,
      pattern(stream),
      from ?? null,
      to ?? null,
      cursor ?? null,
    ],
    limit + 1,
    CONTENT_TYPES,
  ]);
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return {
    items: shown.map(({ position, envelope, recordedAt }) =>
      auditEntry(JSON.parse(envelope) as EventEnvelope, {
        service,
        position,
        recordedAt: recordedAt.toISOString(),
      }),
    ),
    nextCursor: last === undefined ? null : String(last.position),
  };
}
