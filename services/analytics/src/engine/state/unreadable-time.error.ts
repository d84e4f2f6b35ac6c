import { AnalyticsError } from '../../errors/analytics.error.js';

/** An event whose time no calendar knows; it cannot be placed before or after an exposure. */
export class UnreadableTimeError extends AnalyticsError {
  readonly code = 'UNREADABLE_TIME';

  constructor(eventId: string, time: string) {
    super(`event ${eventId} has the time "${time}", which is not an instant`, { eventId, time });
  }
}
