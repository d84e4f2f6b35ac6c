const MOST_VARINT = 5;
/** Shorter texts are written faster by hand than by a call into the runtime. */
const SHORT = 64;
const FIRST_SIZE = 4096;
const TWO_TO_32 = 2 ** 32;

const zigzag = (value: number): number => (value << 1) ^ (value >> 31);

function varintBytes(value: number): number {
  let bytes = 1;
  for (let rest = zigzag(value) >>> 7; rest > 0; rest >>>= 7) bytes += 1;
  return bytes;
}

/** Bytes in the types of Kafka's protocol: big-endian integers, varints (zigzag), texts and bytes with their length. */
export class ByteWriter {
  private bytes: Buffer;
  private at = 0;
  private lengthBytes = 2;

  constructor(size = FIRST_SIZE) {
    this.bytes = Buffer.allocUnsafe(size);
  }

  get length(): number {
    return this.at;
  }

  /** What has been written, without a copy. */
  get written(): Buffer {
    return this.bytes.subarray(0, this.at);
  }

  int8(value: number): void {
    this.ensure(1);
    this.at = this.bytes.writeInt8(value, this.at);
  }

  int16(value: number): void {
    this.ensure(2);
    this.at = this.bytes.writeInt16BE(value, this.at);
  }

  int32(value: number): void {
    this.ensure(4);
    this.at = this.bytes.writeInt32BE(value, this.at);
  }

  /** Writes over an integer whose value was not known yet. */
  setInt32(place: number, value: number): void {
    this.bytes.writeInt32BE(value | 0, place);
  }

  /** @param value a safe integer */
  int64(value: number): void {
    this.int32(Math.floor(value / TWO_TO_32));
    this.int32(value | 0);
  }

  varint(value: number): void {
    this.ensure(MOST_VARINT);
    let rest = zigzag(value) >>> 0;
    for (; rest > 0x7f; rest >>>= 7) this.bytes[this.at++] = (rest & 0x7f) | 0x80;
    this.bytes[this.at++] = rest;
  }

  /** A text after its length in two bytes. */
  shortText(text: string): void {
    this.int16(Buffer.byteLength(text));
    this.ensure(3 * text.length);
    this.at += this.bytes.write(text, this.at);
  }

  /** Bytes, or a text as UTF-8, after their length; nothing has the length -1. */
  sized(value: string | Buffer | null | undefined): void {
    if (typeof value === 'string') this.text(value);
    else if (value === null || value === undefined) this.varint(-1);
    else this.data(value);
  }

  /** Begins what is preceded by its length; `end` takes the place that is returned. */
  begin(): number {
    this.ensure(MOST_VARINT);
    this.at += this.lengthBytes;
    return this.at;
  }

  /** Writes the length before what was begun, which moves where the length takes more or fewer bytes than it did last. */
  end(from: number): void {
    const length = this.at - from;
    const needed = varintBytes(length);
    const start = from - this.lengthBytes;
    this.ensure(MOST_VARINT);
    if (needed !== this.lengthBytes) this.bytes.copyWithin(start + needed, from, this.at);
    this.lengthBytes = needed;
    this.at = start;
    this.varint(length);
    this.at += length;
  }

  private data(bytes: Buffer): void {
    this.varint(bytes.length);
    this.ensure(bytes.length);
    this.bytes.set(bytes, this.at);
    this.at += bytes.length;
  }

  /** Nearly all texts are ASCII: their length in bytes is known before they are written. */
  private text(text: string): void {
    this.ensure(MOST_VARINT + 3 * text.length);
    const start = this.at;
    this.varint(text.length);
    const bytes = text.length < SHORT ? this.ascii(text) : this.bytes.write(text, this.at);
    if (bytes !== text.length) {
      this.at = start;
      this.varint(Buffer.byteLength(text));
      this.at += this.bytes.write(text, this.at);
    } else this.at += bytes;
  }

  /** How many characters could be written, all where the text is ASCII. */
  private ascii(text: string): number {
    const { bytes, at } = this;
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      if (code > 0x7f) return -1;
      bytes[at + index] = code;
    }
    return text.length;
  }

  private ensure(more: number): void {
    if (this.at + more <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(2 * this.bytes.length, this.at + more));
    larger.set(this.written);
    this.bytes = larger;
  }
}
