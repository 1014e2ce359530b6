/**
 * The `aws` of a world: only who one is, which is what runbooks ask before they begin. It asks the address in
 * AWS_ENDPOINT_URL as the real one would, so that expired credentials show.
 */
export const AWS_PROGRAM = String.raw`
const usage = 'this is the aws of a rehearsal: it knows only "aws sts get-caller-identity [--output json|text] [--query Account|Arn|UserId]"';
const words = process.argv.slice(2);
const flags = {};
const command = [];
while (words.length > 0) {
  const word = words.shift();
  if (!word.startsWith('--')) command.push(word);
  else if (word.includes('=')) flags[word.slice(2, word.indexOf('='))] = word.slice(word.indexOf('=') + 1);
  else if (['output', 'query', 'profile', 'region', 'endpoint-url'].includes(word.slice(2))) flags[word.slice(2)] = words.shift();
  else stop(2, usage);
}
if (command.join(' ') !== 'sts get-caller-identity') stop(2, usage);

const url = flags['endpoint-url'] ?? process.env.AWS_ENDPOINT_URL ?? options.url;
if (!url) stop(253, 'Unable to locate credentials. You can configure credentials by running "aws configure".');
const key = process.env.AWS_ACCESS_KEY_ID;
if (!key) stop(253, 'Unable to locate credentials. You can configure credentials by running "aws configure".');
const answer = await fetch(url, {
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded', authorization: 'AWS4-HMAC-SHA256 Credential=' + key + '/20260101/us-west-2/sts/aws4_request' },
  body: 'Action=GetCallerIdentity&Version=2011-06-15',
  signal: AbortSignal.timeout(30_000),
}).catch(error => stop(255, 'Could not connect to the endpoint URL: "' + url + '" (' + (error.cause?.code ?? error.message) + ')'));
const xml = await answer.text();
const pick = tag => new RegExp('<' + tag + '>([^<]*)</' + tag + '>').exec(xml)?.[1] ?? '';
if (!answer.ok) stop(254, 'An error occurred (' + pick('Code') + ') when calling the GetCallerIdentity operation: ' + pick('Message'));

const identity = { UserId: pick('UserId'), Account: pick('Account'), Arn: pick('Arn').replace('/power/', '/' + (options.account ?? 'power') + '/') };
if (flags.query !== undefined && !(flags.query in identity)) stop(2, usage);
if (flags.query !== undefined) console.log(flags.output === 'text' ? identity[flags.query] : JSON.stringify(identity[flags.query]));
else console.log(flags.output === 'text' ? [identity.Account, identity.Arn, identity.UserId].join('\t') : JSON.stringify(identity, null, 4));

function stop(code, message) {
  console.error(message);
  process.exit(code);
}
`;
