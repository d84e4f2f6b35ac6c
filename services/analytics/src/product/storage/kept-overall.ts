import { shownValue } from '../../engine/statistics/dimension-rank.js';
import type { KeptList } from './kept-values.js';
import { MOST_KEPT } from './kept-values.js';

/**
 * The values of a list that count by themselves over all partitions, as the common table `kept`: what a partition keeps
 * beyond those belongs to the rest.
 */
export const keptOverall = (list: KeptList): string => `kept AS (
  SELECT project, value FROM (
    SELECT project, value, row_number() OVER (PARTITION BY project ORDER BY rank, value) AS place
    FROM (SELECT DISTINCT project, value, rank FROM kept_values WHERE list = '${list}') AS all_values) AS ranked
  WHERE place <= ${String(MOST_KEPT[list])})`;

/** The projects with more values than are told apart, as the common table `overfull`. */
export const overfullProjects = (list: KeptList): string => `overfull AS (
  SELECT project FROM kept_limits WHERE list = '${list}'
  UNION SELECT project FROM kept_values WHERE list = '${list}'
  GROUP BY project HAVING count(DISTINCT value) > ${String(MOST_KEPT[list])})`;

/** What a stored value is shown as, where `kept` has been joined; empty text stands for none. */
export const shownAs = (column: string): string =>
  `CASE WHEN ${column} = '' THEN '' ELSE ${shownValue('kept.value')} END`;
