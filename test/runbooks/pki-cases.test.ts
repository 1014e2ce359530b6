import { expect, test } from 'vitest';
import { runbook } from '../support/cli.ts';

// Many rehearsals at once take a while on a machine that runs the other tests too.
test('every case of the PKI runbooks holds', async () => {
  const { code, stdout, stderr } = await runbook(['test', 'pki-prod-deploy', 'pki-rollback', '--json']);
  const { files, failed } = JSON.parse(stdout) as { files: readonly { cases: readonly unknown[] }[]; failed: number };
  expect({ code, stderr, failed, cases: files.map(({ cases }) => cases) }).toMatchObject({ code: 0, stderr: '', failed: 0 });
  expect(files.map(({ cases }) => cases.length > 4)).toEqual([true, true]);
}, 480_000);
