// npm test [-- JEST ARGUMENTS]: all tiers; the last line counts the tests.
// npm test -- --record: writes down which suites take long, too; they are begun first from then on.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { build, buildableProjects, root } from './support/build.mjs';

const notRun = /^not run: needs (.+)$/;
/** More failures than these are no accident of a busy machine. */
const MOST_RUN_AGAIN = 8;
const SLOW_SECONDS = 8;

const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
const folder = mkdtempSync(join(tmpdir(), 'assay-test-'));

const readResults = (file) => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
};

const runJest = (name, args) => {
  const outputFile = join(folder, `${name}.json`);
  // A test that fails may leave a connection open: the run must end and say so all the same.
  const all = [jest, '--json', '--forceExit', `--outputFile=${outputFile}`, ...args];
  // Jest prints its JSON also to stdout, which is of no use to a reader.
  const stdio = ['inherit', 'ignore', 'inherit'];
  const status = spawnSync(process.execPath, all, { cwd: root, stdio }).status ?? 1;
  return { status, results: readResults(outputFile) };
};

const failedSuites = ({ testResults }) =>
  testResults.filter(({ status }) => status === 'failed').map(({ name }) => name);

/** What failed beside others is run once more by itself; what fails then, too, has failed. */
const runAgain = (first) => {
  const again = first.results ? failedSuites(first.results) : [];
  if (again.length === 0 || again.length > MOST_RUN_AGAIN) return { ...first, unsteady: [] };
  console.log(`\nRun again, one at a time:\n${again.map((name) => `  ${relative(root, name)}`).join('\n')}`);
  const second = runJest('again', ['--runInBand', '--runTestsByPath', ...again]);
  if (!second.results) return { ...first, unsteady: [] };
  const kept = first.results.testResults.filter(({ name }) => !again.includes(name));
  const stillFailing = failedSuites(second.results);
  return {
    status: second.status,
    results: { testResults: [...kept, ...second.results.testResults] },
    unsteady: again.filter((name) => !stillFailing.includes(name)),
  };
};

const leftOut = (tests) => tests.filter(({ title, status }) => status === 'passed' && notRun.test(title));

const tellLeftOut = (skipped) => {
  if (skipped.length === 0) return;
  console.log('\nNot run:');
  for (const { ancestorTitles, title } of skipped) {
    console.log(`  ${ancestorTitles.join(' › ')}: needs ${notRun.exec(title)[1]}`);
  }
  console.log('"npm run services -- up" starts Kafka and Redis; set the variables it prints.');
  console.log('"apt-get install chromium" brings a browser, or CHROMIUM names one.');
};

const tell = ({ status, results, unsteady }) => {
  const tests = results.testResults.flatMap(({ assertionResults }) => assertionResults);
  const skipped = leftOut(tests);
  tellLeftOut(skipped);
  if (unsteady.length > 0) {
    console.log('\nPassed only when run again by themselves:');
    for (const name of unsteady) console.log(`  ${relative(root, name)}`);
  }
  const brokenSuites = results.testResults.filter(
    (suite) => suite.status === 'failed' && suite.assertionResults.every((test) => test.status !== 'failed'),
  );
  const count = (wanted) => tests.filter((test) => test.status === wanted).length;
  const failed = count('failed') + brokenSuites.length;
  // A failure outside of a test (a global setup, a worker) must show in the count as well.
  const unexplained = status !== 0 && failed === 0 ? 1 : 0;
  console.log(`\n${count('passed') - skipped.length} passed, ${failed + unexplained} failed`);
};

/** Seconds by suite, the longest first. */
const slowSuites = ({ testResults }) =>
  Object.fromEntries(
    testResults
      .map(({ name, startTime, endTime }) => [relative(root, name), Math.round((endTime - startTime) / 1000)])
      .filter(([, seconds]) => seconds >= SLOW_SECONDS)
      .toSorted(([, one], [, other]) => other - one),
  );

const args = process.argv.slice(2).filter((arg) => arg !== '--record');
build(buildableProjects());
const first = runJest('results', args);
if (process.argv.includes('--record') && first.results)
  writeFileSync(
    join(root, 'tools', 'jest', 'slow-suites.json'),
    `${JSON.stringify(slowSuites(first.results), null, 2)}\n`,
  );
const run = runAgain(first);
rmSync(folder, { recursive: true, force: true });
if (run.results) tell(run);
else console.log('\n0 passed, 1 failed');
process.exitCode = run.results ? run.status : 1;
