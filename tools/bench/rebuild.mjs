// npm run bench rebuild [-- --events 200000 --rounds 2]: a rebuild of the analytics engine from Kafka beside the live
// projection that works off the same log, in alternating rounds, each in a process of its own; and the memory of the
// rebuild in the first and in the last quarter of the log.
import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { provision } from '../distributed/database.mjs';
import { resultOf } from '../support/bench/child.mjs';
import { describe, median, tell } from '../support/bench/figures.mjs';
import { filledLog } from '../support/bench/kafka-log.mjs';

const { values } = parseArgs({
  options: { events: { type: 'string', default: '200000' }, rounds: { type: 'string', default: '2' } },
});
const [count, rounds] = [Number(values.events), Number(values.rounds)];

const inServer = async (adminUrl, statement) => {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  await client.query(statement);
  await client.end();
};

/** A database that nothing is in: the live projection fills it, then it is rebuilt in another process. */
const round = async ({ adminUrl, brokers, namespace }) => {
  const name = `bench_${randomUUID().slice(0, 8)}`;
  const { analytics: databaseUrl } = await provision(adminUrl, name);
  const request = { databaseUrl, brokers, namespace };
  try {
    const live = await resultOf('engine-process.mjs', { ...request, mode: 'live' });
    const rebuild = await resultOf('engine-process.mjs', { ...request, mode: 'rebuild' });
    return { live, rebuild };
  } finally {
    await inServer(adminUrl, `DROP DATABASE ${name} WITH (FORCE)`);
  }
};

describe(
  `A rebuild of the analytics engine from Kafka beside the live projection on the same log of ${count} interactions: 5 % repeated, 5 % out of order, ten experiments with a proportion, a capped mean and a median each, and a breakdown; ${rounds} alternating rounds, medians.`,
);
const log = await filledLog(count);
try {
  const found = [];
  for (let at = 0; at < rounds; at += 1) found.push(await round(log));
  const rates = (which) => found.map((one) => one[which].perSecond);
  const memory = (which, quarter) => median(found.map((one) => one[which].peak[quarter]));
  tell('rebuild', `${count} events`, {
    measured: rates('rebuild'),
    baseline: rates('live'),
    unit: 'events/s',
  });
  for (const which of ['live', 'rebuild'])
    console.log(
      `Memory of ${which}: at most ${memory(which, 'first')} MiB in the first quarter of the log, ${memory(which, 'last')} MiB in the last.`,
    );
  const isSame = found.every(({ rebuild }) => rebuild.isSame);
  console.log(`The rebuilt model ${isSame ? 'has the hash of the live one' : 'DIFFERS from the live one'}.`);
  if (!isSame) process.exitCode = 1;
} finally {
  await log.remove();
}
process.exit();
