import { join } from 'node:path';
import { root } from './build.mjs';
import { runForwarding } from './run-forwarding.mjs';

const HOURS = 3_600_000;

/** Runs the tests whose paths match, without the time limits of `npm test`. */
export const runTests = (...paths) => {
  const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  const pattern = paths.join('|');
  return runForwarding([jest, '--testPathPatterns', pattern, `--testTimeout=${6 * HOURS}`], { cwd: root });
};
