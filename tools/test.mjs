// npm test [-- JEST ARGUMENTS]: all tiers; the last line counts the tests.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, buildableProjects, root } from './support/build.mjs';

const notRun = /^not run: needs (.+)$/;

const runJest = (outputFile) => {
  const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  // A test that fails may leave a connection open: the run must end and say so all the same.
  const args = ['--json', '--forceExit', `--outputFile=${outputFile}`, ...process.argv.slice(2)];
  // Jest prints its JSON also to stdout, which is of no use to a reader.
  const stdio = ['inherit', 'ignore', 'inherit'];
  return spawnSync(process.execPath, [jest, ...args], { cwd: root, stdio }).status ?? 1;
};

const readResults = (file) => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
};

const leftOut = ({ testResults }) =>
  testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ title, status }) => status === 'passed' && notRun.test(title));

const tell = (results, status) => {
  const skipped = leftOut(results);
  if (skipped.length > 0) {
    console.log('\nNot run:');
    for (const { ancestorTitles, title } of skipped) {
      console.log(`  ${ancestorTitles.join(' › ')}: needs ${notRun.exec(title)[1]}`);
    }
    console.log('"npm run services -- up" starts Kafka and Redis; set the variables it prints.');
    console.log('"apt-get install chromium" brings a browser, or CHROMIUM names one.');
  }
  const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
  // A failure outside of a test (a global setup, a worker) must show in the count as well.
  const unexplained = status !== 0 && failed === 0 ? 1 : 0;
  console.log(`\n${results.numPassedTests - skipped.length} passed, ${failed + unexplained} failed`);
};

build(buildableProjects());
const folder = mkdtempSync(join(tmpdir(), 'assay-test-'));
const outputFile = join(folder, 'results.json');
const status = runJest(outputFile);
const results = readResults(outputFile);
rmSync(folder, { recursive: true, force: true });
if (results) tell(results, status);
else console.log('\n0 passed, 1 failed');
process.exitCode = results ? status : 1;
