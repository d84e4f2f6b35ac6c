import { MOMENTS } from '../state/moments.js';
import { PAGE_SIZE } from '../statistics/sketch-page.js';

/** The number at a place that `sum_places` tells; null where nothing was counted there. */
const sumAt = (place: number): string => `sums[places[${String(place)}]]`;
const METRICS = `metric, version, ${sumAt(1)}::bigint AS n,
  ${MOMENTS.map(({ column }, moment) => `coalesce(${sumAt(moment + 2)}, 0) AS ${column}`).join(', ')}`;
const COUNTED = `FROM strata JOIN sum_places USING (project, experiment) WHERE ${sumAt(1)} IS NOT NULL`;
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
  // Adds to places of an array and leaves the others alone; one that becomes longer has nulls between. A query over all elements costs the database more.
  `CREATE FUNCTION added(stored anyarray, places int[], amounts anyarray) RETURNS anyarray LANGUAGE plpgsql IMMUTABLE AS $$
   BEGIN
     FOR i IN 1 .. cardinality(places) LOOP
       stored[places[i]] := coalesce(stored[places[i]], 0) + amounts[i];
     END LOOP;
     RETURN stored;
   END $$`,
  // Sums of all metrics of the experiment lie where `sum_places` tells; null where nothing was counted.
  `CREATE TABLE strata (
     stratum bigint GENERATED ALWAYS AS IDENTITY,
     project text NOT NULL, experiment text NOT NULL, run int NOT NULL, variant text NOT NULL, phase int NOT NULL,
     partition int NOT NULL, day date NOT NULL, dimension text NOT NULL, value text NOT NULL,
     units bigint NOT NULL, units_with_error bigint NOT NULL, sums numeric[] NOT NULL DEFAULT '{}',
     CONSTRAINT pk_strata PRIMARY KEY (stratum),
     CONSTRAINT uq_strata UNIQUE (project, experiment, run, variant, phase, partition, day, dimension, value)) ${ROOM}`,
  // See sum-places.ts.
  `CREATE TABLE sum_places (
     project text NOT NULL, experiment text NOT NULL, metric text NOT NULL, version int NOT NULL, places int[] NOT NULL,
     CONSTRAINT pk_sum_places PRIMARY KEY (project, experiment, metric, version))`,
  /*
   * Units by bucket of their value (see value-bucket.ts), in pages (see sketch-page.ts): for quantiles, and caps that are
   * not frozen yet. Of a day, of the value of a dimension, and over all days of a variant: a report reads few rows,
   * however many units or days there are.
   */
  `CREATE TABLE sketches (
     stratum bigint NOT NULL, metric text NOT NULL, version int NOT NULL, page int NOT NULL, counts int[] NOT NULL,
     CONSTRAINT pk_sketches PRIMARY KEY (stratum, page, metric, version)) ${ROOM}`,
  `CREATE VIEW exposure_statistics AS
     SELECT ${STRATUM}, day, units, units_with_error FROM strata WHERE day > '${ALL_DAYS}'`,
  `CREATE VIEW breakdown_exposures AS
     SELECT ${STRATUM}, dimension, value, units, units_with_error FROM strata WHERE dimension <> ''`,
  `CREATE VIEW metric_statistics AS
     SELECT ${STRATUM}, day, ${METRICS} ${COUNTED} AND day > '${ALL_DAYS}'`,
  `CREATE VIEW breakdown_statistics AS
     SELECT ${STRATUM}, dimension, value, ${METRICS} ${COUNTED} AND dimension <> ''`,
  `CREATE VIEW sketch_statistics AS
     SELECT ${STRATUM}, day, metric, version, page * ${String(PAGE_SIZE)} + place::int - 1 AS bucket, n
     FROM strata JOIN sketches USING (stratum), unnest(counts) WITH ORDINALITY AS filled(n, place)
     WHERE day > '${ALL_DAYS}' AND n <> 0`,
  `CREATE VIEW sketch_totals AS
     SELECT ${STRATUM}, metric, version, page, counts
     FROM strata JOIN sketches USING (stratum) WHERE day = '${ALL_DAYS}' AND dimension = ''`,
  `CREATE VIEW breakdown_sketches AS
     SELECT ${STRATUM}, dimension, value, metric, version, page, counts
     FROM strata JOIN sketches USING (stratum) WHERE dimension <> ''`,
];
