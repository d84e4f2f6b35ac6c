import type { KafkaMessage } from 'kafkajs';
import { ByteReader } from './byte-reader.js';
import { APPEND_TIME, BATCH_OVERHEAD, MAGIC, MAGIC_AT } from './record-batch.format.js';
import { RepeatedTexts } from './repeated-texts.js';

interface Batch {
  readonly firstOffset: number;
  readonly firstTime: number;
  /** The time of all its records, where the broker set it. */
  readonly appendedAt: number | undefined;
}

/** Of a header that is repeated, the last counts; one without a value is left out. */
function readHeaders(reader: ByteReader, texts: RepeatedTexts): Record<string, string> {
  const headers: Record<string, string> = {};
  const count = reader.varint();
  for (let header = 0; header < count; header += 1) {
    const name = texts.read(reader, 2 * header);
    const value = texts.read(reader, 2 * header + 1);
    if (name !== null && value !== null) headers[name] = value;
  }
  return headers;
}

function readRecord(reader: ByteReader, batch: Batch, texts: RepeatedTexts): KafkaMessage {
  const length = reader.varint();
  const end = reader.at + length;
  const attributes = reader.int8();
  const time = reader.varlong() + batch.firstTime;
  const offset = String(reader.varint() + batch.firstOffset);
  const timestamp = String(batch.appendedAt ?? time);
  const key = reader.sized();
  const value = reader.sized();
  const headers = readHeaders(reader, texts);
  reader.at = end;
  return { key, value, timestamp, attributes, offset, headers };
}

/** The beginning of a batch; undefined for one that is compressed, transactional or says something of transactions. */
function readBatch(reader: ByteReader): Batch | undefined {
  const firstOffset = reader.int64();
  // Its length, the leader's epoch, the format and the checksum, which the broker has seen to.
  reader.at += 4 + 4 + 1 + 4;
  const attributes = reader.int16();
  if ((attributes & ~APPEND_TIME) !== 0) return undefined;
  reader.at += 4;
  const firstTime = reader.int64();
  const lastTime = reader.int64();
  reader.at += 8 + 2 + 4;
  return { firstOffset, firstTime, appendedAt: attributes === APPEND_TIME ? lastTime : undefined };
}

/**
 * The messages of a partition as a broker sends them: batches one after the other, of which the last may be cut off.
 * Undefined where there is something that we never write: compressed or transactional batches, or older formats.
 */
export function readRecordBatches(bytes: Buffer): KafkaMessage[] | undefined {
  const messages: KafkaMessage[] = [];
  const texts = new RepeatedTexts();
  const reader = new ByteReader(bytes);
  while (reader.left >= BATCH_OVERHEAD) {
    const start = reader.at;
    const end = start + 12 + bytes.readInt32BE(start + 8);
    if (bytes[start + MAGIC_AT] !== MAGIC) return undefined;
    if (end > bytes.length) break;
    const batch = readBatch(reader);
    if (batch === undefined) return undefined;
    const count = reader.int32();
    for (let record = 0; record < count; record += 1) messages.push(readRecord(reader, batch, texts));
    reader.at = end;
  }
  return messages;
}
