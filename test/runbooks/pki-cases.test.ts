import { expect, test } from 'vitest';
import { runbook } from '../support/cli.ts';

// Four rehearsals at once take a while on a machine that runs the other tests too.
test('every case of the PKI deploy holds', async () => {
  const { code, stdout, stderr } = await runbook(['test', 'pki-prod-deploy', '--json']);
  const { files, passed, failed } = JSON.parse(stdout) as { files: readonly { cases: readonly unknown[] }[]; passed: number; failed: number };
  expect({ code, stderr, failed, cases: files[0]?.cases }).toMatchObject({ code: 0, stderr: '', failed: 0 });
  expect(passed).toBeGreaterThanOrEqual(4);
}, 180_000);
