import { unitEventsTables } from '../engine/storage/unit-events.tables.js';

/**
 * The tables of one generation of the product reports. Reports read `unit_statistics` and `position_statistics`; every
 * row is that of one partition of the log: readers add them up.
 */
export const PRODUCT_TABLES: readonly string[] = [
  ...unitEventsTables({ filled: 90 }),
  `CREATE TABLE units (
     unit_key text COLLATE "C" NOT NULL, partition int NOT NULL, alias text, forgotten boolean NOT NULL,
     CONSTRAINT pk_units PRIMARY KEY (unit_key))`,
  'CREATE INDEX ix_units_of_partition ON units (partition, unit_key)',
  /*
   * One definition each, in one version: what is counted. A slot that is dropped stays, so that its event, coming
   * again, does not bring it back.
   */
  `CREATE TABLE slots (
     slot int GENERATED ALWAYS AS IDENTITY, project text NOT NULL, kind text NOT NULL, key text COLLATE "C" NOT NULL,
     version int NOT NULL, document text NOT NULL, dropped boolean NOT NULL DEFAULT false,
     CONSTRAINT pk_slots PRIMARY KEY (slot), CONSTRAINT uq_slots UNIQUE (project, kind, key, version))`,
  // How far in the order of their keys the units of a partition have been counted for a slot.
  `CREATE TABLE slot_sweeps (
     slot int NOT NULL, partition int NOT NULL, position text NOT NULL, done boolean NOT NULL,
     CONSTRAINT pk_slot_sweeps PRIMARY KEY (slot, partition))`,
  // What is kept of a unit for a slot; negative slots count in every project, by themselves.
  `CREATE TABLE unit_pages (
     unit_key text COLLATE "C" NOT NULL, slot int NOT NULL, page int NOT NULL, content text NOT NULL,
     CONSTRAINT pk_unit_pages PRIMARY KEY (unit_key, slot, page)) WITH (fillfactor = 75)`,
  'CREATE INDEX ix_unit_pages_of_slot ON unit_pages (slot)',
  // span and day: see unit-model.ts. value is empty where the figure is not that of a value.
  `CREATE TABLE unit_statistics (
     project text NOT NULL, slot int NOT NULL, span int NOT NULL, figure text NOT NULL, value text NOT NULL,
     day int NOT NULL, partition int NOT NULL, amount numeric NOT NULL,
     CONSTRAINT pk_unit_statistics
       PRIMARY KEY (project, slot, span, figure, value, day, partition)) WITH (fillfactor = 50)`,
  `CREATE TABLE position_statistics (
     project text NOT NULL, day int NOT NULL, position int NOT NULL, item text NOT NULL, partition int NOT NULL,
     impressions bigint NOT NULL, clicks bigint NOT NULL,
     CONSTRAINT pk_position_statistics
       PRIMARY KEY (project, item, day, position, partition)) WITH (fillfactor = 50)`,
  'CREATE INDEX ix_position_statistics_days ON position_statistics (project, day)',
  // The values of a list that count by themselves, and the highest rank once there are more than fit.
  `CREATE TABLE kept_values (
     project text NOT NULL, list text NOT NULL, partition int NOT NULL, value text NOT NULL, rank bigint NOT NULL,
     CONSTRAINT pk_kept_values PRIMARY KEY (project, list, partition, value))`,
  `CREATE TABLE kept_limits (
     project text NOT NULL, list text NOT NULL, partition int NOT NULL, limit_rank bigint NOT NULL,
     CONSTRAINT pk_kept_limits PRIMARY KEY (project, list, partition))`,
];
