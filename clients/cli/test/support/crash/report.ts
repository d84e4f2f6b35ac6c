import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Outcome } from './lanes.js';
import type { Moment } from './moments.js';

const FILE = process.env['SOAK_CRASH_RESULTS'];

interface Line {
  readonly form: string;
  readonly name: string;
  readonly problem?: string;
}

const nameOf = ({ move, step }: Moment): string => `${move}: ${step}`;

/** What was survived before, where results are kept and the run is to go on with the rest. */
export function survivedBefore(form: string): (moment: Moment) => boolean {
  if (FILE === undefined || process.env['SOAK_CRASH_RESUME'] !== 'true' || !existsSync(FILE))
    return () => false;
  const lines = readFileSync(FILE, 'utf8').trimEnd().split('\n');
  const results = lines.map((line) => JSON.parse(line) as Line);
  const names = results.filter((line) => line.form === form && line.problem === undefined);
  const survived = new Set(names.map(({ name }) => name));
  return (moment) => survived.has(nameOf(moment));
}

/** Tells how moments went, one by one, and keeps it. */
export class CrashReport {
  readonly outcomes: Outcome[] = [];

  constructor(
    private readonly form: string,
    /** A step's number is its place among all. */
    private readonly all: readonly Moment[],
    private readonly planned: number,
  ) {}

  get problems(): readonly string[] {
    return this.outcomes.flatMap(({ moment, problem }) =>
      problem === undefined ? [] : `${nameOf(moment)}: ${problem}`,
    );
  }

  tell(outcome: Outcome): void {
    this.outcomes.push(outcome);
    const { moment, seconds, rounds, problem } = outcome;
    const [done, nr] = [this.outcomes.length, this.all.indexOf(moment) + 1];
    const how = problem === undefined ? `${seconds.toFixed(1)} s` : `NOT SURVIVED: ${problem}`;
    const again = rounds > 1 ? `, round ${String(rounds)}` : '';
    process.stdout.write(
      `${String(done)}/${String(this.planned)} (step ${String(nr)}) ${moment.move}: killed after "${moment.step}" (${how}${again})\n`,
    );
    if (FILE === undefined) return;
    mkdirSync(dirname(FILE), { recursive: true });
    const line = {
      time: new Date().toISOString(),
      form: this.form,
      nr,
      name: nameOf(moment),
      seconds,
      rounds,
    };
    appendFileSync(FILE, `${JSON.stringify({ ...line, problem })}\n`);
  }
}
