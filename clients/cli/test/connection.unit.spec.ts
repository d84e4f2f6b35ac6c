import type { ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jwtVerify } from 'jose';
import { eventually } from '@assay/testing';
import { ApiClient } from '../src/api/api-client.js';
import { EXIT, runCli } from '../src/index.js';
import { FakeAssay } from './support/fake-assay.js';
import { NOW, testTerminal } from './support/test-terminal.js';

const SECRET = 'a-secret-of-more-than-thirty-two-characters';
const verified = (token: string, options: object = {}) =>
  jwtVerify(token, new TextEncoder().encode(SECRET), { currentDate: new Date(NOW), ...options });

describe('finding Assay', () => {
  let assay: FakeAssay;
  let url: string;
  let terminal: ReturnType<typeof testTerminal>;

  beforeEach(async () => {
    assay = new FakeAssay();
    url = await assay.start();
    terminal = testTerminal();
    assay.routes.set('GET /api/v1/reports/experiments/x', () => ({ status: 200, body: {} }));
  });
  afterEach(() => assay.stop());

  const report = (...args: string[]) => runCli(['report', 'x', '--json', ...args], terminal);
  const bearer = (): string => [...assay.tokens][0]?.replace('Bearer ', '') ?? '';

  function leave(file: string, content: object | string): void {
    const path = join(terminal.folder, file);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  }

  it('takes flags before the environment', async () => {
    terminal = testTerminal({ ASSAY_URL: 'http://127.0.0.1:1', ASSAY_TOKEN: 'other' });
    expect(await report('--url', `${url}/`, '--token', 'flag')).toBe(EXIT.done);
    expect(bearer()).toBe('flag');
  });

  it('finds a standalone in its folder, here or where --data says', async () => {
    leave('.assay/secrets.json', { url, adminToken: 'here' });
    leave('elsewhere/secrets.json', { url, adminToken: 'there' });
    expect(await report()).toBe(EXIT.done);
    expect(await report('--data', 'elsewhere')).toBe(EXIT.done);
    expect([...assay.tokens]).toEqual(['Bearer here', 'Bearer there']);
  });

  it('finds the distributed form, and signs a token of its own for it', async () => {
    leave('.services/distributed.json', { url, jwtSecret: SECRET });
    expect(await report()).toBe(EXIT.done);
    const { payload } = await verified(bearer());
    expect(payload).toMatchObject({ role: 'admin', sub: 'assay-cli', exp: NOW / 1000 + 12 * 3600 });
  });

  it('uses another token at a local address when one is given', async () => {
    leave('.assay/secrets.json', { url, adminToken: 'here' });
    await report('--token', 'mine');
    expect(bearer()).toBe('mine');
  });

  it('never sends a local token to another address', async () => {
    leave('.assay/secrets.json', { url: 'http://127.0.0.1:1', adminToken: 'here' });
    expect(await report('--url', url)).toBe(EXIT.usage);
    expect(terminal.noted.at(-1)).toContain('needs a token');
    expect(assay.tokens.size).toBe(0);
  });

  it.each([
    ['there is nothing', [], 'No Assay found: there is no .assay/secrets.json here'],
    ['the folder named is not there', ['--data', 'gone'], 'there is no gone/secrets.json'],
    ['the address is none', ['--url', 'localhost:3000', '--token', 't'], 'is not an http(s) address'],
  ])('says what to do when %s', async (_case, args, message) => {
    expect(await report(...args)).toBe(EXIT.usage);
    expect(terminal.noted.at(-1)).toContain(message);
  });

  it.each([
    ['is no JSON', '{', 'is not JSON'],
    ['is no object', '3', 'is not a JSON object'],
  ])('says so when the secrets file %s', async (_case, content, message) => {
    leave('.assay/secrets.json', content);
    expect(await report()).toBe(EXIT.failed);
    expect(terminal.noted.at(-1)).toContain(message);
  });

  it('says so when the secrets file cannot be read', async () => {
    mkdirSync(join(terminal.folder, '.assay', 'secrets.json'), { recursive: true });
    chmodSync(join(terminal.folder, '.assay'), 0o700);
    expect(await report()).toBe(EXIT.failed);
    expect(terminal.noted.at(-1)).toContain('cannot be read (EISDIR)');
  });

  it('says so when nothing answers', async () => {
    await assay.stop();
    expect(await report('--url', url, '--token', 't')).toBe(EXIT.failed);
    expect(terminal.noted.at(-1)).toContain(`No answer from ${url} (ECONNREFUSED). Is Assay running there?`);
    await assay.start();
  });
});

