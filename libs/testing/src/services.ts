export type Service = 'kafka' | 'redis' | 'browser';

const variables = { kafka: 'KAFKA_BROKERS', redis: 'REDIS_URL', browser: 'CHROMIUM' } as const;

/** Which Kafka do the tests use? Its bootstrap addresses (comma separated), `undefined` when there is none. */
export function kafkaBrokers(): string | undefined {
  return process.env['TEST_KAFKA_BROKERS'];
}

/** Which Redis do the tests use? Its URL, `undefined` when there is none. */
export function redisUrl(): string | undefined {
  return process.env['TEST_REDIS_URL'];
}

/** Which Chromium do the tests drive? The path of its program, `undefined` when there is none. */
export function chromium(): string | undefined {
  return process.env['TEST_CHROMIUM'];
}

const found = { kafka: kafkaBrokers, redis: redisUrl, browser: chromium } as const;

/**
 * A `describe` block that needs a real Kafka, Redis or browser. Without one it registers a single test that passes and says
 * that the block was not run; under `REQUIRE_SERVICES=1` that test fails instead.
 *
 * @param service what the block needs
 * @param name title of the block
 * @param block the tests
 * @example
 * describeWith('redis', 'sticky store', () => {
 *   it('keeps the first writer', async () => { … });
 * });
 */
export function describeWith(service: Service, name: string, block: () => void): void {
  describe(name, found[service]() === undefined ? () => leaveOut(service) : block);
}

function leaveOut(service: Service): void {
  it(`not run: needs ${service} (${variables[service]})`, () => {
    expect({ service, required: process.env['REQUIRE_SERVICES'] === '1' }).toEqual({
      service,
      required: false,
    });
  });
}
