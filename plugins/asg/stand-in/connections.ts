import { isJsonObject, type JsonObject } from '../../../engine/core/json.ts';
import type { WorldIo } from '../../../engine/core/stand-in.ts';
import { NO_PROFILES, worldCredentials } from '../../shared/aws/world.ts';
import type { GroupPart } from './schema.ts';

type Groups = Readonly<Record<string, GroupPart>>;

const REGION = 'us-west-2';
/** The connections that lead to the groups, by the profiles that they name. */
export async function connectionsOf(groups: Groups, url: string, world: WorldIo): Promise<Record<string, JsonObject>> {
  const all = Object.values(groups).map(async group => [group.profile ?? 'asg', await connectionOf(group, url, world)] as const);
  return Object.fromEntries(await Promise.all(all));
}

/** What every child of the world finds: keys too, unless they come from aws-vault. */
export function environmentOf(groups: Groups, url: string): Readonly<Record<string, string>> {
  const hasKeys = Object.values(groups).some(group => !usesVault(group));
  return { AWS_ENDPOINT_URL: url, ...settingsOf(REGION, hasKeys) };
}

async function connectionOf(group: GroupPart, url: string, world: WorldIo): Promise<JsonObject> {
  const { profile = 'asg', region = REGION, mode = 'native' } = group;
  const base = { plugin: 'asg', url, region, env: { AWS_ENDPOINT_URL: url, ...settingsOf(region, !usesVault(group)) } };
  if (!usesVault(group)) return base;
  const wrap = ['aws-vault', 'exec', profile, '--'];
  const vault = { ...base, wrap, login: [...wrap, 'true'] };
  if (mode === 'scripts') return { ...vault, mode, checkout: await checkoutOf(group, world) };
  return { ...vault, credentials: { command: ['aws-vault', 'export', '--format=json', profile] } };
}

function settingsOf(region: string, hasKeys: boolean): Readonly<Record<string, string>> {
  return hasKeys ? worldCredentials(region) : { AWS_REGION: region, ...NO_PROFILES };
}

function usesVault({ mode, credentials }: GroupPart): boolean {
  return mode === 'scripts' || credentials === 'aws-vault';
}

async function checkoutOf({ checkout = '' }: GroupPart, world: WorldIo): Promise<string> {
  const found = await world.ask('repository', checkout);
  if (isJsonObject(found) && typeof found['clone'] === 'string') return found['clone'];
  throw new Error(
    `\`mode: scripts\` needs \`checkout\`, the name of a git repository of this world that stands above \`asg\`; there is no ${checkout || 'such name'}`,
  );
}
