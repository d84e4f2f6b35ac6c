import { Presets, SingleBar } from 'cli-progress';
import { count } from './numbers.js';
import type { Terminal } from './terminal.js';

/** Long work in view: a bar with rate and time left where somebody watches, plain lines elsewhere. */
interface Progress {
  /** `total` where it has become known, or has grown. */
  readonly advance: (done: number, total?: number) => void;
  readonly finish: () => void;
}

interface Work {
  readonly title: string;
  /** As known at the beginning; a log grows while it is read. */
  readonly total: number;
  /** What is counted, in the plural. */
  readonly unit: string;
}

export const startProgress = (terminal: Terminal, work: Work): Progress =>
  terminal.bar === undefined ? lines(terminal, work) : bar(terminal.bar, terminal, work);

function bar(stream: NodeJS.WriteStream, { now }: Terminal, { title, total, unit }: Work): Progress {
  const started = now();
  const format = `${title} {bar} {percentage}% | {value}/{total} ${unit} | {rate}/s | {eta_formatted} left`;
  const single = new SingleBar({ format, stream, hideCursor: true, etaBuffer: 50 }, Presets.shades_classic);
  single.start(total, 0, { rate: '0' });
  return {
    advance: (done, known = total) => {
      single.setTotal(Math.max(known, done));
      single.update(done, { rate: count(rateOf(done, now() - started)) });
    },
    finish: () => single.stop(),
  };
}

const LINE_EVERY_MS = 5000;

function lines({ note, now }: Terminal, { title, total, unit }: Work): Progress {
  const started = now();
  let last = started;
  let whole = total;
  const line = (done: number): void => {
    const rate = rateOf(done, now() - started);
    const left = rate > 0 ? `, ${count((whole - done) / rate)} s left` : '';
    note(`${title}: ${count(done)} of ${count(whole)} ${unit}, ${count(rate)}/s${left}`);
  };
  let latest = 0;
  return {
    advance: (done, known = total) => {
      latest = done;
      whole = Math.max(known, done);
      if (now() - last < LINE_EVERY_MS) return;
      last = now();
      line(done);
    },
    finish: () => line(latest),
  };
}

const rateOf = (done: number, elapsedMs: number): number => (elapsedMs > 0 ? (done * 1000) / elapsedMs : 0);
