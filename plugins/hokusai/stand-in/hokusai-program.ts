/**
 * The `hokusai` of a world: it deploys to the cluster and the registry of the world as the real one does, step by step: hook, images,
 * rollout, undo where that fails, hook, tags. It does not wait in real time: the cluster lets the rollout happen when it is asked to.
 */
export const HOKUSAI_PROGRAM = String.raw`
import { readFileSync } from 'node:fs';
const usage = 'this is the hokusai of a rehearsal: it knows "registry images", "staging|production deploy TAG", "pipeline promote" and "version"';
const words = process.argv.slice(2);
const flags = {};
const command = [];
while (words.length > 0) {
  const word = words.shift();
  if (['-d', '--digests', '-u', '--update-config', '-v', '-r'].includes(word)) flags[word.replace(/^-+/, '')] = true;
  else if (word.startsWith('-')) flags[word.replace(/^-+/, '')] = words.shift();
  else command.push(word);
}
const [first, second, tag] = command;
if (first === 'version') done('v3.4.0');
const project = /^project-name:\s*['"]?([\w.-]+)/m.exec(read('hokusai/config.yml'))?.[1] ?? stop(1, "ERROR: 'hokusai/config.yml' does not exist or has no project-name");
const settings = process.env.RUNBOOK_WORLD_HOKUSAI ? await (await fetch(process.env.RUNBOOK_WORLD_HOKUSAI)).json() : {};

if (first === 'registry' && second === 'images') await listImages();
else if (first === 'pipeline' && second === 'promote') await deploy('production', 'staging');
else if ((first === 'staging' || first === 'production') && second === 'deploy' && tag) await deploy(first, tag);
else stop(2, usage);

async function listImages() {
  const { imageDetails } = await ecr('DescribeImages', { repositoryName: project, filter: { tagStatus: 'TAGGED' }, maxResults: 1000 });
  const filter = flags['filter-tags'] ?? flags.f ?? '';
  const rows = imageDetails.filter(one => one.imageTags.join(', ').includes(filter)).sort((a, b) => b.imagePushedAt - a.imagePushedAt);
  const limit = Number(flags.limit ?? flags.l ?? 20);
  const digests = flags.digests || flags.d;
  console.log(['Image Pushed At     ', ...(digests ? ['Image Digest'] : []), 'Image Tags'].join(' | ') + '\n' + '-'.repeat(58));
  for (const one of rows.slice(0, limit)) {
    const pushed = new Date(one.imagePushedAt * 1000).toISOString().slice(0, 19).replace('T', ' ') + '+00:00';
    console.log([pushed, ...(digests ? [one.imageDigest] : []), one.imageTags.join(', ')].join(' | '));
  }
  if (rows.length > limit) console.log('\n' + (rows.length - limit) + ' more images available');
}

async function deploy(stage, wanted) {
  const { repositories } = await ecr('DescribeRepositories', { repositoryNames: [project] });
  const found = await ecr('DescribeImages', { repositoryName: project, imageIds: [{ imageTag: wanted }] }).catch(() => undefined);
  const digest = found?.imageDetails[0]?.imageDigest ?? stop(1, 'ERROR: Could not find an image digest for tag ' + wanted + '.  Aborting.');
  console.log('Deploying ' + digest + ' to ' + stage + '...');
  if (settings.pre_deploy) stop(settings.pre_deploy, 'ERROR: Pre-deploy hook failed with return code ' + settings.pre_deploy);
  const cluster = openCluster(stage);
  const { items } = await cluster('GET', '/deployments?labelSelector=' + encodeURIComponent('app=' + project + ',layer=application'));
  const before = items.map(one => [one.metadata.name, imagesOf(one)]);
  const uri = repositories[0].repositoryUri;
  const version = digest.slice(Math.floor(digest.length / 2));
  for (const one of items) await patch(cluster, one.metadata.name, imagesOf(one).filter(([, image]) => image.includes(uri)).map(([name]) => [name, uri + '@' + digest]), version);
  if (!(await rolledOut(cluster))) {
    console.error('One or more deployment rollouts failed!  Rolling back...');
    for (const [name, images] of before) await patch(cluster, name, images);
    stop(1, 'ERROR: Deployment failed!');
  }
  let good = true;
  if (settings.post_deploy) good = warn("Running the post-deploy hook failed with return code " + settings.post_deploy);
  if (settings.tags === 'fail') good = warn("Updating ECR deployment tags failed due to the error: 'AccessDeniedException'");
  else await retag(stage, wanted);
  if (!good) stop(1, 'ERROR: One or more post-deploy steps failed!');
  console.log('Deployment succeeded!');
}

/** By the name of the tag, as the real one does: it may be on another image by now. */
async function retag(stage, wanted) {
  const { images } = await ecr('BatchGetImage', { repositoryName: project, imageIds: [{ imageTag: wanted }] });
  const now = (settings.now ?? new Date().toISOString()).slice(0, 19).replace('T', '--').replaceAll(':', '-');
  for (const imageTag of [stage, stage + '--' + now]) {
    await ecr('PutImage', { repositoryName: project, imageManifest: images[0].imageManifest, imageTag }).catch(() => {});
  }
}

function imagesOf(deployment) {
  return deployment.spec.template.spec.containers.map(({ name, image }) => [name, image]);
}

function patch(cluster, name, images, version) {
  const labels = version === undefined ? {} : { 'app.kubernetes.io/version': version };
  const containers = images.map(([one, image]) => ({ name: one, image }));
  const body = { metadata: { labels }, spec: { template: { metadata: { labels }, spec: { containers } } } };
  return cluster('PATCH', '/deployments/' + name, body, 'application/strategic-merge-patch+json');
}

async function rolledOut(cluster) {
  return (await cluster('POST', '/rehearsal/roll?app=' + project)).done;
}

function openCluster(name) {
  const config = JSON.parse(read(process.env.KUBECONFIG ?? stop(1, 'KUBECONFIG is not set: the world needs k8s')));
  const context = config.contexts.find(one => one.name === name)?.context ?? stop(1, 'error: context "' + name + '" does not exist');
  const { server } = config.clusters.find(one => one.name === context.cluster).cluster;
  return async (method, path, body, type) => {
    const place = path.startsWith('/rehearsal') ? path : '/apis/apps/v1/namespaces/' + context.namespace + path;
    const headers = { authorization: 'Bearer ' + config.users[0].user.token, ...(type ? { 'content-type': type } : {}) };
    const answer = await fetch(server + place, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}), signal: AbortSignal.timeout(30_000) });
    const text = await answer.text();
    return answer.ok ? JSON.parse(text) : stop(1, 'Error from server: ' + text);
  };
}

async function ecr(operation, input) {
  const url = process.env.AWS_ENDPOINT_URL_ECR ?? stop(1, 'AWS_ENDPOINT_URL_ECR is not set: the world needs ecr');
  const headers = { 'x-amz-target': 'AmazonEC2ContainerRegistry_V20150921.' + operation, 'content-type': 'application/x-amz-json-1.1' };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(input), signal: AbortSignal.timeout(30_000) });
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.__type + ': ' + body.message);
  return body;
}

function warn(message) {
  console.error('WARNING: ' + message);
  return false;
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function done(text) {
  console.log(text);
  process.exit(0);
}

function stop(code, message) {
  console.error(message);
  process.exit(code);
}
`;
