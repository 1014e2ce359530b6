import { describe, expect, test } from 'vitest';
import { toFailure } from '../../../engine/core/failure.ts';
import type { Lease } from '../../../engine/core/action.ts';
import { keysOf, type Keys } from '../../../plugins/shared/aws/credentials.ts';
import { vault } from '../../../plugins/shared/aws/vault.ts';
import { NO_CONNECTION } from '../../support/no-connection.ts';

describe('aws-vault before a command', () => {
  const WRAP = ['aws-vault', 'exec', '-d', '1h', 'prod-power', '--'];
  test.each<[string, readonly string[], string | undefined, readonly string[]]>([
    ['stays outside of it', WRAP, undefined, WRAP],
    ['is left out inside the same profile', WRAP, 'prod-power', []],
    ['leaves what follows it', [...WRAP, 'nice'], 'prod-power', ['nice']],
    ['without a separator', ['/usr/local/bin/aws-vault', 'exec', 'prod-power'], 'prod-power', []],
    ['another program is not its business', ['sudo', '-u', 'deploy'], 'prod-power', ['sudo', '-u', 'deploy']],
    ['nor another verb', ['aws-vault', 'export', 'prod-power'], 'sandbox', ['aws-vault', 'export', 'prod-power']],
    ['nor no wrap at all', [], 'sandbox', []],
  ])('%s', (_, wrap, inside, expected) => {
    expect(vault.outer(wrap, inside === undefined ? {} : { AWS_VAULT: inside }, 'prod-power')).toEqual(expected);
  });

  test.each([
    ['the command itself failed', 1, 'Error: boom', undefined],
    ['it ended well', 0, 'aws-vault: error: exec: x', undefined],
    ['no session', 1, 'aws-vault: error: exec: Failed to get credentials: token expired', 'credentials'],
    ['no such command', 1, 'aws-vault: error: exec: "bin/asg-recycle": executable file not found in $PATH', 'not-found'],
  ])('%s', (_, exitCode, stderr, code) => {
    expect(vault.explain(WRAP, { exitCode, stderr, stdout: '' }, 'prod-power')?.code).toBe(code);
  });
});

describe('a session that a command prints', () => {
  const END = '2026-03-10T15:00:00Z';
  const KEYS: Keys = { accessKeyId: 'ASIA1', secretAccessKey: 'secret-secret', sessionToken: 'token-token', expiration: new Date(END) };
  const leased = async (stdout: string) => {
    const seen: { argv?: readonly string[]; lease?: Lease<unknown> } = {};
    const lease = async <T>(argv: readonly string[], read: (text: string) => Lease<T>): Promise<T> => {
      Object.assign(seen, { argv, lease: read(stdout) });
      return (seen.lease as Lease<T>).value;
    };
    const given = keysOf({ ...NO_CONNECTION, name: 'prod-power', options: { credentials: { command: ['print', 'it'] } }, lease });
    const keys = typeof given === 'function' ? await given() : given;
    return { ...seen, keys };
  };

  test.each([
    [
      'credential_process',
      JSON.stringify({ Version: 1, AccessKeyId: 'ASIA1', SecretAccessKey: 'secret-secret', SessionToken: 'token-token', Expiration: END }),
    ],
    [
      'an environment',
      `PATH=/bin\nAWS_ACCESS_KEY_ID=ASIA1\nAWS_SECRET_ACCESS_KEY=secret-secret\nAWS_SESSION_TOKEN=token-token\nAWS_CREDENTIAL_EXPIRATION=${END}\n`,
    ],
    [
      'exports',
      `export AWS_ACCESS_KEY_ID=ASIA1\r\nexport AWS_SECRET_ACCESS_KEY=secret-secret\r\nexport AWS_SESSION_TOKEN=token-token\r\nexport AWS_CREDENTIAL_EXPIRATION=${END}\r\n`,
    ],
  ])('as %s', async (_, stdout) => {
    const { argv, keys, lease } = await leased(stdout);
    expect({ argv, keys }).toEqual({ argv: ['print', 'it'], keys: KEYS });
    expect(lease).toMatchObject({ until: new Date(END), secrets: { secretAccessKey: 'secret-secret', sessionToken: 'token-token' } });
  });

  test('without an end it says none', async () => {
    const { keys, lease } = await leased('AWS_ACCESS_KEY_ID=AKIA1\nAWS_SECRET_ACCESS_KEY=secret-secret\n');
    expect(keys).toEqual({ accessKeyId: 'AKIA1', secretAccessKey: 'secret-secret' });
    expect(lease?.until).toBeUndefined();
  });

  test.each(['', '<html>', '{"Version":1}', '{"AccessKeyId":', 'AWS_ACCESS_KEY_ID=AKIA1'])('%j is none', async stdout => {
    expect(await leased(stdout).then(() => undefined, toFailure)).toEqual({
      code: 'credentials',
      message: 'The command that gives the credentials of connection prod-power printed no access key.',
      hint: 'It should print what `aws-vault export --format=json PROFILE` prints (JSON of credential_process), or lines such as `AWS_ACCESS_KEY_ID=...` (`aws-vault exec PROFILE -- env`).',
    });
  });
});
