import type { Environment } from '@assay/platform';

/** Who may approve emergencies, as actors of tokens. */
export const EMERGENCY_APPROVERS = Symbol('EMERGENCY_APPROVERS');

/**
 * The people of `EMERGENCY_APPROVERS`, separated by commas: subjects of their tokens, with or without `user:`.
 * @example emergencyApprovers({ EMERGENCY_APPROVERS: 'ada, user:bob' }) // ['user:ada', 'user:bob']
 */
export const emergencyApprovers = (env: Environment): readonly string[] => [
  ...new Set(
    (env['EMERGENCY_APPROVERS'] ?? '')
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '')
      .map((name) => (name.startsWith('user:') ? name : `user:${name}`)),
  ),
];
