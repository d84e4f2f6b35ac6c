import type { BeforeApplicationShutdown } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { RequestLimits } from './request-limits.js';

/** Gives back what was borrowed, when the last request has been answered. */
@Injectable()
export class RateLimitLifecycle implements BeforeApplicationShutdown {
  constructor(private readonly limits: RequestLimits) {}

  beforeApplicationShutdown(): Promise<void> {
    return this.limits.close();
  }
}
