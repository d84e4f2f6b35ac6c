import { keptOverall, shownAs } from './storage/kept-overall.js';

/** Of each definition the newest version; older ones may still be there. */
const NEWEST = `newest AS (
  SELECT DISTINCT ON (project, kind, key) slot, project, kind, key, version, document FROM slots
  WHERE NOT dropped ORDER BY project, kind, key, version DESC)`;
const SLOT_NAME = `coalesce(kind || ' ' || key, slot::text)`;

/** The read model as rows that depend on the log alone: summed over partitions, without rows that have become empty. */
export const PRODUCT_HASH_QUERIES: readonly string[] = [
  `WITH ${NEWEST} SELECT project, kind, key, version, document FROM newest
   ORDER BY project COLLATE "C", kind, key`,
  `SELECT count(*)::text AS units,
     sum(('x' || left(md5(concat_ws('|', unit_key, alias, CASE WHEN forgotten THEN 'forgotten' END)), 15))::bit(60)::bigint)::text AS digest
   FROM units`,
  `WITH ${NEWEST} SELECT count(*)::text AS pages,
     sum(('x' || left(md5(concat_ws('|', unit_key, ${SLOT_NAME}, page, content)), 15))::bit(60)::bigint)::text AS digest
   FROM unit_pages LEFT JOIN newest USING (slot) WHERE slot < 0 OR newest.slot IS NOT NULL`,
  `WITH ${NEWEST}, ${keptOverall('event-names')}, named AS (
     SELECT stored.project, ${SLOT_NAME} AS name, span, figure, ${shownAs('stored.value')} AS shown, day, amount
     FROM unit_statistics AS stored LEFT JOIN newest USING (slot)
     LEFT JOIN kept ON kept.project = stored.project AND kept.value = stored.value
     WHERE slot < 0 OR newest.slot IS NOT NULL)
   SELECT project, name, span, figure, shown, day, trim_scale(sum(amount))::text AS amount FROM named
   GROUP BY project, name, span, figure, shown, day HAVING sum(amount) <> 0
   ORDER BY project COLLATE "C", name COLLATE "C", span, figure COLLATE "C", shown COLLATE "C", day`,
  `WITH ${keptOverall('items')}, named AS (
     SELECT stored.project, day, position, ${shownAs('stored.item')} AS shown, impressions, clicks
     FROM position_statistics AS stored
     LEFT JOIN kept ON kept.project = stored.project AND kept.value = stored.item)
   SELECT project, day, position, shown, sum(impressions)::text AS impressions, sum(clicks)::text AS clicks
   FROM named GROUP BY project, day, position, shown
   ORDER BY project COLLATE "C", day, position, shown COLLATE "C"`,
];
