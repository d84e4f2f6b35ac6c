import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const SCRIPT = join(__dirname, '..', '..', 'conformance', 'run_cases.py');

/** What the Python scripts say of a file of cases. */
export function runCases(file: string) {
  const environment = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' };
  const { status, stdout, stderr } = spawnSync('python3', [SCRIPT, file], {
    encoding: 'utf8',
    env: environment,
    maxBuffer: 2 ** 28,
  });
  return { status, lines: stdout.trim().split('\n'), stderr };
}

const hasPython = spawnSync('python3', ['--version']).status === 0;
const isRequired = process.env['REQUIRE_SERVICES'] === '1';

function leftOut(): void {
  it('not run: needs python3', () => {
    expect({ isRequired }).toEqual({ isRequired: false });
  });
}

/** A `describe` block that needs Python. Without it a single test says that the block was not run. */
export function describeWithPython(name: string, block: () => void): void {
  describe(name, hasPython || isRequired ? block : leftOut);
}
