// node --import …/crash-here.mjs: a service that ends itself by SIGKILL right after one durable step of a decision, which
// the file CRASH_DIR/kill-<subject> names. Every such step that it takes is a line of CRASH_DIR/steps.
import { appendFileSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { matters } from './decision-event.mjs';
import { watchKafka } from './watch-kafka.mjs';
import { watchPostgres } from './watch-postgres.mjs';

const folder = process.env.CRASH_DIR;
const [, service] = /\/services\/([a-z-]+)\/(?:dist|src)\/main\.[jt]s$/.exec(process.argv[1] ?? '') ?? [];

const armed = (file) => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
};

/** Says that a step with an event is done. */
const step = (done, event, where = '') => {
  if (!matters(event, where)) return;
  const taken = where === '' ? `${done} ${event.type}` : `${done} ${event.type} ${where}`;
  const name = `${service}: ${taken}`;
  appendFileSync(join(folder, 'steps'), `${event.about}\t${name}\n`);
  const file = join(folder, `kill-${event.about}`);
  // Without the name of a service it is anyone's.
  if (![name, taken].includes(armed(file))) return;
  rmSync(file);
  process.kill(process.pid, 'SIGKILL');
};

if (folder !== undefined && service !== undefined) {
  // What lies where in the log: `topic/partition/offset` to the event.
  const read = new Map();
  await watchPostgres(step, read);
  await watchKafka(step, read);
}
