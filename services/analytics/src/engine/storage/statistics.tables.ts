import { MOMENTS } from '../statistics/moments.js';

/** Null where the metric does not need it. */
const SUMS = MOMENTS.map(({ column }) => `${column} numeric`).join(', ');
const SUM_COLUMNS = MOMENTS.map(({ column }) => `coalesce(${column}, 0) AS ${column}`).join(', ');
const STRATUM = 'project, experiment, run, variant, phase, partition';
const ROOM = 'WITH (fillfactor = 50)';

/** Stands in place of a day for all of them. */
export const ALL_DAYS = '-infinity';

/**
 * What is counted, by stratum: units of one partition that are comparable, of a day of first exposure, of a value of a
 * dimension over all days, or all of a variant. What a batch adds goes to rows under the stratum's number. Readers have
 * views, in which each row says what it is of.
 */
export const STATISTICS_TABLES: readonly string[] = [
  `CREATE TABLE strata (
     stratum bigint GENERATED ALWAYS AS IDENTITY,
     project text NOT NULL, experiment text NOT NULL, run int NOT NULL, variant text NOT NULL, phase int NOT NULL,
     partition int NOT NULL, day date NOT NULL, dimension text NOT NULL, value text NOT NULL,
     units bigint NOT NULL, units_with_error bigint NOT NULL,
     CONSTRAINT pk_strata PRIMARY KEY (stratum),
     CONSTRAINT uq_strata UNIQUE (project, experiment, run, variant, phase, partition, day, dimension, value)) ${ROOM}`,
  `CREATE TABLE metric_sums (
     stratum bigint NOT NULL, metric text NOT NULL, version int NOT NULL, n bigint NOT NULL, ${SUMS},
     CONSTRAINT pk_metric_sums PRIMARY KEY (stratum, metric, version)) ${ROOM}`,
  // Units by bucket of their value (see value-bucket.ts): for quantiles, and caps that are not frozen yet.
  `CREATE TABLE sketch_buckets (
     stratum bigint NOT NULL, metric text NOT NULL, version int NOT NULL, bucket int NOT NULL, n bigint NOT NULL,
     CONSTRAINT pk_sketch_buckets PRIMARY KEY (stratum, bucket, metric, version)) ${ROOM}`,
  // The same over all days (of a variant, and of the values of a dimension), packed (see sketch-page.ts): a report reads few rows, however many units or days there are.
  `CREATE TABLE sketch_pages (
     stratum bigint NOT NULL, metric text NOT NULL, version int NOT NULL, page int NOT NULL, counts bigint[] NOT NULL,
     CONSTRAINT pk_sketch_pages PRIMARY KEY (stratum, page, metric, version)) ${ROOM}`,
  `CREATE VIEW exposure_statistics AS
     SELECT ${STRATUM}, day, units, units_with_error FROM strata WHERE day > '${ALL_DAYS}'`,
  `CREATE VIEW breakdown_exposures AS
     SELECT ${STRATUM}, dimension, value, units, units_with_error FROM strata WHERE dimension <> ''`,
  `CREATE VIEW metric_statistics AS
     SELECT ${STRATUM}, day, metric, version, n, ${SUM_COLUMNS}
     FROM strata JOIN metric_sums USING (stratum) WHERE day > '${ALL_DAYS}'`,
  `CREATE VIEW breakdown_statistics AS
     SELECT ${STRATUM}, dimension, value, metric, version, n, ${SUM_COLUMNS}
     FROM strata JOIN metric_sums USING (stratum) WHERE dimension <> ''`,
  `CREATE VIEW sketch_statistics AS
     SELECT ${STRATUM}, day, metric, version, bucket, n
     FROM strata JOIN sketch_buckets USING (stratum) WHERE day > '${ALL_DAYS}'`,
  `CREATE VIEW sketch_totals AS
     SELECT ${STRATUM}, metric, version, page, counts
     FROM strata JOIN sketch_pages USING (stratum) WHERE day = '${ALL_DAYS}' AND dimension = ''`,
  `CREATE VIEW breakdown_sketches AS
     SELECT ${STRATUM}, dimension, value, metric, version, page, counts
     FROM strata JOIN sketch_pages USING (stratum) WHERE dimension <> ''`,
];
