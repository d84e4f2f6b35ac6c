import type { EventMetadata, HotfixEvent } from '@assay/contracts';
import { Injectable } from '@nestjs/common';
import type { Occasion } from '../stream-log/stream-log.js';
import { StreamLog } from '../stream-log/stream-log.js';
import type { HotfixCommand } from './hotfix-command.js';
import type { HotfixRefusal } from './hotfix-refusal.js';
import type { HotfixState } from './hotfix-state.js';
import { hotfixDecider } from './hotfix.decider.js';

/** Hotfixes as they are kept: one stream for each. */
@Injectable()
export class HotfixLog extends StreamLog<HotfixState, HotfixCommand, HotfixEvent, HotfixRefusal> {
  protected readonly kind = 'hotfix';
  protected readonly decider = hotfixDecider;

  metadata({ key, ...occasion }: Occasion & { readonly key: string }): EventMetadata {
    return this.metadataOf(key, occasion);
  }
}
