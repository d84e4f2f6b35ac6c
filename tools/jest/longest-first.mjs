import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import Sequencer from '@jest/test-sequencer';

const root = join(import.meta.dirname, '..', '..');
const slow = JSON.parse(readFileSync(join(import.meta.dirname, 'slow-suites.json'), 'utf8'));
const secondsOf = ({ path }) => slow[relative(root, path)] ?? 0;

/** Suites known to take long begin first, so that no worker is left alone with one; the others as Jest has them. */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    return super.sort(tests).toSorted((one, other) => secondsOf(other) - secondsOf(one));
  }
}
