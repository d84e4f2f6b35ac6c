import type { PolicyAction } from '@assay/contracts';

/** What can be done with each kind of subject once others have agreed, and what policies call it. */
export const POLICY_STEPS = {
  promotion: { promote: 'promote', rollback: 'rollback' },
  release: {
    start: 'advance',
    advance: 'advance',
    promote: 'promote',
    complete: 'promote',
    'enable-feature': 'advance',
    'disable-feature': 'rollback',
    resume: 'advance',
    'auto-rollback-off': 'advance',
    rollback: 'rollback',
    abort: 'rollback',
  },
  rollout: {
    start: 'advance',
    advance: 'advance',
    resume: 'advance',
    complete: 'advance',
    'change-audience': 'advance',
    signal: 'signal',
    rollback: 'rollback',
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, PolicyAction>>>>;

/** What a policy may demand approvals of. */
export type SteppedKind = keyof typeof POLICY_STEPS;
export type StepOf<Kind extends SteppedKind> = keyof (typeof POLICY_STEPS)[Kind] & string;

const ACTIONS: { readonly [Kind in SteppedKind]: Readonly<Record<StepOf<Kind>, PolicyAction>> } =
  POLICY_STEPS;

export const STEPPED_KINDS = Object.keys(POLICY_STEPS) as readonly SteppedKind[];

/**
 * What can be proposed for a subject of this kind?
 * @example stepsOf('promotion') // ['promote', 'rollback']
 */
export const stepsOf = (kind: SteppedKind): readonly string[] => Object.keys(POLICY_STEPS[kind]);

/**
 * By which action do policies speak of a step?
 * @example policyActionOf('release', 'abort') // 'rollback'
 */
export const policyActionOf = <Kind extends SteppedKind>(kind: Kind, step: StepOf<Kind>): PolicyAction =>
  ACTIONS[kind][step];
