const SERVICE = /^[a-z][a-z0-9-]{0,30}$/;

/**
 * The Postgres schema of a service: its name with `-` as `_`.
 * @param service lower-case name, e.g. `event-ingest`
 * @throws TypeError for a name that is no service name (it goes into SQL)
 * @example schemaOf('event-ingest') // 'event_ingest'
 */
export function schemaOf(service: string): string {
  if (!SERVICE.test(service)) throw new TypeError(`${JSON.stringify(service)} is no service name`);
  return service.replaceAll('-', '_');
}

/** The login role of a service: `assay_` and its schema. */
export const roleOf = (service: string): string => `assay_${schemaOf(service)}`;
