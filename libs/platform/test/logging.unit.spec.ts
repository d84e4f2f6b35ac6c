import { AssayLogger, redact } from '../src/index.js';

describe('redact', () => {
  it.each([
    [
      'connecting to postgres://assay:hunter2@db:5432/assay',
      'connecting to postgres://assay:[hidden]@db:5432/assay',
    ],
    ['key assay_sdk_AbC-_9 refused', 'key assay_sdk_[hidden] refused'],
    ['Authorization: Bearer abc.def.ghi', 'Authorization: Bearer [hidden]'],
    ['nothing to hide', 'nothing to hide'],
  ])('%s', (text, safe) => {
    expect(redact(text)).toBe(safe);
  });
});

describe('AssayLogger', () => {
  const lines: Record<string, unknown>[] = [];
  const logger = new AssayLogger({
    service: 'assignment',
    level: 'info',
    destination: { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
  });
  beforeEach(() => {
    lines.length = 0;
  });

  it('names service and context', () => {
    logger.log('started', 'Bootstrap');
    expect(lines[0]).toMatchObject({
      service: 'assignment',
      context: 'Bootstrap',
      msg: 'started',
      level: 30,
    });
  });

  it('hides secrets in errors, stacks and fields', () => {
    logger.error(new Error('postgres://a:hunter2@db failed'), 'Store');
    logger.error('failed', 'Error: postgres://a:hunter2@db\n    at x', 'Store');
    logger.warn({ jwtSecret: 'hunter2', url: 'redis://a:hunter2@r', attempt: 3 });
    expect(JSON.stringify(lines)).not.toContain('hunter2');
    expect(lines[2]).toMatchObject({ jwtSecret: '[hidden]', attempt: 3 });
  });

  it('keeps to its level', () => {
    logger.debug('detail');
    logger.verbose('detail');
    logger.fatal('end');
    expect(lines.map(({ level }) => level)).toEqual([60]);
  });
});
