import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BlockList } from 'node:net';
import type { NetworkRules } from '../src/notification/send/checked-address.js';
import { guardedPost } from '../src/notification/send/guarded-post.js';

/** Ways to write the own machine that lead there: with the guard off, each of them arrives. */
const OWN_MACHINE = [
  ...['127.0.0.1', '2130706433', '0x7f000001', '0177.0.0.1', '017700000001', '127.1', '127.0.1', '0x7f.1'],
  ...['0x7f.0.0.0x1', '127.0.0.1.', '0', '0x0', '0.0.0.0', '%31%32%37.0.0.1', '127。0。0。1', '１２７.0.0.1'],
  ...['①②⑦.⓪.⓪.①', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[0:0:0:0:0:ffff:127.0.0.1]'],
];
const NAMES: Readonly<Record<string, readonly string[]>> = {
  'loopback.test': ['127.0.0.1'],
  'mapped.test': ['::ffff:127.0.0.1'],
  'mixed.test': ['93.184.216.34', '127.0.0.1'],
  'metadata.test': ['169.254.169.254'],
  'v6.test': ['::1'],
  'ula.test': ['fd00:ec2::254'],
};
const ELSEWHERE = [
  ...['10.0.0.1', '10.255.255.255', '172.16.0.1', '172.31.255.255', '192.168.1.1', '169.254.169.254'],
  ...['0xa9fea9fe', '2852039166', '0251.0376.0251.0376', '169.254.43518', '100.64.0.1', '100.100.100.200'],
  ...['198.18.0.1', '192.0.0.1', '192.0.2.1', '198.51.100.1', '203.0.113.1', '192.88.99.1', '224.0.0.1'],
  ...['239.255.255.255', '240.0.0.1', '255.255.255.255', '127.255.255.254', '[::]', '[::1]', '[::127.0.0.1]'],
  ...['[64:ff9b::7f00:1]', '[64:ff9b::169.254.169.254]', '[2002:7f00:1::]', '[2001:0:7f00:1::]', '[fe80::1]'],
  ...['[fc00::1]', '[fd00:ec2::254]', '[fec0::1]', '[ff02::1]', '[2001:db8::1]', '[100::1]'],
];
const FORMS = [...OWN_MACHINE, ...Object.keys(NAMES), ...ELSEWHERE];

const resolve: NetworkRules['resolve'] = async (name) => {
  const found = NAMES[name];
  if (found === undefined) throw new RangeError(`${name} is not asked for in this test`);
  return found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
};

const networks = (...cidrs: readonly (readonly [string, number])[]): BlockList => {
  const list = new BlockList();
  for (const [address, prefix] of cidrs)
    list.addSubnet(address, prefix, address.includes(':') ? 'ipv6' : 'ipv4');
  return list;
};

const guarded: NetworkRules = { own: networks(), resolve };
const unguarded: NetworkRules = { own: networks(['0.0.0.0', 0], ['::', 0]), resolve };

let connections = 0;
let requests = 0;
let target: Server;
let port = 0;

async function listening(server: Server, host: string, at = 0): Promise<number> {
  await new Promise<void>((done) => server.listen(at, host, done));
  return (server.address() as AddressInfo).port;
}

const post = (url: string, rules: NetworkRules, timeoutMs?: number): Promise<void> =>
  guardedPost({ url: new URL(url), headers: { 'x-key': 'k' }, body: '{}' }, rules, timeoutMs);

const codeOf = async (work: Promise<void>): Promise<string> =>
  work.then(
    () => 'sent',
    (error: { readonly code?: string }) => error.code ?? 'no code',
  );

beforeAll(async () => {
  target = createServer((_request, response) => {
    requests += 1;
    response.end('ok');
  });
  target.on('connection', () => {
    connections += 1;
  });
  port = await listening(target, '127.0.0.1');
});

afterAll(() => {
  target.closeAllConnections();
  target.close();
});

describe('what others make us send', () => {
  beforeEach(() => {
    connections = 0;
    requests = 0;
  });

  it(`reaches none of ${String(FORMS.length)} forms of addresses that are not public, by http and https`, async () => {
    expect(FORMS.length).toBeGreaterThanOrEqual(60);
    for (const scheme of ['http', 'https'])
      for (const host of FORMS)
        expect([host, await codeOf(post(`${scheme}://${host}:${String(port)}/`, guarded))]).toEqual([
          host,
          'TARGET_FORBIDDEN',
        ]);
    expect(connections).toBe(0);
  });

  it('arrives at the own machine by every form of its address when the guard is off', async () => {
    const hosts = [...OWN_MACHINE, 'loopback.test', 'mapped.test'];
    for (const host of hosts)
      expect([host, await codeOf(post(`http://${host}:${String(port)}/`, unguarded))]).toEqual([
        host,
        'sent',
      ]);
    expect(requests).toBe(hosts.length);
  });

  it.each([
    'ftp://example.test/',
    'file:///etc/passwd',
    'https://user:pw@loopback.test/',
    'https://a@127.0.0.1/',
  ])('does not even look at %s', async (url) => {
    expect(await codeOf(post(url, unguarded))).toBe('TARGET_FORBIDDEN');
  });

  it('takes plain http for own networks only', async () => {
    const own = networks(['10.0.0.0', 8]);
    const rules = { own, resolve: async () => [{ address: '93.184.216.34', family: 4 }] };
    expect(await codeOf(post('http://public.test/', rules))).toBe('TARGET_FORBIDDEN');
  });

  it('goes to the address that was checked, whatever the name says afterwards', async () => {
    const own = networks(['127.0.0.2', 32]);
    const asked: string[] = [];
    const rebinding: NetworkRules = {
      own,
      resolve: async (name) => {
        asked.push(name);
        return [{ address: asked.length === 1 ? '127.0.0.2' : '127.0.0.1', family: 4 }];
      },
    };
    const reached: string[] = [];
    const other = createServer((request, response) => {
      reached.push(String(request.headers.host));
      response.end();
    });
    await listening(other, '127.0.0.2', port);
    try {
      expect(await codeOf(post(`http://rebinding.test:${String(port)}/`, rebinding))).toBe('sent');
      expect(reached).toEqual([`rebinding.test:${String(port)}`]);
      expect(asked).toEqual(['rebinding.test']);
      expect(connections).toBe(0);
      expect(await codeOf(post(`http://rebinding.test:${String(port)}/`, rebinding))).toBe(
        'TARGET_FORBIDDEN',
      );
      expect(connections).toBe(0);
    } finally {
      other.close();
    }
  });
});

describe('what the target answers', () => {
  const own = networks(['127.0.0.2', 32]);
  let server: Server;
  let at = '';

  beforeAll(async () => {
    server = createServer((_request, _response) => undefined);
    server.on('request', (_request, response) => {
      respond(response);
    });
    at = `http://127.0.0.2:${String(await listening(server, '127.0.0.2'))}/secret-path`;
  });

  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  type Response = Parameters<Parameters<typeof createServer>[1] & object>[1];
  let respond: (response: Response) => void = () => undefined;

  it.each([301, 302, 303, 307, 308])('is not followed elsewhere: %d', async (status) => {
    connections = 0;
    respond = (response) => {
      response.writeHead(status, { location: `http://127.0.0.1:${String(port)}/` }).end();
    };
    expect(await codeOf(post(at, { own, resolve }))).toBe('TARGET_REFUSED');
    expect(connections).toBe(0);
  });

  it('has to come in time, and to be small', async () => {
    respond = () => undefined;
    expect(await codeOf(post(at, { own, resolve }, 100))).toBe('TARGET_UNREACHABLE');
    respond = (response) => {
      response.write('x');
    };
    expect(await codeOf(post(at, { own, resolve }, 100))).toBe('TARGET_UNREACHABLE');
    respond = (response) => {
      response.end('x'.repeat(2 ** 20));
    };
    expect(await codeOf(post(at, { own, resolve }))).toBe('TARGET_UNREACHABLE');
  });

  it('is told without the path, which may be a secret', async () => {
    respond = (response) => {
      response.writeHead(500).end('secret-path');
    };
    await expect(post(at, { own, resolve })).rejects.toMatchObject({
      message: '127.0.0.2 answered 500',
      isPermanent: false,
    });
    respond = (response) => {
      response.writeHead(404).end();
    };
    await expect(post(at, { own, resolve })).rejects.toMatchObject({ isPermanent: true });
  });

  it('is waited for no longer when the name service does not answer', async () => {
    const silent = { own, resolve: () => new Promise<never>(() => undefined) };
    expect(await codeOf(post('https://silent.test/', silent, 100))).toBe('TARGET_UNREACHABLE');
  });
});
