import { cpus, loadavg, totalmem } from 'node:os';

export const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

const rounded = (value) => Number(value.toPrecision(4));

/** What the figures were taken on, and how. */
export const describe = (method) => {
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  const busy = `load ${loadavg()[0].toFixed(1)} before the first round`;
  console.log(`${cpus().length} × ${cpus()[0].model}, ${memory}, Node ${process.version}, ${busy}`);
  console.log(method);
};

/** One figure: the medians of alternating rounds, and their ratio (higher is better). */
export const tell = (bench, figure, { measured, baseline, unit }) => {
  const [a, b] = [median(measured), median(baseline)];
  const line = { bench, figure, ratio: rounded(a / b), measured: rounded(a), baseline: rounded(b), unit };
  console.log(JSON.stringify(line));
};
