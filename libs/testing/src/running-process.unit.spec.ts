import { startProcess } from './running-process.js';

const script = (source: string) => ({ args: ['-e', source] });

describe('startProcess', () => {
  it('waits for what the process prints and stops it by signal', async () => {
    const child = startProcess(script('console.log("ready on 4711"); setInterval(() => {}, 1000)'));
    expect((await child.printed(/ready on (\d+)/))[1]).toBe('4711');
    expect(await child.stop()).toEqual({ code: null, signal: 'SIGTERM' });
  });

  it('passes the environment on', async () => {
    const child = startProcess({ ...script('console.log(process.env.MARK)'), env: { MARK: 'seen' } });
    await child.exited;
    expect(child.output()).toBe('seen\n');
  });

  it('fails with the output when the process ends first', async () => {
    const child = startProcess(script('console.error("no such table"); process.exit(3)'));
    await expect(child.printed(/ready/)).rejects.toMatchObject({
      code: 'PROCESS_ENDED',
      message: expect.stringMatching(/code 3[\s\S]*no such table/),
    });
  });
});
