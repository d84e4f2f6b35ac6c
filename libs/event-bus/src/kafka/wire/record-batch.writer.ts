import type { IHeaders, Message } from 'kafkajs';
import type { ByteWriter } from './byte-writer.js';
import { crc32c } from './crc32c.js';
import { MAGIC, NO_PRODUCER } from './record-batch.format.js';

function countOf(headers: IHeaders): number {
  let count = 0;
  for (const name in headers) {
    const value = headers[name];
    count += Array.isArray(value) ? value.length : 1;
  }
  return count;
}

function writeHeaders(writer: ByteWriter, headers: IHeaders): void {
  writer.varint(countOf(headers));
  for (const name in headers) {
    const value = headers[name];
    for (const one of Array.isArray(value) ? value : [value]) {
      writer.sized(name);
      writer.sized(one);
    }
  }
}

const NO_HEADERS: IHeaders = {};

function writeRecord(writer: ByteWriter, { key, value, headers }: Message, offset: number): void {
  const body = writer.begin();
  writer.int8(0);
  // The time is that of the batch.
  writer.varint(0);
  writer.varint(offset);
  writer.sized(key);
  writer.sized(value);
  writeHeaders(writer, headers ?? NO_HEADERS);
  writer.end(body);
}

/**
 * Writes messages as one batch of one partition, uncompressed, none of them older than the others.
 * @param now milliseconds since 1970
 * @see https://kafka.apache.org/documentation/#recordbatch
 */
export function writeRecordBatch(writer: ByteWriter, messages: readonly Message[], now: number): void {
  writer.int64(0);
  const lengthAt = writer.length;
  writer.int32(0);
  writer.int32(0);
  writer.int8(MAGIC);
  const checksumAt = writer.length;
  writer.int32(0);
  const checked = writer.length;
  writer.int16(0);
  writer.int32(messages.length - 1);
  writer.int64(now);
  writer.int64(now);
  writer.int64(NO_PRODUCER);
  writer.int16(0);
  writer.int32(0);
  writer.int32(messages.length);
  messages.forEach((message, offset) => writeRecord(writer, message, offset));
  writer.setInt32(checksumAt, crc32c(writer.written, checked));
  writer.setInt32(lengthAt, writer.length - lengthAt - 4);
}
