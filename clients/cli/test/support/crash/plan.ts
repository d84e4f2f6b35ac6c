import type { Moment } from './moments.js';
import { grouped, some } from './moments.js';

/** Which steps are taken, and where: `npm run soak crash` asks for more than `npm test`. */
export interface CrashPlan {
  readonly forms: 'standalone' | 'distributed' | 'both';
  /** So many of each kind, or from which to which of all, counted from 1. */
  readonly steps: { readonly ofEach: number } | { readonly from: number; readonly to: number };
  /** None begins later than this. */
  readonly limitMs: number;
}

const FORMS = ['standalone', 'distributed', 'both'] as const;

function stepsOf(text: string): CrashPlan['steps'] {
  const [from = 1, to] = text.split('-').map(Number);
  return to === undefined ? { ofEach: from } : { from, to };
}

export function planOf(env: NodeJS.ProcessEnv): CrashPlan {
  const minutes = Number(env['SOAK_CRASH_MINUTES'] ?? 600);
  return {
    forms: FORMS.find((name) => name === env['SOAK_CRASH_FORM']) ?? 'standalone',
    steps: stepsOf(env['SOAK_CRASH_STEPS'] ?? '1'),
    limitMs: minutes * 60_000,
  };
}

/** Of all moments those that are to be survived. */
export function chosen(all: readonly Moment[], { steps }: CrashPlan): readonly Moment[] {
  if ('from' in steps) return all.slice(steps.from - 1, steps.to);
  return grouped(all, ({ kind }) => kind).flatMap((ofKind) => some(ofKind, steps.ofEach));
}
