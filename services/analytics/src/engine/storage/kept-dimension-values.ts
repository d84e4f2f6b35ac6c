/**
 * The values of dimensions that are told apart over all partitions, as the common table `kept`: those of the lowest
 * ranks that units are counted under, as many as were registered; what partitions keep beyond those belongs to the rest.
 * @param of which rows of `dimension_values` and `breakdown_exposures`, as a condition
 */
export const keptDimensionValues = (of = 'true'): string => `kept AS (
  SELECT project, experiment, dimension, value FROM (
    SELECT v.project, v.experiment, v.dimension, v.value, d.max_values,
      row_number() OVER (PARTITION BY v.project, v.experiment, v.dimension ORDER BY v.rank, v.value) AS place
    FROM (SELECT DISTINCT project, experiment, dimension, value, rank FROM dimension_values WHERE ${of}) AS v
    JOIN (SELECT DISTINCT project, experiment, dimension, value FROM breakdown_exposures WHERE units <> 0 AND ${of})
      AS held USING (project, experiment, dimension, value)
    JOIN dimensions AS d ON d.project = v.project AND d.attribute = v.dimension) AS ranked
  WHERE place <= max_values)`;
