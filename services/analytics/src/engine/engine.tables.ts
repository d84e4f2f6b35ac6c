import { RETENTION_TABLES } from './storage/retention.tables.js';
import { STATISTICS_TABLES } from './storage/statistics.tables.js';
import { unitEventsTables } from './storage/unit-events.tables.js';

/**
 * The tables of one generation of the engine, unqualified. Reports read `exposure_statistics`, `metric_statistics`,
 * `sketch_statistics` (by UTC day of first exposure), `sketch_totals` (over all days), `breakdown_exposures`,
 * `breakdown_statistics`, `breakdown_sketches` (by value of a registered dimension, over all days), `run_statistics`, `outcome_statistics`
 * and `outcome_latencies`; every row is that of one partition of the log: readers add them up. Only metric versions
 * that `visibleSlots` names are complete.
 */
export const ENGINE_TABLES: readonly string[] = [
  // One row: the number of the last change of any definition.
  'CREATE TABLE definition_head (seq bigint NOT NULL)',
  'INSERT INTO definition_head VALUES (0)',
  `CREATE TABLE definitions (
     project text NOT NULL, experiment text NOT NULL, seq bigint NOT NULL, document text NOT NULL,
     CONSTRAINT pk_definitions PRIMARY KEY (project, experiment))`,
  `CREATE TABLE dimensions (
     project text NOT NULL, attribute text NOT NULL, place int NOT NULL, max_values int NOT NULL, seq bigint NOT NULL,
     version int NOT NULL, changes int NOT NULL, removed boolean NOT NULL,
     CONSTRAINT pk_dimensions PRIMARY KEY (project, attribute))`,
  // Up to which change the units of a partition have been computed; position is where the sweep under way stands.
  `CREATE TABLE partition_sweeps (
     partition int NOT NULL, seq bigint NOT NULL, target bigint NOT NULL, position text NOT NULL,
     CONSTRAINT pk_partition_sweeps PRIMARY KEY (partition))`,
  // Events with attributes are stored after the others of their batch.
  ...unitEventsTables({ filled: 70 }),
  // When the newest event of a partition happened, milliseconds since 1970: nothing is stored that happened later.
  `CREATE TABLE newest_events (
     partition int NOT NULL, time bigint NOT NULL, CONSTRAINT pk_newest_events PRIMARY KEY (partition))`,
  ...RETENTION_TABLES,
  // Room in each page lets most updates stay there, without a new index entry.
  `CREATE TABLE unit_state (
     partition int NOT NULL, unit_key text COLLATE "C" NOT NULL, state text NOT NULL,
     CONSTRAINT pk_unit_state PRIMARY KEY (partition, unit_key)) WITH (fillfactor = 75)`,
  ...STATISTICS_TABLES,
  /*
   * The values of a dimension that are kept apart: those of the lowest ranks, so that it does not depend on which
   * came first, twice as many as are shown. limit_rank is the highest rank kept once there are more values than that.
   */
  `CREATE TABLE dimension_values (
     project text NOT NULL, experiment text NOT NULL, dimension text NOT NULL, partition int NOT NULL,
     value text NOT NULL, rank bigint NOT NULL,
     CONSTRAINT pk_dimension_values PRIMARY KEY (project, experiment, dimension, partition, value))`,
  `CREATE TABLE dimension_limits (
     project text NOT NULL, experiment text NOT NULL, dimension text NOT NULL, partition int NOT NULL,
     kept int NOT NULL, limit_rank bigint,
     CONSTRAINT pk_dimension_limits PRIMARY KEY (project, experiment, dimension, partition))`,
  // changes counts the batches that touched the run: it says whether a new snapshot has something to tell.
  `CREATE TABLE run_statistics (
     project text NOT NULL, experiment text NOT NULL, run int NOT NULL, partition int NOT NULL,
     excluded bigint NOT NULL, first_exposure timestamptz NOT NULL, last_exposure timestamptz NOT NULL,
     last_event timestamptz NOT NULL, changes bigint NOT NULL,
     CONSTRAINT pk_run_statistics PRIMARY KEY (project, experiment, run, partition)) WITH (fillfactor = 50)`,
  // Outcomes under a flag by the minute they happened in, and their latencies (milliseconds) by bucket.
  `CREATE TABLE outcome_statistics (
     project text NOT NULL, flag text NOT NULL, minute timestamptz NOT NULL, partition int NOT NULL,
     outcomes bigint NOT NULL, errors bigint NOT NULL,
     CONSTRAINT pk_outcome_statistics PRIMARY KEY (project, flag, minute, partition)) WITH (fillfactor = 50)`,
  `CREATE TABLE outcome_latencies (
     project text NOT NULL, flag text NOT NULL, minute timestamptz NOT NULL, partition int NOT NULL,
     bucket int NOT NULL, n bigint NOT NULL,
     CONSTRAINT pk_outcome_latencies PRIMARY KEY (project, flag, minute, partition, bucket)) WITH (fillfactor = 50)`,
  `CREATE TABLE snapshot_slots (
     project text NOT NULL, experiment text NOT NULL, run int NOT NULL,
     slot bigint NOT NULL, changes bigint NOT NULL,
     CONSTRAINT pk_snapshot_slots PRIMARY KEY (project, experiment, run))`,
];