describe('waiting for an answer', () => {
  it('keeps the process until there is one, or its patience is over', async () => {
    const waiting: ServerResponse[] = [];
    const server = createServer((_request, response) => void waiting.push(response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const api = new ApiClient({ url: `http://127.0.0.1:${String(port)}`, token: 'a-token' });
    const before = timers();
    const answer = api.get('/slow');
    await eventually(() => waiting.length === 1);
    expect(timers()).toBeGreaterThan(before);
    waiting[0]?.end('{}');
    expect(await answer).toEqual({});
    server.closeAllConnections();
    server.close();
  });
});

describe('assay token', () => {
  it('signs with JWT_SECRET for as long as asked, with issuer and audience where set', async () => {
    const terminal = testTerminal({ JWT_SECRET: SECRET, JWT_ISSUER: 'assay', JWT_AUDIENCE: 'people' });
    const args = ['token', '--role', 'editor', '--subject', 'alice', '--hours', '0.5', '--project', 'shop'];
    expect(await runCli(args, terminal)).toBe(EXIT.done);
    const { payload, protectedHeader } = await verified(terminal.printed[0] ?? '', {
      issuer: 'assay',
      audience: 'people',
    });
    expect(payload).toMatchObject({ role: 'editor', sub: 'alice', project: 'shop', exp: NOW / 1000 + 1800 });
    expect(protectedHeader.alg).toBe('HS256');
  });

  it('signs with the secret in the data folder, for one hour and the least role by default', async () => {
    const terminal = testTerminal();
    mkdirSync(join(terminal.folder, 'mine'));
    writeFileSync(join(terminal.folder, 'mine', 'secrets.json'), JSON.stringify({ jwtSecret: SECRET }));
    expect(await runCli(['token', '--data', 'mine'], terminal)).toBe(EXIT.done);
    const { payload } = await verified(terminal.printed[0] ?? '');
    expect(payload).toEqual({ role: 'viewer', sub: 'assay-cli', iat: NOW / 1000, exp: NOW / 1000 + 3600 });
  });

  it.each([
    ['an unknown role', ['--role', 'king'], 'must be one of viewer, analyst, editor, approver, admin'],
    ['no time', ['--hours', '0'], '--hours is "0"'],
    ['more than a year', ['--hours', '9000'], '--hours is "9000"'],
  ])('refuses %s', async (_case, args, message) => {
    const terminal = testTerminal({ JWT_SECRET: SECRET });
    expect(await runCli(['token', ...args], terminal)).toBe(EXIT.usage);
    expect(terminal.noted.at(-1)).toContain(message);
  });

  it('says where a secret could come from', async () => {
    const terminal = testTerminal();
    expect(await runCli(['token'], terminal)).toBe(EXIT.usage);
    expect(terminal.noted.at(-1)).toContain('set JWT_SECRET, or name the data folder');
  });
});

describe('help', () => {
  it('lists the commands, the exit codes and the first steps', async () => {
    const terminal = testTerminal();
    expect(await runCli(['--help'], terminal)).toBe(EXIT.done);
    const text = terminal.printed.join('\n');
    for (const word of ['import', 'report', 'rebuild', 'lag', 'token', 'Exit codes', 'First steps'])
      expect(text).toContain(word);
  });

  it('says of an import that FALSE and 0 send no event, and what duplicates are', async () => {
    const terminal = testTerminal();
    await runCli(['import', '--help'], terminal);
    expect(terminal.printed.join('\n')).toContain('FALSE and 0 send no event');
    expect(terminal.printed.join('\n')).toContain('is a duplicate');
  });

  it.each([
    ['an unknown command', ['improt']],
    ['a missing argument', ['report']],
    ['an unknown option', ['lag', '--fast']],
  ])('%s is exit code 2, with a way on', async (_case, args) => {
    const terminal = testTerminal();
    expect(await runCli(args, terminal)).toBe(EXIT.usage);
    expect(terminal.noted.join('\n')).toContain('--help');
  });
});
