import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '@assay/testing';
import type { Report } from '../../src/report/report.js';
import type { Terminal } from '../../src/index.js';
import { EXIT, runCli } from '../../src/index.js';
import { processTerminal } from '../../src/terminal/process-terminal.js';
import { COOKIE_CATS, IMPORT_COOKIE_CATS } from './cookie-cats.js';

/** A command line in a folder, with its output kept. */
export async function assay(
  folder: string,
  ...args: string[]
): Promise<{ exitCode: number; output: string }> {
  const lines: string[] = [];
  const terminal: Terminal = {
    ...processTerminal(),
    print: (line) => void lines.push(line),
    note: () => undefined,
    bar: undefined,
    env: {},
    folder,
  };
  const exitCode = await runCli(args, terminal);
  return { exitCode, output: lines.join('\n') };
}

export const importCookieCats = (folder: string, file: string) =>
  assay(folder, 'import', file, ...IMPORT_COOKIE_CATS, '--json');

export async function reportOf(folder: string, experiment: string): Promise<Report> {
  const { output } = await assay(folder, 'report', experiment, '--json');
  return JSON.parse(output) as Report;
}

const six = (value: number | null | undefined): number => Number((value ?? Number.NaN).toPrecision(6));

/** The report of the data set gives what independent tools compute. */
export function expectCookieCats(report: Report): void {
  expect(Object.fromEntries(report.variants.map(({ key, units }) => [key, units]))).toEqual(
    COOKIE_CATS.units,
  );
  expect(six(report.srm.pValue)).toBe(COOKIE_CATS.srm);
  expect(report.srm.alarm).toBe(false);
  const [day7, day1, rounds] = ['retention_7', 'retention_1', 'sum_gamerounds'].map((key) =>
    metric(report, key),
  );
  expect(day7?.means.map(six)).toEqual(COOKIE_CATS.retention_7.means);
  expect(six(day7?.compared?.zStatistic)).toBe(COOKIE_CATS.retention_7.z);
  expect(six(day7?.compared?.pValue)).toBe(COOKIE_CATS.retention_7.p);
  expect(day7?.compared?.interval?.map(six)).toEqual(COOKIE_CATS.retention_7.interval);
  expect(six(day1?.compared?.zStatistic)).toBe(COOKIE_CATS.retention_1.z);
  expect(six(day1?.compared?.pValue)).toBe(COOKIE_CATS.retention_1.p);
  expect(six(rounds?.compared?.tStatistic)).toBe(COOKIE_CATS.sum_gamerounds.t);
  expect(six(rounds?.compared?.pValue)).toBe(COOKIE_CATS.sum_gamerounds.p);
}

function metric(report: Report, key: string) {
  const variants = report.metrics.find((candidate) => candidate.key === key)?.variants ?? [];
  return {
    means: variants.map(({ value }) => value),
    compared: variants.find(({ isControl }) => !isControl)?.comparison,
  };
}

/** Imports the data set, imports it again, and rebuilds the read models while reports are read. */
export async function expectMainJob(folder: string, file: string): Promise<Report> {
  const first = await importCookieCats(folder, file);
  expect(JSON.parse(first.output)).toMatchObject({
    rows: { read: 90_189, leftOut: 0, accepted: 90_189, duplicate: 0, refused: 0 },
    unitsBefore: 0,
    unitsAfter: 90_189,
    isCovered: true,
  });
  expect(first.exitCode).toBe(EXIT.done);
  const before = await reportOf(folder, 'cookie_cats');
  expectCookieCats(before);
  await expectNoChange(before, () => expectSecondImport(folder, file), folder);
  await expectNoChange(before, () => expectRebuild(folder), folder);
  return before;
}

async function expectNoChange(before: Report, work: () => Promise<void>, folder: string): Promise<void> {
  await work();
  const after = await reportOf(folder, 'cookie_cats');
  expect({ ...after, coverage: null }).toEqual({ ...before, coverage: null });
}

async function expectSecondImport(folder: string, file: string): Promise<void> {
  const second = await importCookieCats(folder, file);
  expect(JSON.parse(second.output)).toMatchObject({
    unitsBefore: 90_189,
    unitsAfter: 90_189,
    isCovered: true,
  });
}

/** Models that stand still once the import is counted; snapshots and alerts are made at any time, and move theirs on. */
const COUNTED = ['experiments', 'engine', 'links', 'product'] as const;

/** Hashes can be compared when nothing is applied between them. */
const caughtUp = (folder: string): Promise<void> =>
  eventually(
    async () => {
      const { output } = await assay(folder, 'lag', 'analytics', '--json');
      const [{ projections }] = JSON.parse(output) as [{ projections: { name: string; lag: number }[] }];
      expect(projections.filter(({ lag }) => lag > 0)).toEqual([]);
    },
    { timeoutMs: 10 * 60_000, intervalMs: 500 },
  );

async function expectRebuild(folder: string): Promise<void> {
  await caughtUp(folder);
  const reading = readUntil(folder);
  const { exitCode, output } = await assay(folder, 'rebuild', 'analytics', '--json');
  const failures = await reading.stop();
  const { rebuilt } = JSON.parse(output) as { rebuilt: { projection: string; verdict: string }[] };
  expect(rebuilt.length).toBeGreaterThan(0);
  const verdicts = new Map(rebuilt.map(({ projection, verdict }) => [projection, verdict]));
  expect(COUNTED.map((model) => [model, verdicts.get(model)])).toEqual(
    COUNTED.map((model) => [model, 'identical']),
  );
  expect(rebuilt.filter(({ verdict }) => verdict === 'different')).toEqual([]);
  expect(exitCode).toBe(EXIT.done);
  expect(failures).toEqual([]);
}

/** Reads the report over and over; `stop` tells which readings failed or showed other numbers of units. */
function readUntil(folder: string): { stop: () => Promise<readonly string[]> } {
  const failures: string[] = [];
  let isDone = false;
  const reading = (async () => {
    while (!isDone) {
      const { exitCode, output } = await assay(folder, 'report', 'cookie_cats', '--json');
      if (exitCode !== EXIT.done) failures.push(`exit code ${String(exitCode)}`);
      else if (!output.includes('44700') || !output.includes('45489')) failures.push(output);
      // Some time for what is being rebuilt.
      await sleep(50);
    }
  })();
  return {
    stop: async () => {
      isDone = true;
      await reading;
      return failures;
    },
  };
}
