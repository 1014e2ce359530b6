import { expect, test } from 'vitest';
import { runbook } from './cli.ts';

interface Way {
  readonly kind: string;
  readonly path: string;
  readonly way: string;
  readonly covered: boolean;
}

interface TestedFile {
  readonly cases: readonly { readonly name: string; readonly status: string; readonly differences: readonly unknown[] }[];
  readonly coverage: readonly Way[];
}

/** `runbook test NAME`: all cases hold, and together they go every way that the runbook can go. */
export function expectEveryCaseAndWay(name: string): void {
  // Dozens of rehearsals take a minute of one core, and a busy machine has less.
  test(`every case of ${name} holds, and every way is gone`, { timeout: 900_000 }, async () => {
    const { code, stdout, stderr } = await runbook(['test', name, '--json']);
    const [file] = (JSON.parse(stdout) as { readonly files: readonly TestedFile[] }).files;
    const failed = file?.cases.filter(({ status }) => status !== 'passed');
    const missing = file?.coverage.filter(({ covered }) => !covered).map(({ kind, path, way }) => `${kind} ${path}: never ${way}`);
    expect({ code, stderr, failed, missing }).toEqual({ code: 0, stderr: '', failed: [], missing: [] });
  });
}
