import { expect, test } from 'vitest';
import { runbook } from '../support/cli.ts';
import '../support/rehearsal.ts';

test('the examples of other trades are valid without a warning, and found by name', async () => {
  expect(await runbook(['validate', 'examples/db-failover', 'cert-renewal'])).toMatchObject({ code: 0, stdout: '2 runbooks are valid.\n' });
  const { stdout } = await runbook(['list']);
  expect(stdout).toMatch(/^pki-rollback +Roll PKI back\nexamples\/cert-renewal +Renew .*\nexamples\/db-failover +Fail the orders/m);
  expect((await runbook(['validate', 'db-failovr'])).stdout).toContain('Did you mean `db-failover`?');
});

test.each(['examples/db-failover', 'examples/cert-renewal'])('%s: its cases hold, crashes included', async name => {
  const { stdout } = await runbook(['test', name, '--json']);
  const { files } = JSON.parse(stdout) as { files: readonly { cases: readonly { name: string; differences: readonly unknown[] }[] }[] };
  const cases = files.flatMap(file => file.cases);
  expect(cases).toHaveLength(6);
  expect(cases.filter(({ differences }) => differences.length > 0)).toEqual([]);
});
