// node --import …/crash-here.mjs: a service that ends itself by SIGKILL right after one durable step of a decision, which
// the file CRASH_DIR/kill-after names. Every such step that it takes is a line of CRASH_DIR/steps.
import { appendFileSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { watchKafka } from './watch-kafka.mjs';
import { watchPostgres } from './watch-postgres.mjs';

const folder = process.env.CRASH_DIR;
const isService = /\/services\/[a-z-]+\/(dist|src)\/main\.[jt]s$/.test(process.argv[1] ?? '');
const DECISION = /^(Promotion|Conclusion|Experiment|Rollout|Release|Alert|UnitForgotten|UnitErased)/;

const armed = () => {
  try {
    return readFileSync(join(folder, 'kill-after'), 'utf8');
  } catch {
    return undefined;
  }
};

/** Says that a step is done: of a decision, or where outcomes that may lead to one have been counted. */
const step = (done, type, where = '') => {
  if (!DECISION.test(type) && !(type === 'OutcomeRecorded' && /outcomes|guardrail/.test(where))) return;
  const name = where === '' ? `${done} ${type}` : `${done} ${type} ${where}`;
  appendFileSync(join(folder, 'steps'), `${name}\n`);
  if (armed() !== name) return;
  rmSync(join(folder, 'kill-after'));
  process.kill(process.pid, 'SIGKILL');
};

if (folder !== undefined && isService) {
  // What lies where in the log: `topic/partition/offset` to the type of the event.
  const read = new Map();
  await watchPostgres(step, read);
  await watchKafka(step, read);
}
