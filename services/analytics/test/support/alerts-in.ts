import type { AlertRaised, EventEnvelope } from '@assay/contracts';
import { TOPICS } from '@assay/contracts';
import { eventually } from '@assay/testing';
import type { AnalyticsApp } from './analytics-app.js';
import { exposure, interaction, START } from './events.js';

/** The alerts that a service has put into the log. */
export class AlertsIn {
  constructor(private readonly analytics: AnalyticsApp) {}

  /** Of one rule: experiments that began long ago are silent as well, at hours when events are to be expected. */
  async of(rule: string, subject: string): Promise<readonly EventEnvelope[]> {
    const stored = await this.analytics.stored(TOPICS.alerts.name);
    return stored.filter((event) => {
      const { data } = event as AlertRaised;
      return data.subject === subject && data.rule === rule;
    });
  }

  /** The first one, as soon as it is there. */
  raised(rule: string, subject: string): Promise<AlertRaised> {
    return eventually(
      async () => {
        const [alert] = await this.of(rule, subject);
        return (alert as AlertRaised | undefined) ?? false;
      },
      { timeoutMs: 100_000 },
    );
  }
}

/** Units of both variants of which a share does something. */
export const acting = (
  experiment: string,
  name: string,
  units: Readonly<Record<string, readonly [exposed: number, acting: number]>>,
): readonly EventEnvelope[] =>
  Object.entries(units).flatMap(([variant, [exposed, doing]]) =>
    Array.from({ length: exposed }, (_, number) => {
      const where = { unit: `${experiment}-${variant}-${String(number)}`, time: START };
      const seen = exposure({ ...where, experiment, variant });
      return number < doing ? [seen, interaction({ ...where, time: START + 1_000, name })] : [seen];
    }).flat(),
  );
