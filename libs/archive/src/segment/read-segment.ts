import { createHash } from 'node:crypto';
import { isDeepStrictEqual, promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { LogRecord } from '@assay/event-bus';
import type { ArchiveDamage } from '../errors/archive-damaged.error.js';
import { ArchiveDamagedError } from '../errors/archive-damaged.error.js';
import type { StoredObject } from '../store/object-store.js';
import { fromLine } from './record-line.js';
import type { SegmentEntry } from './segment-index.js';
import { indexOf, segmentKey } from './segment-index.js';

const decompress = promisify(gunzip);
const NEWLINE = 0x0a;
const PAGE = 1_000;

const damaged = (
  kind: ArchiveDamage,
  entry: SegmentEntry,
  { problem, ...shown }: { readonly problem: string; readonly expected?: unknown; readonly found?: unknown },
): ArchiveDamagedError => new ArchiveDamagedError({ kind, place: segmentKey(entry), problem, ...shown });

/** The bytes of a segment, unpacked, when they are what the manifest says. */
async function unpack(entry: SegmentEntry, stored: StoredObject | undefined): Promise<Buffer> {
  if (stored === undefined) throw damaged('archive-segment-missing', entry, { problem: 'it is not there' });
  const { content } = stored;
  if (content.length !== entry.bytes) {
    const problem = `it has ${String(content.length)} bytes instead of ${String(entry.bytes)}`;
    throw damaged('archive-segment-altered', entry, { problem });
  }
  const found = createHash('sha256').update(content).digest('hex');
  if (found !== entry.sha256)
    throw damaged('archive-segment-altered', entry, {
      problem: 'its SHA-256 is not the one in its name',
      expected: entry.sha256,
      found,
    });
  try {
    return await decompress(content, { maxOutputLength: Math.max(1, entry.rawBytes) });
  } catch (error) {
    throw damaged('archive-segment-altered', entry, { problem: `it cannot be unpacked: ${String(error)}` });
  }
}

function* linesOf(raw: Buffer): Generator<string> {
  for (let start = 0; start < raw.length;) {
    const end = raw.indexOf(NEWLINE, start);
    const until = end === -1 ? raw.length : end;
    yield raw.toString('utf8', start, until);
    start = until + 1;
  }
}

function checkIndex(entry: SegmentEntry, line: string | undefined): void {
  const expected = indexOf(entry);
  const found: unknown = line === undefined ? undefined : JSON.parse(line);
  if (isDeepStrictEqual(found, expected)) return;
  const problem = 'its index is not what the manifest says of it';
  throw damaged('archive-chain-broken', entry, { problem, expected, found });
}

/**
 * The messages of a segment, page by page. The whole object is checked before the first page is given out; takes
 * memory for one segment.
 * @throws {ArchiveDamagedError} when it is missing, truncated or altered
 */
export async function* readSegment(
  entry: SegmentEntry,
  stored: StoredObject | undefined,
): AsyncGenerator<readonly LogRecord[]> {
  const lines = linesOf(await unpack(entry, stored));
  const { topic, partition, first, last } = entry;
  checkIndex(entry, lines.next().value as string | undefined);
  let page: LogRecord[] = [];
  let next = first;
  for (const line of lines) {
    const record = fromLine(line, { topic, partition });
    if (record.offset !== next) break;
    next += 1;
    page.push(record);
    if (page.length < PAGE) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
  if (next === last + 1) return;
  const problem = `it does not have what follows offset ${String(next - 1)}`;
  throw damaged('archive-segment-altered', entry, { problem, expected: last, found: next - 1 });
}
