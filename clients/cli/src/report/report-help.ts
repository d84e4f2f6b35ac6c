export const REPORT_HELP = `
Views:
  results         every metric: values, both intervals, p-values, and what to do
  series          one metric by day of first exposure, cumulative or day by day
  breakdown       one metric by the values of a registered dimension
  sample-ratio    the split by phase, and which value of which dimension carries a mismatch
  power           what can be found by now, units and days still to go
  novelty         the effect by days since exposure: does it wear off?
  aa-check        do arms that get the same differ?
  arms            the variants as arms: draws, rewards, chance to be the best
  off-policy      what another policy would have got (--arms, --weights), by the recorded propensities
  explain-metric  the events that make a unit's value (--unit), or the rows that make a variant's sums (--variant)

Examples:
  npx assay report checkout-button
  npx assay report checkout-button series --metric purchase_value_per_user --kind daily --csv > daily.csv
  npx assay report checkout-button --html > report.html
  npx assay report checkout-button explain-metric --metric purchase_rate --unit visitor-00017`;
