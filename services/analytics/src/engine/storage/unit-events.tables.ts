/**
 * Every interaction once, by its id and unit: clients choose ids, so two units (in two partitions of the log, of two
 * projects) may have the same one, and none may hide what another did. An id begins with its time: partitions of the
 * table are stretches of time. `time` is in milliseconds since 1970, `value` in millionths.
 * @param filled how much of a page of the key is filled while ids come in their order, in percent: the rest is for those
 * that are stored a moment later
 */
export const unitEventsTables = ({ filled }: { readonly filled: number }): readonly string[] => [
  `CREATE TABLE unit_events (
     id uuid NOT NULL, unit_key text COLLATE "C" NOT NULL, kind smallint NOT NULL, name text NOT NULL,
     time bigint NOT NULL, value bigint, details text, forwarded_from text,
     CONSTRAINT pk_unit_events PRIMARY KEY (id, unit_key) WITH (fillfactor = ${String(filled)})) PARTITION BY RANGE (id)`,
  'CREATE INDEX ix_unit_events_history ON unit_events (unit_key)',
  `CREATE TABLE unit_event_parts (
     prefix text COLLATE "C" NOT NULL, is_emptied boolean NOT NULL DEFAULT false,
     CONSTRAINT pk_unit_event_parts PRIMARY KEY (prefix))`,
];
