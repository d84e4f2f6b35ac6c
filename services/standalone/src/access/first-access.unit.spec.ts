import { issueToken } from '@assay/auth';
import { expiresSoon } from './first-access.js';

const DAY_MS = 24 * 3_600_000;

describe('expiresSoon', () => {
  it('is true for the last thirty days of a token', async () => {
    const secret = 'a-secret-of-enough-length-for-tests-1234567890';
    const expiresInSeconds = 100 * 24 * 3600;
    const token = await issueToken({ secret, subject: 'owner', role: 'admin', expiresInSeconds });
    const now = Date.now();
    expect(expiresSoon(token, now)).toBe(false);
    expect(expiresSoon(token, now + 69 * DAY_MS)).toBe(false);
    expect(expiresSoon(token, now + 71 * DAY_MS)).toBe(true);
    expect(expiresSoon(token, now + 200 * DAY_MS)).toBe(true);
  });
});
