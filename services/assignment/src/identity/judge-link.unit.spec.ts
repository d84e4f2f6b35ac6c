import { judgeLink } from './judge-link.js';

const link = (anonymous: string, user: string) => ({ anonymous, user });

describe('a link', () => {
  it('is made where nothing is known of either side, and where others are linked to the same user', () => {
    expect(judgeLink(link('a', 'u'), [])).toEqual({ outcome: 'link' });
    expect(judgeLink(link('a', 'u'), [link('b', 'u')])).toEqual({ outcome: 'link' });
  });

  it('stays the first of its anonymous unit', () => {
    expect(judgeLink(link('a', 'u2'), [link('a', 'u1')])).toEqual({ outcome: 'linked', user: 'u1' });
    expect(judgeLink(link('a', 'u1'), [link('a', 'u1')])).toEqual({ outcome: 'linked', user: 'u1' });
  });

  it.each([
    ['to itself', link('a', 'a'), [], 'LINK_TO_ITSELF'],
    ['to somebody who is linked on', link('a', 'b'), [link('b', 'u')], 'USER_IS_ANONYMOUS'],
    ['from a user that others are linked to', link('u', 'v'), [link('a', 'u')], 'ANONYMOUS_IS_USER'],
  ])('is refused %s', (_, wanted, known, code) => {
    expect(judgeLink(wanted, known)).toMatchObject({ outcome: 'refused', code });
  });
});
