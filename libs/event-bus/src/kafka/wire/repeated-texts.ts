import type { ByteReader } from './byte-reader.js';

/** Only ASCII may be compared byte by byte. */
function isText(bytes: Buffer, at: number, text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code > 0x7f || bytes[at + index] !== code) return false;
  }
  return true;
}

/**
 * Reads texts of which most are what they were in the record before: headers have the same names in the same order,
 * and half of them the same values. Those are not decoded again, and one text is held instead of many.
 */
export class RepeatedTexts {
  private readonly before: string[] = [];

  /**
   * The text after its length; null where that is -1.
   * @param place which of a record's texts it is
   */
  read(reader: ByteReader, place: number): string | null {
    const length = reader.varint();
    if (length < 0) return null;
    const { bytes, at } = reader;
    reader.at += length;
    const before = this.before[place];
    if (before?.length === length && isText(bytes, at, before)) return before;
    const text = bytes.toString('utf8', at, at + length);
    this.before[place] = text;
    return text;
  }
}
