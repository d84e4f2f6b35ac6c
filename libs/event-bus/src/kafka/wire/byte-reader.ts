const TWO_TO_32 = 2 ** 32;

/** Reads bytes in the types of Kafka's protocol, one after the other. */
export class ByteReader {
  /** Where reading goes on. */
  at = 0;

  constructor(readonly bytes: Buffer) {}

  get left(): number {
    return this.bytes.length - this.at;
  }

  int8(): number {
    return this.bytes.readInt8((this.at += 1) - 1);
  }

  int16(): number {
    return this.bytes.readInt16BE((this.at += 2) - 2);
  }

  int32(): number {
    return this.bytes.readInt32BE((this.at += 4) - 4);
  }

  /** Exact up to 2^53: offsets and times. */
  int64(): number {
    const high = this.int32();
    return high * TWO_TO_32 + (this.int32() >>> 0);
  }

  varint(): number {
    let value = 0;
    let shift = 0;
    let byte = 0x80;
    while (byte > 0x7f && shift < 35) {
      byte = this.bytes[this.at++] ?? 0;
      value |= (byte & 0x7f) << shift;
      shift += 7;
    }
    return (value >>> 1) ^ -(value & 1);
  }

  /** Exact up to 2^53: differences of times. */
  varlong(): number {
    let value = 0;
    let unit = 1;
    let byte = 0x80;
    while (byte > 0x7f && unit < 2 ** 64) {
      byte = this.bytes[this.at++] ?? 0;
      value += (byte & 0x7f) * unit;
      unit *= 128;
    }
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  /** A text after its length in two bytes. */
  shortText(): string {
    const length = this.int16();
    return this.bytes.toString('utf8', this.at, (this.at += length));
  }

  /** Bytes after their length, without a copy; null where that is -1. */
  sized(): Buffer | null {
    const length = this.varint();
    return length < 0 ? null : this.bytes.subarray(this.at, (this.at += length));
  }
}
