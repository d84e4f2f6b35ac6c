/**
 * A UUIDv7: an identity by itself, which an event keeps through all retries.
 * @see https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-7
 */
export function newId(milliseconds: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const time = milliseconds.toString(16).padStart(12, '0');
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const random = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const hex = time + random.slice(12);
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
