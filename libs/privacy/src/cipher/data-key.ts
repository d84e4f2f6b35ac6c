import { randomBytes } from 'node:crypto';
import { KEY_BYTES } from './box.js';

/** Whose data a key is for. */
export interface UnitRef {
  readonly project: string;
  readonly unit: string;
}

/** A key of one unit. A unit may have several: a process that knows none makes one, and waits for nobody. */
export interface DataKey extends UnitRef {
  /** Stands in clear in what it has sealed. */
  readonly id: string;
  /** 32 bytes. */
  readonly secret: Buffer;
}

const ID_BYTES = 12;

/** A new key for a unit. */
export const newDataKey = ({ project, unit }: UnitRef): DataKey => ({
  id: randomBytes(ID_BYTES).toString('base64url'),
  project,
  unit,
  secret: randomBytes(KEY_BYTES),
});

const SEPARATOR = '\u001f';

/** One text for each unit of each project. */
export const unitText = ({ project, unit }: UnitRef): string => project + SEPARATOR + unit;
