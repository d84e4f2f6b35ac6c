import { METRICS, Readiness } from '@assay/platform';
import type { OnModuleInit } from '@nestjs/common';
import { Inject, Injectable } from '@nestjs/common';
import { Gauge } from 'prom-client';
import type { Registry } from 'prom-client';
import { ConfigReader } from './config-reader.js';
import { ConfigStore } from './config-store.js';

const MOST_NAMED = 5;

/** Says whether there are definitions to serve, and which of them are not the newest. */
@Injectable()
export class ConfigHealth implements OnModuleInit {
  constructor(
    private readonly config: ConfigStore,
    private readonly reader: ConfigReader,
    private readonly readiness: Readiness,
    @Inject(METRICS) private readonly registry: Registry,
  ) {}

  onModuleInit(): void {
    const { config, reader } = this;
    this.readiness.add({
      name: 'assignment-config',
      check: () => {
        if (config.source === 'nothing')
          return { ready: false, detail: 'definitions have not been read yet' };
        const detail = this.detail();
        return detail === undefined ? { ready: true } : { ready: true, detail };
      },
    });
    new Gauge({
      name: 'assay_gateway_definitions_set_aside',
      help: 'Definitions served as they were before something in their stream could not be read.',
      registers: [this.registry],
      collect() {
        this.set(reader.setAside().length);
      },
    });
    new Gauge({
      name: 'assay_gateway_config_is_copy',
      help: '1 while the last good copy on disk is served, because the log has not been read.',
      registers: [this.registry],
      collect() {
        this.set(config.source === 'copy' ? 1 : 0);
      },
    });
  }

  private detail(): string | undefined {
    const streams = this.reader.setAside();
    if (streams.length === 0) return this.config.source === 'copy' ? 'serving the copy on disk' : undefined;
    const named = streams
      .slice(0, MOST_NAMED)
      .map(({ stream, version, reason }) => `${stream} as of version ${String(version)} (${reason})`);
    const more = streams.length > MOST_NAMED ? ` and ${String(streams.length - MOST_NAMED)} more` : '';
    return `not the newest: ${named.join('; ')}${more}`;
  }
}
