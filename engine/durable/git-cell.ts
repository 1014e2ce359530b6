/** How a target's cell stands in a git repository: the name of its ref, and the text of `cell.json`. */
import type { Cell, CellChange, Freeze, Holder } from '../core/cell.ts';
import { type Json, type JsonObject, isJsonObject } from '../core/json.ts';

/** Every target has one ref, whatever is in its name: all but a-z 0-9 _ - is written as %XX, so that no name is the folder of another. */
export function refName(target: string): string {
  return [...Buffer.from(target, 'utf8')]
    .map(byte => {
      const char = String.fromCharCode(byte);
      return /[a-z0-9_-]/.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
}

/** The target of a ref's last part; undefined where it is not one of ours. */
export function targetOfRef(name: string): string | undefined {
  try {
    const target = decodeURIComponent(name);
    return refName(target) === name ? target : undefined;
  } catch {
    return undefined;
  }
}

export function cellText(target: string, { holder, freezes, last }: Cell): string {
  return `${JSON.stringify({ v: 1, target, holder: holder ?? null, freezes, ...(last ? { last } : {}) }, null, 2)}\n`;
}

/** Undefined where the text is no cell that this program understands: then nobody may act on it. */
export function parseCell(text: string): Cell | undefined {
  const value = parseJson(text);
  if (!isJsonObject(value) || value['v'] !== 1 || !Array.isArray(value['freezes'])) return undefined;
  const freezes = value['freezes'].map(toFreeze);
  const holder = isJsonObject(value['holder']) ? toHolder(value['holder']) : undefined;
  if (freezes.some(freeze => !freeze) || (value['holder'] !== null && !holder)) return undefined;
  const last = isJsonObject(value['last']) ? toHolder(value['last']) : undefined;
  return { ...(holder ? { holder } : {}), ...(last ? { last } : {}), freezes: freezes.filter(freeze => freeze !== undefined) };
}

/** The first line of a change's commit: what the history of the target shows. */
export function changeTitle(target: string, change: CellChange): string {
  switch (change.type) {
    case 'acquire':
      return `Lock ${target} for run ${change.holder.run}`;
    case 'hand-over':
      return `Hand ${target} over from run ${change.from} to run ${change.holder.run}`;
    case 'release':
      return `Release ${target} from run ${change.run}`;
    case 'freeze':
      return `Freeze ${target}`;
    case 'unfreeze':
      return `Unfreeze ${target}`;
  }
}

function toHolder({ run, starter, since }: JsonObject): Holder | undefined {
  return typeof run === 'string' && typeof starter === 'string' && typeof since === 'number' ? { run, starter, since } : undefined;
}

function toFreeze(value: Json): Freeze | undefined {
  if (!isJsonObject(value)) return undefined;
  const { reason, by, at, until, run } = value;
  if (typeof reason !== 'string' || typeof by !== 'string' || typeof at !== 'number') return undefined;
  if ((until !== undefined && typeof until !== 'number') || (run !== undefined && typeof run !== 'string')) return undefined;
  return { reason, by, at, ...(until === undefined ? {} : { until }), ...(run === undefined ? {} : { run }) };
}

function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
