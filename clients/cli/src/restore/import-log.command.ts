import { resolve } from 'node:path';
import type { ApiClient } from '../api/api-client.js';
import { TOPICS_PATH, topicsOf } from '../audit/log/topics.command.js';
import { connect } from '../connection/connect.js';
import type { ConnectionOptions } from '../connection/connection-options.js';
import { EXIT } from '../errors/cli-error.js';
import { UsageError } from '../errors/usage.error.js';
import { SERVICES } from '../operations/projection-status.js';
import { count, countOf } from '../terminal/numbers.js';
import { startProgress } from '../terminal/progress.js';
import type { Terminal } from '../terminal/terminal.js';
import { exportedLines, exportFiles } from './export-files.js';
import { LogCheck } from './log-check.js';
import { renderRestored, restoreService } from './restore.command.js';
import { standingOf } from './store-standing.js';

export interface ImportLogOptions extends ConnectionOptions {
  readonly json?: boolean;
}

/** Bytes that go with one request: the largest message fits in with its headers. */
const PIECE_BYTES = 4_000_000;

/** Fills an empty system from an export: the log, then from it the event stores. */
export async function importLogCommand(
  terminal: Terminal,
  path: string,
  options: ImportLogOptions,
): Promise<number> {
  const files = await exportFiles(resolve(terminal.folder, path));
  const whole = await check(terminal, files);
  const messages = whole.seen;
  const api = await connect(terminal, options);
  const isSent = await isSentAlready(api, whole);
  const sent = isSent ? { written: 0, present: messages } : await send(terminal, api, { files, messages });
  const restored = [];
  for (const service of SERVICES) restored.push(await restoreService(terminal, api, service));
  if (options.json === true) terminal.print(JSON.stringify({ messages, ...sent, restored }, null, 2));
  else {
    const present = sent.present === 0 ? '' : `, ${count(sent.present)} were there already`;
    terminal.print(`${countOf(sent.written, 'message')} written${present}.\n${renderRestored(restored)}`);
    terminal.print('Read models are being built from the log: "assay lag" shows how far they are.');
  }
  return EXIT.done;
}

async function check(terminal: Terminal, files: readonly string[]): Promise<LogCheck> {
  const progress = startProgress(terminal, { title: 'Checking the export', total: 0, unit: 'messages' });
  const whole = new LogCheck();
  try {
    for (const file of files)
      for await (const { record } of exportedLines(file)) {
        whole.look(record);
        progress.advance(whole.seen);
      }
  } finally {
    progress.finish();
  }
  if (whole.seen === 0) throw new UsageError('The export holds no message.');
  return whole;
}

/**
 * Whether an import before this one was interrupted when the log was filled, and only some stores were.
 * @throws UsageError when a service would write while the log is filled
 */
async function isSentAlready(api: ApiClient, whole: LogCheck): Promise<boolean> {
  const standings = await Promise.all(SERVICES.map((service) => standingOf(api, service)));
  const other = standings.find(({ state }) => state !== 'awaiting-import');
  if (other === undefined) return false;
  const isBegun = standings.some(({ state }) => state === 'awaiting-import');
  if (isBegun && whole.isWithin(await topicsOf(api))) return true;
  throw new UsageError(
    `${other.service} does not wait for an import (it is "${other.state}"). A log is imported into an empty system ` +
      `that was started for it: AWAIT_IMPORT=true npm start -- --data NEW-FOLDER, or all services with AWAIT_IMPORT=true`,
  );
}

interface Sent {
  readonly written: number;
  readonly present: number;
}

async function send(
  terminal: Terminal,
  api: ApiClient,
  { files, messages }: { readonly files: readonly string[]; readonly messages: number },
): Promise<Sent> {
  const progress = startProgress(terminal, { title: 'Importing', total: messages, unit: 'messages' });
  const sent = { written: 0, present: 0 };
  const post = async (topic: string, lines: readonly string[]): Promise<void> => {
    if (lines.length === 0) return;
    const answer = (await api.postLines(`${TOPICS_PATH}/${encodeURIComponent(topic)}/import`, lines)) as Sent;
    sent.written += answer.written;
    sent.present += answer.present;
    progress.advance(sent.written + sent.present);
  };
  try {
    for (const file of files) for await (const { topic, lines } of pieces(file)) await post(topic, lines);
  } finally {
    progress.finish();
  }
  return sent;
}

/** The lines of a file by topic, so many as go with one request. */
async function* pieces(file: string) {
  let lines: string[] = [];
  let bytes = 0;
  let topic = '';
  for await (const { text, record } of exportedLines(file)) {
    if (record.topic !== topic || bytes + text.length > PIECE_BYTES) {
      yield { topic, lines };
      [lines, bytes, topic] = [[], 0, record.topic];
    }
    lines.push(text);
    bytes += text.length;
  }
  yield { topic, lines };
}
