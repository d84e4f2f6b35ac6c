// npm run bench archive [-- --events 200000 --rounds 3]: archiving a log on Kafka into a folder, and reading it back from
// there, each beside reading the same messages from the broker, in alternating rounds.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { Archiver, openArchive } from '../../libs/archive/dist/index.js';
import { describe, tell } from '../support/bench/figures.mjs';
import { filledLog } from '../support/bench/kafka-log.mjs';

const TOPIC = 'assay.interactions.v1';
const SEGMENT_BYTES = 8 * 1_048_576;
const { values } = parseArgs({
  options: { events: { type: 'string', default: '200000' }, rounds: { type: 'string', default: '3' } },
});
const [count, rounds] = [Number(values.events), Number(values.rounds)];

/** Messages in each second that it takes to go through them. */
const perSecond = async (messages) => {
  const began = performance.now();
  let seen = 0;
  for await (const amount of messages) seen += amount;
  return seen / ((performance.now() - began) / 1000);
};

async function* readAll(reader, ends) {
  for (const { partition, end } of ends)
    for await (const page of reader.records({ topic: TOPIC, partition, from: 0, until: end }))
      yield page.length;
}

async function* archiveAll(setting, note) {
  for await (const line of new Archiver(setting).run({ closeAll: true }))
    if (line.line === 'finding') throw new TypeError(`${line.place}: ${line.problem}`);
    else if (line.line === 'done') {
      note(line.archived);
      yield line.archived.messages;
    }
}

describe(
  `Archiving ${count} interactions from Kafka into a folder (gzip, segments of 8 MiB, hashes chained), and reading them back, beside reading them from the broker; ${rounds} alternating rounds, medians.`,
);
const log = await filledLog(count);
const bus = log.open();
const pool = new pg.Pool({ connectionString: log.adminUrl });
const rates = { broker: [], written: [], read: [] };
let sizes;
try {
  for (let at = 0; at < rounds; at += 1) {
    const folder = mkdtempSync(join(tmpdir(), 'assay-archive-'));
    const archive = openArchive({ url: pathToFileURL(folder).href });
    const options = { segmentBytes: SEGMENT_BYTES, closeAfterMs: 0, trimAfterMs: undefined };
    const setting = { bus, archive, pool, options, now: Date.now };
    const ends = await bus.ends(TOPIC);
    rates.broker.push(await perSecond(readAll(bus, ends)));
    rates.written.push(await perSecond(archiveAll(setting, (archived) => (sizes = archived))));
    rates.read.push(await perSecond(readAll(archive, ends)));
    rmSync(folder, { recursive: true });
  }
  const baseline = rates.broker;
  const unit = 'messages/s';
  tell('archive', 'archiving beside reading from the broker', { measured: rates.written, baseline, unit });
  tell('archive', 'reading the archive beside the broker', { measured: rates.read, baseline, unit });
  const share = ((100 * sizes.bytes) / sizes.rawBytes).toFixed(0);
  console.log(`${sizes.segments} segments, ${share} % of their size before compression.`);
} finally {
  await pool.end();
  await bus.close();
  await log.remove();
}
process.exit();
