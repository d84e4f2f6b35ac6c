export const PRODUCT_HELP = `
Positions, usage and cohorts count whatever is sent: "impression" and "click" events with the attributes "position"
and "itemId" make positions, all interactions make usage and cohorts. Segments are those that are defined for
targeting. Features, funnels and groups of power users are defined first:

  curl -X PUT $ASSAY_URL/api/v1/admin/analytics/definitions/funnels/buying \\
    -H "Authorization: Bearer $(npx assay token --role editor)" -H 'Content-Type: application/json' \\
    -d '{"windowHours": 48, "steps": [{"name": "Look", "event": "view"}, {"name": "Buy", "event": "purchase"}]}'

Examples:
  npx assay product positions --by position,item --csv > positions.csv
  npx assay product usage --event purchase --from 2026-03-01
  npx assay product funnel buying --days 7
  npx assay product cohorts --by day --json`;
