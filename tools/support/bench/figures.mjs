import { cpus, loadavg, totalmem } from 'node:os';

/** The value that this share of the values, 0 to 1, does not exceed. */
export const percentile = (values, share) =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))];

export const median = (values) => percentile(values, 0.5);

const rounded = (value) => Number(value.toPrecision(4));

/** What the figures were taken on, and how. */
export const describe = (method) => {
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  const busy = `load ${loadavg()[0].toFixed(1)} before the first round`;
  console.log(`${cpus().length} × ${cpus()[0].model}, ${memory}, Node ${process.version}, ${busy}`);
  console.log(method);
};

/**
 * One figure: the medians of alternating rounds, and their ratio (higher is better, of times as of rates): the median
 * of those of neighbouring rounds, with its quartiles. A machine that others slow for a minute slows both of a pair.
 */
export const tell = (bench, figure, { measured, baseline, unit, lowerIsBetter = false }) => {
  const ratios = measured.map((value, round) =>
    lowerIsBetter ? baseline[round] / value : value / baseline[round],
  );
  const quartiles = [0.25, 0.75].map((share) => rounded(percentile(ratios, share)));
  const medians = { measured: rounded(median(measured)), baseline: rounded(median(baseline)) };
  console.log(JSON.stringify({ bench, figure, ratio: rounded(median(ratios)), quartiles, ...medians, unit }));
};
