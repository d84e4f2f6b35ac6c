import { firstCommand } from './first-command.js';

describe('firstCommand', () => {
  const folder = '/home/ada/assay';
  const dataFolder = '/home/ada/assay/.assay';

  it('is the report of the example, which finds the usual folder by itself', () => {
    expect(firstCommand({ folder, dataFolder, hasExample: true })).toBe('npx assay report checkout-button');
  });

  it('shows the read models where there is no example', () => {
    expect(firstCommand({ folder, dataFolder, hasExample: false })).toBe('npx assay lag');
  });

  it('names a folder that is another one, as a shell takes it', () => {
    const other = (path: string) => firstCommand({ folder, dataFolder: path, hasExample: false });
    expect(other('/home/ada/two')).toBe('npx assay lag --data /home/ada/two');
    expect(other("/home/ada/it's two")).toBe("npx assay lag --data '/home/ada/it'\\''s two'");
  });
});
