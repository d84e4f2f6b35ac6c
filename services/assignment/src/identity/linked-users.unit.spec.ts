import { LinkedUsers } from './linked-users.js';

describe('users who may have been anonymous', () => {
  it('are all who have been linked, in their own project', () => {
    const linked = new LinkedUsers();
    const users = Array.from({ length: 20_000 }, (_, index) => `user-${String(index)}`);
    for (const user of users) linked.add('p', user);
    expect(users.filter((user) => !linked.mayBe('p', user))).toEqual([]);
    const strangers = users.filter((user) => linked.mayBe('other', user) || linked.mayBe('p', `${user}-x`));
    expect(strangers.length).toBeLessThan(20);
  });

  it('are nobody at the beginning', () => {
    expect(new LinkedUsers().mayBe('p', 'user')).toBe(false);
  });
});
