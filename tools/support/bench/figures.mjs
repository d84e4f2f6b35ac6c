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

/** One figure: the medians of alternating rounds, and their ratio (higher is better, of times as of rates). */
export const tell = (bench, figure, { measured, baseline, unit, lowerIsBetter = false }) => {
  const [a, b] = [median(measured), median(baseline)];
  const ratio = rounded(lowerIsBetter ? b / a : a / b);
  const line = { bench, figure, ratio, measured: rounded(a), baseline: rounded(b), unit };
  console.log(JSON.stringify(line));
};
