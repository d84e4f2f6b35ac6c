import type { Repeated } from '@assay/platform';
import { messageOf, repeat } from '@assay/platform';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { Injectable, Logger } from '@nestjs/common';
import { ArchiveService } from './archive.service.js';
import { ArchiveWatch } from './archive-watch.js';

/** Archives again and again while the application is up; every process does, and leases divide the partitions. */
@Injectable()
export class ArchiveRunner implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(ArchiveRunner.name);
  private running: Repeated | undefined;
  private stopping = false;

  constructor(
    private readonly archive: ArchiveService,
    private readonly watch: ArchiveWatch,
  ) {}

  onApplicationBootstrap(): void {
    const { everyMs } = this.archive;
    if (everyMs === undefined) return;
    this.running = repeat(
      everyMs,
      async () => {
        try {
          await this.run();
        } finally {
          await this.watch.look();
        }
      },
      (error) => this.logger.warn(messageOf(error)),
    );
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    await this.running?.stop();
  }

  private async run(): Promise<void> {
    for await (const line of this.archive.run(false)) {
      if (line.line === 'finding') this.logger.error(`${line.kind}: ${line.place}: ${line.problem}`);
      if (line.line === 'done' && line.archived.segments > 0)
        this.logger.log(
          `${String(line.archived.messages)} messages in ${String(line.archived.segments)} segments; ` +
            `${String(line.trimmed)} deleted from the log`,
        );
      if (this.stopping) return;
    }
  }
}
