const encoder = new TextEncoder();
const SCRATCH_BYTES = 1_024;
// One buffer for all short ASCII texts (nearly every unit): allocating one per hash would double its cost.
const scratch = new Uint8Array(SCRATCH_BYTES);

/** Bytes to be read before the next call; the array may be longer than its content. */
export interface EncodedText {
  readonly bytes: Uint8Array;
  readonly length: number;
}

/**
 * Writes a short ASCII text behind bytes that are already known. False where it is not short or not ASCII; the
 * scratch bytes are then worthless.
 */
export function appendAscii(bytes: Uint8Array, from: number, text: string): boolean {
  const { length } = text;
  if (from + length > SCRATCH_BYTES) return false;
  for (let index = 0; index < length; index += 1) {
    const code = text.charCodeAt(index);
    if (code > 0x7f) return false;
    bytes[from + index] = code;
  }
  return true;
}

/** Bytes to write to before the next call. */
export const scratchBytes = (): Uint8Array => scratch;

/** The UTF-8 bytes of a text; lone surrogates become U+FFFD. */
export function encodeUtf8(text: string): EncodedText {
  const { length } = text;
  return appendAscii(scratch, 0, text) ? { bytes: scratch, length } : encodeAny(text);
}

function encodeAny(text: string): EncodedText {
  const bytes = encoder.encode(text);
  return { bytes, length: bytes.length };
}
