import type { JSONSchema } from '../../../engine/core/action.ts';
import type { Program } from '../../../engine/core/stand-in.ts';

const schema = {
  type: 'object',
  additionalProperties: false,
  description: 'A gpg that signs tags and commits, for machines without a key',
  properties: {
    key: { type: 'string', description: 'Owner of the secret key; absent: there is none' },
    agent: { enum: ['cached', 'none'], description: '`none`: the passphrase would have to be typed, so signing fails. Default: `cached`' },
  },
} as const satisfies JSONSchema;

/** The little of gpg that git and the runbooks use. A signature is the sum of what was signed. */
const source = `
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';

// A fault of the world lies beside its git configuration.
const settings = process.env.GIT_CONFIG_GLOBAL;
const fault = settings && join(dirname(settings), 'gpg');
const state = fault && existsSync(fault) ? readFileSync(fault, 'utf8') : 'ok';
if (state === 'no-key') delete options.key;
if (state === 'no-agent') options.agent = 'none';

const args = process.argv.slice(2);
const KEY = createHash('sha256').update(options.key ?? '').digest('hex').slice(0, 40).toUpperCase();
const option = name => args.find(arg => arg.startsWith(name + '='))?.slice(name.length + 1);
const statusFd = Number(option('--status-fd') ?? 2);
const status = text => writeSync(statusFd, '\\n[GNUPG:] ' + text + '\\n');
const sumOf = payload => createHash('sha256').update(KEY).update(payload).digest('base64');
const armor = sum => '-----BEGIN PGP SIGNATURE-----\\n\\n' + sum + '\\n-----END PGP SIGNATURE-----\\n';
const end = (code, text) => { if (text) writeSync(2, 'gpg: ' + text + '\\n'); process.exit(code); };

if (args.includes('--version')) {
  writeSync(1, 'gpg (GnuPG) 2.4.0\\n');
} else if (args.some(arg => arg === '-K' || arg.startsWith('--list-secret-keys'))) {
  if (options.key) writeSync(1, 'sec   ed25519 2024-01-09 [SC]\\n      ' + KEY + '\\nuid           [ultimate] ' + options.key + '\\n\\n');
} else if (args.includes('--verify')) {
  const sum = readFileSync(args[args.indexOf('--verify') + 1], 'utf8').split('\\n')[2];
  const isGood = options.key && sum === sumOf(readFileSync(0));
  status((isGood ? 'GOODSIG ' : 'BADSIG ') + KEY.slice(-16) + ' ' + (options.key ?? 'nobody'));
  if (isGood) status('VALIDSIG ' + KEY + ' 2024-01-09 0 0 4 0 22 8 00 ' + KEY);
  if (isGood) status('TRUST_ULTIMATE 0 pgp');
  end(isGood ? 0 : 1, (isGood ? 'Good' : 'BAD') + ' signature from "' + (options.key ?? 'nobody') + '"');
} else if (args.some(arg => /^-[a-z]*s/.test(arg) || arg === '--sign' || arg === '--detach-sign')) {
  if (!options.key) end(2, 'no default secret key: No secret key');
  if (options.agent === 'none') end(2, 'signing failed: Inappropriate ioctl for device');
  const payload = readFileSync(0);
  status('SIG_CREATED D 22 8 00 0 ' + KEY);
  writeSync(1, armor(sumOf(payload)));
} else {
  end(2, 'this world\\'s gpg does not know: ' + args.join(' '));
}
`;

export const gpg: Program = { schema, source };
