import { StartRefusedError } from '@assay/platform';

/** What keeps data keys from being read; `code` is stable. */
export abstract class PrivacyError extends Error {
  abstract readonly code: string;
}

export class MasterKeyMissingError extends PrivacyError {
  readonly code = 'MASTER_KEY_MISSING';
  /** What needs the key waits until it is configured again. */
  readonly transient = true;
  constructor(id: string) {
    super(`data keys are wrapped with the master key "${id}", which PRIVACY_MASTER_KEYS does not name`);
  }
}

/** At the start: what a master key was around, another one under its id does not open. */
export class MasterKeyChangedError extends StartRefusedError {
  readonly code = 'MASTER_KEY_CHANGED';
  constructor(id: string) {
    super(
      `PRIVACY_MASTER_KEYS has another key under "${id}" than the one that data keys are wrapped with. Give that one ` +
        `again under its id, and a new one under an id of its own in front of it ("new:…,${id}:…"); without it no ` +
        `attribute that it sealed can be read`,
    );
  }
}

export class KeyUnreadableError extends PrivacyError {
  readonly code = 'DATA_KEY_UNREADABLE';
  constructor(id: string, master: string) {
    super(`the data key ${id} is not what the master key "${master}" has wrapped`);
  }
}

export class SealedTextAlteredError extends PrivacyError {
  readonly code = 'SEALED_TEXT_ALTERED';
  constructor(eventId: string) {
    super(`the attributes of event ${eventId} are not what its unit's key has sealed for it`);
  }
}
