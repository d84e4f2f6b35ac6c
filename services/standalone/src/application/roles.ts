const SERVICES = ['assignment', 'event-ingest', 'analytics', 'promotion', 'rollout'] as const;

export type Service = (typeof SERVICES)[number];

/** The process's own role in the database: that of the log. */
export const HOST_ROLE = 'standalone';

/** Whose the data keys of units are, where privacy is on. */
export const KEY_ROLE = 'privacy';

/** Everyone who gets a database role. */
export const ROLES: readonly string[] = [...SERVICES, HOST_ROLE, KEY_ROLE];
