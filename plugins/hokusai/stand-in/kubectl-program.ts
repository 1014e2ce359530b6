/** The `kubectl` of a world: it reads Deployments of a context, as the plugin does. The kubeconfig of a world is JSON. */
export const KUBECTL_PROGRAM = String.raw`
import { readFileSync } from 'node:fs';
const words = process.argv.slice(2);
const flags = {};
const command = [];
while (words.length > 0) {
  const word = words.shift();
  if (word.startsWith('-')) flags[word.replace(/^-+/, '')] = words.shift();
  else command.push(word);
}
if (command.join(' ') !== 'get deployments' || flags.o !== 'json') stop('this is the kubectl of a rehearsal: it knows only "kubectl --context NAME get deployments -l SELECTOR -o json"');
const config = JSON.parse(readFileSync(process.env.KUBECONFIG ?? stop('KUBECONFIG is not set: the world needs k8s')));
const context = config.contexts.find(one => one.name === flags.context)?.context ?? stop('error: context "' + flags.context + '" does not exist');
const { server } = config.clusters.find(one => one.name === context.cluster).cluster;
const answer = await fetch(server + '/apis/apps/v1/namespaces/' + context.namespace + '/deployments?labelSelector=' + encodeURIComponent(flags.l ?? ''), {
  headers: { authorization: 'Bearer ' + config.users[0].user.token },
  signal: AbortSignal.timeout(30_000),
});
const text = await answer.text();
if (!answer.ok) stop('Error from server: ' + text);
console.log(text);

function stop(message) {
  console.error(message);
  process.exit(1);
}
`;
