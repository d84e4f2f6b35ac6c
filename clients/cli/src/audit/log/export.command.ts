import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ProgressLine } from '@assay/contracts';
import { linesToTheEnd } from '../../api/lines-to-the-end.js';
import type { ApiClient } from '../../api/api-client.js';
import { connect } from '../../connection/connect.js';
import type { ConnectionOptions } from '../../connection/connection-options.js';
import { EXIT } from '../../errors/cli-error.js';
import { UsageError } from '../../errors/usage.error.js';
import { countOf } from '../../terminal/numbers.js';
import { startProgress } from '../../terminal/progress.js';
import type { Terminal } from '../../terminal/terminal.js';
import { instant } from '../instant.js';
import { ExportFolder } from './export-folder.js';
import type { RecordLine } from './export-lines.js';
import { CSV_HEAD, exportLine } from './export-lines.js';
import { Output } from './export-output.js';
import type { Topic } from './topics.command.js';
import { topicsOf, TOPICS_PATH } from './topics.command.js';

export interface ExportOptions extends ConnectionOptions {
  readonly from?: string;
  readonly to?: string;
  readonly type?: string;
  readonly subject?: string;
  readonly partition?: string;
  readonly format?: string;
  readonly out?: string;
  readonly open?: boolean;
}

const ALL = 'all';

type Line = RecordLine | ProgressLine | { readonly line: 'done'; readonly next: number };

/** Every topic, each into a file of its own in the folder `--out`; those that are done are not begun again. */
async function exportAll(terminal: Terminal, options: ExportOptions): Promise<number> {
  const { out, format = 'ndjson', from, to, type, subject, partition } = options;
  if (out === undefined) throw new UsageError('"export all" writes a file for each topic: give --out FOLDER');
  const folder = resolve(terminal.folder, out);
  await mkdir(folder, { recursive: true });
  const question = JSON.stringify({ format, from, to, type, subject, partition });
  const done = await ExportFolder.open(folder, question);
  const api = await connect(terminal, options);
  for (const { name } of await topicsOf(api)) {
    if (done.has(name)) continue;
    await exportCommand(terminal, name, { ...options, out: join(out, `${name}.${format}`) });
    await done.add(name);
  }
  await done.finish();
  return EXIT.done;
}

/** Writes the messages of a topic, or of all, to files or to the output, and goes on where it was interrupted. */
export async function exportCommand(
  terminal: Terminal,
  name: string,
  options: ExportOptions,
): Promise<number> {
  if (name === ALL) return exportAll(terminal, options);
  const { format = 'ndjson', type, subject } = options;
  const [since, until] = [instant('--from', options.from), instant('--to', options.to)];
  const api = await connect(terminal, options);
  const topic = await requireTopic(api, name);
  const partitions = chosenPartitions(topic, options.partition);
  const open = options.open === true ? 'true' : undefined;
  const question = JSON.stringify({ name, format, type, subject, since, until, partitions, open });
  const file = options.out === undefined ? undefined : resolve(terminal.folder, options.out);
  const output = await Output.open(terminal, file, question);
  const places = topic.partitions.filter(({ partition }) => partitions.includes(partition));
  const total = places.reduce((sum, { earliest, end }) => sum + end - earliest, 0);
  const progress = startProgress(terminal, { title: `Exporting ${name}`, total, unit: 'messages' });
  const export_: Export = { api, output, format, name, filter: { since, until, type, subject, open } };
  let before = 0;
  try {
    if (format === 'csv') output.head(CSV_HEAD);
    for (const place of places) {
      await exportPartition(export_, place, (done) => progress.advance(before + done));
      before += place.end - place.earliest;
    }
    progress.advance(before);
    await output.finish();
  } finally {
    progress.finish();
    await output.close();
  }
  terminal.note(`${countOf(output.written, 'message')}${file === undefined ? '' : ` in ${file}`}`);
  return EXIT.done;
}

interface Export {
  readonly api: ApiClient;
  readonly output: Output;
  readonly format: string;
  readonly name: string;
  readonly filter: Readonly<Record<string, string | undefined>>;
}

async function exportPartition(
  { api, output, format, name, filter }: Export,
  { partition, earliest }: Topic['partitions'][number],
  advance: (done: number) => void,
): Promise<void> {
  const from = output.next(partition) ?? earliest;
  const path = `${TOPICS_PATH}/${encodeURIComponent(name)}/records?${queryOf({ partition, from, ...filter })}`;
  for await (const line of linesToTheEnd<Line>(api, { path, work: name })) {
    if (line.line === 'done') return output.reached(partition, line.next);
    if (line.line === 'progress') advance(from - earliest + line.done);
    else {
      output.write(exportLine(format, line));
      await output.reached(partition, line.offset + 1);
      advance(line.offset + 1 - earliest);
    }
  }
}

async function requireTopic(api: ApiClient, name: string): Promise<Topic> {
  const topics = await topicsOf(api);
  const found = topics.find((topic) => topic.name === name);
  if (found !== undefined) return found;
  throw new UsageError(
    `There is no topic "${name}"; there are ${topics.map((topic) => topic.name).join(', ')}`,
  );
}

function chosenPartitions({ name, partitions }: Topic, given: string | undefined): readonly number[] {
  const all = partitions.map(({ partition }) => partition);
  if (given === undefined) return all;
  if (all.includes(Number(given))) return [Number(given)];
  throw new UsageError(`${name} has no partition "${given}"; it has ${all.join(', ')}`);
}

function queryOf(given: Readonly<Record<string, string | number | undefined>>): string {
  const entries = Object.entries(given).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as [string, string]],
  );
  return new URLSearchParams(entries).toString();
}
