import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { ConflictProblem } from '@assay/platform';

const ALGORITHM = 'aes-256-gcm';
const NONCE = 12;
const TAG = 16;

/** Keeps what must not be read in the database: AES-256-GCM, bound to the place it is kept at. */
export class SecretBox {
  private readonly key: Buffer | undefined;

  /** @param secret 32 characters or more; without one nothing can be kept */
  constructor(secret: string | undefined) {
    this.key =
      secret === undefined
        ? undefined
        : Buffer.from(hkdfSync('sha256', secret, '', 'assay notification channels', 32));
  }

  /**
   * @param place what it belongs to: elsewhere it cannot be opened
   * @throws ConflictProblem without a key
   */
  seal(text: string, place: string): Buffer {
    if (this.key === undefined)
      throw new ConflictProblem(
        'SECRET_KEY_MISSING',
        'channels have secrets: set NOTIFICATION_SECRET_KEY to 32 random characters or more',
      );
    const nonce = randomBytes(NONCE);
    const cipher = createCipheriv(ALGORITHM, this.key, nonce).setAAD(Buffer.from(place));
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
  }

  /** Undefined when it was sealed with another key, for another place, or was changed. */
  open(sealed: Buffer, place: string): string | undefined {
    if (this.key === undefined) return undefined;
    try {
      const decipher = createDecipheriv(ALGORITHM, this.key, sealed.subarray(0, NONCE))
        .setAAD(Buffer.from(place))
        .setAuthTag(sealed.subarray(NONCE, NONCE + TAG));
      return Buffer.concat([decipher.update(sealed.subarray(NONCE + TAG)), decipher.final()]).toString(
        'utf8',
      );
    } catch {
      return undefined;
    }
  }
}
