/** The `aws-vault` of a world: it gets sessions from the world's AWS, is never nested, and asks for a code only at a terminal. */
export const VAULT_PROGRAM = String.raw`
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline/promises';

const [verb, ...words] = process.argv.slice(2);
const stop = text => { console.error('aws-vault: error: ' + (verb ?? '') + ': ' + text); process.exit(1); };
const WITH_VALUE = ['-d', '--duration', '-t', '--mfa-token', '-r', '--region', '--prompt', '--backend'];
const flags = [];
while (words[0]?.startsWith('-') && words[0] !== '--') flags.push(words.shift(), ...(WITH_VALUE.includes(flags.at(-1)) ? [words.shift()] : []));
const profile = words.shift();
if (words[0] === '--') words.shift();
if (!['exec', 'export'].includes(verb)) stop('this is the aws-vault of a rehearsal: it knows only exec and export');
if (!profile || profile === '--') stop("required argument 'profile' not provided");
if (process.env.AWS_VAULT) stop("running in an existing aws-vault subshell; 'exit' from the subshell or unset AWS_VAULT to force");
if (options.profiles && !options.profiles.includes(profile)) stop('Failed to get credentials for ' + profile + ': profile not found');

const ask = async code => {
  const form = new URLSearchParams({ Action: 'GetSessionToken', Version: '2011-06-15', ...(code ? { TokenCode: code } : {}) });
  const answer = await fetch(process.env.AWS_ENDPOINT_URL, { method: 'POST', body: form }).catch(error => stop('Failed to get credentials for ' + profile + ': ' + (error.cause?.code ?? error.message)));
  return { ok: answer.ok, xml: await answer.text() };
};
const pick = (xml, tag) => new RegExp('<' + tag + '>([^<]*)</' + tag + '>').exec(xml)?.[1] ?? '';
let { ok, xml } = await ask();
if (!ok && process.stdin.isTTY) {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  ({ ok, xml } = await ask(await terminal.question('Enter MFA code for arn:aws:iam::111122223333:mfa/rehearsal (any six digits): ')));
  terminal.close();
}
if (!ok) stop('Failed to get credentials for ' + profile + ': operation error STS: GetSessionToken, ' + pick(xml, 'Code') + ': ' + pick(xml, 'Message'));

const session = {
  AWS_ACCESS_KEY_ID: pick(xml, 'AccessKeyId'),
  AWS_SECRET_ACCESS_KEY: pick(xml, 'SecretAccessKey'),
  AWS_SESSION_TOKEN: pick(xml, 'SessionToken'),
  AWS_CREDENTIAL_EXPIRATION: pick(xml, 'Expiration'),
};
if (verb === 'export') {
  const json = { Version: 1, AccessKeyId: session.AWS_ACCESS_KEY_ID, SecretAccessKey: session.AWS_SECRET_ACCESS_KEY, SessionToken: session.AWS_SESSION_TOKEN, Expiration: session.AWS_CREDENTIAL_EXPIRATION };
  const isJson = flags.some((flag, index) => flag === '--format=json' || (flag === '--format' && flags[index + 1] === 'json'));
  console.log(isJson ? JSON.stringify(json) : Object.entries(session).map(([name, value]) => name + '=' + value).join('\n'));
} else {
  if (words.length === 0) stop('the aws-vault of a rehearsal opens no shell: give a command');
  const env = { ...process.env, ...session, AWS_VAULT: profile, AWS_DEFAULT_REGION: process.env.AWS_REGION };
  delete env.AWS_PROFILE;
  const child = spawn(words[0], words.slice(1), { stdio: 'inherit', env });
  child.once('error', error => stop('couldn\'t find the executable "' + words[0] + '": ' + error.code));
  child.once('exit', (code, signal) => (signal ? process.kill(process.pid, signal) : process.exit(code)));
}
`;
