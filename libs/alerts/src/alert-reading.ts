import type { AlertRaised, AlertSeverity, GuardrailCertificate, PauseRequest } from '@assay/contracts';

/** Names an alert: a rule has at most one at a time for each subject. */
export interface AlertRef {
  readonly project: string;
  /** Kebab case: `sample-ratio-mismatch`. */
  readonly rule: string;
  /** What it is about: an experiment, one of its guardrails, a topic; at most 220 characters. */
  readonly subject: string;
}

/** What a rule sees of a subject just now, as it is told to people and machines. */
export interface AlertReading extends AlertRef {
  readonly severity: AlertSeverity;
  /** One sentence with the values it rests on; longer ones are cut at 500 characters. */
  readonly message: string;
  /** What was seen; null where it is no number. */
  readonly value: number | null;
  /** What it is held against. */
  readonly limit: number | null;
  readonly experiment?: string;
  readonly run?: number;
  /** JSON: whatever else the decision rests on. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** Asks the owner of the experiment to pause it. */
  readonly pause?: PauseRequest;
  /** What a breached guardrail rests on. */
  readonly certificate?: GuardrailCertificate;
  /** The value is a running total: there is news only when it is larger than when the last alert was resolved. */
  readonly isTotal?: boolean;
}

const LONGEST_MESSAGE = 500;

/** The reading as the data of the event that raises the alert. */
export function raisedData(reading: AlertReading): AlertRaised['data'] {
  const { rule, subject, severity, value, limit, experiment, run, details, pause } = reading;
  return {
    ...{ rule, subject, severity, value, limit },
    message: reading.message.slice(0, LONGEST_MESSAGE),
    ...(experiment === undefined ? {} : { experiment }),
    ...(run === undefined ? {} : { run }),
    ...(details === undefined ? {} : { details: { ...details } }),
    ...(pause === undefined ? {} : { pause }),
  };
}
