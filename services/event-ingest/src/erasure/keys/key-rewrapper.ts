import type { Repeated } from '@assay/platform';
import { messageOf, repeat } from '@assay/platform';
import type { Privacy } from '@assay/privacy';
import { PRIVACY } from '@assay/privacy';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { Inject, Injectable, Logger } from '@nestjs/common';

const PIECE = 500;
const PAUSE_MS = 60_000;

/** After a start with another master key in the first place, puts it around the keys that have an older one. */
@Injectable()
export class KeyRewrapper implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(KeyRewrapper.name);
  private running: Repeated | undefined;
  private isDone = false;
  private stopping = false;

  constructor(@Inject(PRIVACY) private readonly privacy: Privacy) {}

  onApplicationBootstrap(): void {
    if (this.privacy.keys === undefined) return;
    const onError = (error: unknown): void =>
      this.logger.warn(`keys keep their master key: ${messageOf(error)}`);
    this.running = repeat(PAUSE_MS, () => this.rewrapAll(), onError);
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    await this.running?.stop();
  }

  private async rewrapAll(): Promise<void> {
    let rewrapped = 0;
    while (!this.isDone && !this.stopping) {
      const some = (await this.privacy.keys?.rewrap(PIECE)) ?? 0;
      rewrapped += some;
      this.isDone = some === 0;
    }
    if (rewrapped > 0) this.logger.log(`${String(rewrapped)} keys have the new master key around them`);
  }
}
