import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CASES_FILE, readCases } from './support/case-file.js';
import { describeWithPython, runCases } from './support/python.js';

const total = Object.values(readCases())
  .filter((member) => Array.isArray(member))
  .reduce((sum, list) => sum + list.length, 0);

describeWithPython('cases.json in another language', () => {
  it('has the same answers, by an implementation of its own', () => {
    expect(runCases(CASES_FILE)).toEqual({
      status: 0,
      lines: [`${String(total)} cases, 0 failed`],
      stderr: '',
    });
  });

  it('control: a case with a wrong answer fails', () => {
    const folder = mkdtempSync(join(tmpdir(), 'assay-cases-'));
    try {
      const text = readFileSync(CASES_FILE, 'utf8');
      const file = join(folder, 'cases.json');
      writeFileSync(file, text.replace('"variant": "treatment", "config"', '"variant": "control", "config"'));
      const { status, lines } = runCases(file);
      expect({ status, last: lines.at(-1) }).toEqual({ status: 1, last: `${String(total)} cases, 1 failed` });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
