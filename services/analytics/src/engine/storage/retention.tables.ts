/**
 * What of raw events is not needed any more, by partition of the log: each has been told at a place of its own.
 * `kept_from` and `exposures_from` are in milliseconds since 1970; `position` is the unit up to which entries of closed
 * runs have been taken out, null when none is left.
 */
export const RETENTION_TABLES: readonly string[] = [
  `CREATE TABLE retained_events (
     partition int NOT NULL, partitions int NOT NULL, kept_from bigint, exposures_from bigint,
     position text COLLATE "C",
     CONSTRAINT pk_retained_events PRIMARY KEY (partition))`,
  `CREATE TABLE closed_runs (
     project text NOT NULL, experiment text NOT NULL, partition int NOT NULL, run int NOT NULL,
     metrics jsonb NOT NULL, dimensions jsonb NOT NULL,
     CONSTRAINT pk_closed_runs PRIMARY KEY (project, experiment, partition, run))`,
  // Fresh events that came too late to be counted; those that name no run are under an empty experiment.
  `CREATE TABLE expired_events (
     project text NOT NULL, experiment text NOT NULL, run int NOT NULL, partition int NOT NULL, events bigint NOT NULL,
     CONSTRAINT pk_expired_events PRIMARY KEY (project, experiment, run, partition))`,
  // Events that lie in a part long before they happened: they outlive it.
  `CREATE TABLE stray_events (
     part text COLLATE "C" NOT NULL, id uuid NOT NULL, unit_key text COLLATE "C" NOT NULL,
     CONSTRAINT pk_stray_events PRIMARY KEY (part, id, unit_key))`,
  // The last time at which somebody looked for what can be given up.
  'CREATE TABLE retention_slot (slot bigint NOT NULL)',
  'INSERT INTO retention_slot VALUES (0)',
];
