import { escapeLiteral } from 'pg';

const key = (kind: string, service: string, projection: string): string =>
  `hashtextextended(${escapeLiteral(`assay.${kind}.${service}.${projection}`)}, 0)`;

/**
 * Every live batch holds this lock shared; whoever changes which generation is live holds it alone. A batch that
 * waited for it reads afterwards which generation is live, so none is written into tables that were swapped away.
 */
export const shareLive = (service: string, projection: string): string =>
  `SELECT pg_advisory_xact_lock_shared(${key('live', service, projection)})`;

export const holdLive = (service: string, projection: string): string =>
  `SELECT pg_advisory_xact_lock(${key('live', service, projection)})`;

/** Held by the session of the one process that rebuilds or replays a projection; gone with it. */
export const tryAlone = (purpose: 'rebuild' | 'replay', service: string, projection: string): string =>
  `SELECT pg_try_advisory_lock(${key(purpose, service, projection)}) AS held`;
