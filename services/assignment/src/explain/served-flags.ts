import { Injectable } from '@nestjs/common';
import { ConfigStore } from '../gateway/config/config-store.js';
import { PastConfig } from '../gateway/config/past-config.js';
import type { ProjectConfig } from '../gateway/config/project-config.js';

/** The flags of a project as gateways serve them, now or as they did at an instant. */
@Injectable()
export class ServedFlags {
  constructor(
    private readonly config: ConfigStore,
    private readonly past: PastConfig,
  ) {}

  now(project: string): ProjectConfig {
    return this.config.table.of(project);
  }

  /**
   * @param instant milliseconds since 1970; it costs a reading of the log
   * @throws UnavailableProblem while the log is away, and while too many wait for it
   */
  async at(project: string, instant: number): Promise<ProjectConfig> {
    return (await this.past.at(instant)).of(project);
  }
}
