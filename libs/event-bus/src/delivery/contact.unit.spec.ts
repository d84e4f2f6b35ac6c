import { LogBusyError } from '../errors/log-busy.error.js';
import { LogUnavailableError } from '../errors/log-unavailable.error.js';
import { Contact } from './contact.js';

describe('the last contact with the log', () => {
  it.each([
    ['a log that is away', new LogUnavailableError('publish', new Error('refused')), false],
    ['a broken connection', new Error('ECONNRESET'), false],
    ['a refusal that the log gave', new LogBusyError('t[0]', undefined), true],
  ])('counts %s', async (_, error, succeeded) => {
    const contact = new Contact();
    await expect(contact.noting(() => Promise.reject(error))).rejects.toBe(error);
    expect(contact.succeeded).toBe(succeeded);
  });

  it('is good again after the next success', async () => {
    const contact = new Contact();
    await contact.noting(() => Promise.reject(new Error('away'))).catch(() => undefined);
    expect(await contact.noting(() => Promise.resolve(7))).toBe(7);
    expect(contact.succeeded).toBe(true);
  });
});
