import type { Difference } from './differences.js';
import { differences } from './differences.js';
import { isFields } from './inputs.js';
import type { Vector } from './read-vectors.js';
import { readEntries, readVector } from './read-vectors.js';
import { runCapability } from './run-capability.js';

export interface VectorsReport {
  readonly passed: number;
  readonly failed: number;
  /** False for any failure, and when there was nothing to run. */
  readonly ok: boolean;
  /** What to print: each failure with path, expected and actual; the count is the last line. */
  readonly lines: readonly string[];
}

/**
 * Does the engine give the answers that a file of vectors expects?
 *
 * A vector that throws, or is none, fails alone; a file that cannot be read, or has no vector to run, fails as a whole.
 * @param json content of the file
 * @param capability runs the vectors of this capability alone
 * @returns counts, verdict and the lines to print
 */
export function runVectors(json: string, capability?: string): VectorsReport {
  try {
    return report(readEntries(json), capability);
  } catch (error) {
    return {
      passed: 0,
      failed: 1,
      ok: false,
      lines: [`unreadable: ${messageOf(error)}`, '0 passed, 1 failed'],
    };
  }
}

function report(entries: readonly unknown[], capability: string | undefined): VectorsReport {
  const isAsked = (entry: unknown) =>
    capability === undefined || (isFields(entry) && entry['capability'] === capability);
  const asked = [...entries.entries()].filter(([, entry]) => isAsked(entry));
  const failures = asked
    .map(([index, entry]) => failuresOf(entry, index))
    .filter((lines) => lines.length > 0);
  const [passed, failed] = [asked.length - failures.length, failures.length];
  const empty =
    asked.length > 0 ? [] : [`no vectors${capability === undefined ? '' : ` of capability ${capability}`}`];
  return {
    passed,
    failed,
    ok: failed === 0 && passed > 0,
    lines: [...empty, ...failures.flat(), `${String(passed)} passed, ${String(failed)} failed`],
  };
}

function failuresOf(entry: unknown, index: number): readonly string[] {
  let name = 'unreadable';
  try {
    const vector = readVector(entry, index);
    name = vector.id;
    const actual = runCapability(vector.capability, vector.inputs);
    return differences(vector.expected, actual, vector.tolerance).map((difference) =>
      print(vector, difference),
    );
  } catch (error) {
    return [`${name}: ${messageOf(error)}`];
  }
}

const print = ({ id }: Vector, { path, expected, actual }: Difference): string =>
  `${id} ${path}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual) ?? 'nothing'}`;

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
