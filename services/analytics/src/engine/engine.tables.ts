import { MOMENTS } from './statistics/moments.js';
import { UNIT_EVENTS_TABLES } from './storage/unit-events.tables.js';

const SUMS = MOMENTS.map(({ column }) => `${column} numeric NOT NULL DEFAULT 0`).join(', ');

/**
 * The tables of one generation of the engine, unqualified. Reports read `exposure_statistics`, `metric_statistics`,
 * `sketch_statistics` (by UTC day of first exposure), `sketch_totals` (over all days), `breakdown_exposures`,
 * `breakdown_statistics` (by value of a registered dimension, over all days), `run_statistics`, `outcome_statistics`
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
     CONSTRAINT pk_dimensions PRIMARY KEY (project, attribute))`,
  // Up to which change the units of a partition have been computed; position is where the sweep under way stands.
  `CREATE TABLE partition_sweeps (
     partition int NOT NULL, seq bigint NOT NULL, target bigint NOT NULL, position text NOT NULL,
     CONSTRAINT pk_partition_sweeps PRIMARY KEY (partition))`,
  ...UNIT_EVENTS_TABLES,
  // Room in each page lets most updates stay there, without a new index entry.
  `CREATE TABLE unit_state (
     unit_key text COLLATE "C" NOT NULL, partition int NOT NULL, state text NOT NULL,
     CONSTRAINT pk_unit_state PRIMARY KEY (unit_key)) WITH (fillfactor = 75)`,
  `CREATE TABLE exposure_statistics (
     project text NOT NULL, experiment text NOT NULL, run int NOT NULL, variant text NOT NULL,
     phase int NOT NULL, day date NOT NULL, partition int NOT NULL,
     units bigint NOT NULL, units_with_error bigint NOT NULL,
     CONSTRAINT pk_exposure_statistics
       PRIMARY KEY (project, experiment, run, variant, phase, day, partition)) WITH (fillfactor = 50)`,
  `CREATE TABLE metric_statistics (
     project text NOT NULL, experiment text NOT NULL, run int NOT NULL, variant text NOT NULL,
     phase int NOT NULL, metric text NOT NULL, version int NOT NULL, day date NOT NULL, partition int NOT NULL,
     n bigint NOT NULL, ${SUMS},
     CONSTRAINT pk_metric_statistics
       PRIMARY KEY (project, experiment, run, variant, phase, metric, version, day, partition)) WITH (fillfactor = 50)`,
  // Units by bucket of their value (see value-bucket.ts): for quantiles, and caps that are not frozen yet.
  `CREATE TABLE sketch_statistics (
     project text NOT NULL, experiment text NOT NULL, run int NOT NULL, variant text NOT NULL,
     phase int NOT NULL, metric text NOT NULL, version int NOT NULL, day date NOT NULL, partition int NOT NULL,
     bucket int NOT NULL, n bigint NOT NULL,
     CONSTRAINT pk_sketch_statistics
       PRIMARY KEY (project, experiment, run, variant, phase, metric, version, day, partition, bucket))
     WITH (fillfactor = 50)`,
  // The same over all days, packed (see sketch-page.ts): a report reads few rows, however many units or days there are.
  `CREATE TABLE sketch_totals (
     project text NOT NULL, experiment text NOT NULL, run int NOT NULL, variant text NOT NULL,
     phase int NOT NULL, metric text NOT NULL, version int NOT NULL, partition int NOT NULL,
     page int NOT NULL, counts bigint[] NOT NULL,
     CONSTRAINT pk_sketch_totals
       PRIMARY KEY (project, experiment, run, variant, phase, metric, version, partition, page))
     WITH (fillfactor = 50)`,
  `CREATE TABLE breakdown_exposures (
     project text NOT NULL, experiment text NOT NULL, run int NOT NULL, variant text NOT NULL, phase int NOT NULL,
     dimension text NOT NULL, value text NOT NULL, partition int NOT NULL,
     units bigint NOT NULL, units_with_error bigint NOT NULL,
     CONSTRAINT pk_breakdown_exposures
       PRIMARY KEY (project, experiment, run, variant, phase, dimension, value, partition)) WITH (fillfactor = 50)`,
  `CREATE TABLE breakdown_statistics (
     project text NOT NULL, experiment text NOT NULL, run int NOT NULL, variant text NOT NULL, phase int NOT NULL,
     dimension text NOT NULL, value text NOT NULL, metric text NOT NULL, version int NOT NULL, partition int NOT NULL,
     n bigint NOT NULL, ${SUMS},
     CONSTRAINT pk_breakdown_statistics
       PRIMARY KEY (project, experiment, run, variant, phase, dimension, value, metric, version, partition))
     WITH (fillfactor = 50)`,
  /*
   * The values of a dimension that are kept apart: those of the lowest ranks, so that it does not depend on which
   * came first. limit_rank is the highest rank kept once there are more values than the cap allows.
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
