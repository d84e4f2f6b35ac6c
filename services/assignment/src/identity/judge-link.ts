import type { IdentityLink } from './identity-links.js';

export type LinkJudgement =
  | { readonly outcome: 'link' }
  /** The anonymous unit is linked already: the first link holds. */
  | { readonly outcome: 'linked'; readonly user: string }
  | { readonly outcome: 'refused'; readonly code: LinkRefusal; readonly by: IdentityLink };

/** `LINK_TO_ITSELF`, or one of the two ways in which links would make a chain. */
export type LinkRefusal = 'LINK_TO_ITSELF' | 'USER_IS_ANONYMOUS' | 'ANONYMOUS_IS_USER';

/**
 * What becomes of a link, given the links that are known: the first of an anonymous unit holds, and nobody is both
 * a user and an anonymous unit.
 */
export function judgeLink(wanted: IdentityLink, known: readonly IdentityLink[]): LinkJudgement {
  if (wanted.anonymous === wanted.user) return { outcome: 'refused', code: 'LINK_TO_ITSELF', by: wanted };
  const before = known.find(({ anonymous }) => anonymous === wanted.anonymous);
  if (before !== undefined) return { outcome: 'linked', user: before.user };
  const asAnonymous = known.find(({ anonymous }) => anonymous === wanted.user);
  if (asAnonymous !== undefined) return { outcome: 'refused', code: 'USER_IS_ANONYMOUS', by: asAnonymous };
  const asUser = known.find(({ user }) => user === wanted.anonymous);
  if (asUser !== undefined) return { outcome: 'refused', code: 'ANONYMOUS_IS_USER', by: asUser };
  return { outcome: 'link' };
}
