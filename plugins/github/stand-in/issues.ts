/** The endpoints of assignees and comments: a pull request is an issue too. */
import type { StandInRequest, StandInResponse } from '../../../engine/core/stand-in.ts';
import { readBody } from '../../shared/stand-in-body.ts';
import type { Served } from './served.ts';
import { NOT_FOUND } from './served.ts';

/** `rest`: the path behind `issues`, decoded. */
export function serveIssues(served: Served, request: StandInRequest, [number, what]: readonly string[]): StandInResponse {
  const pull = served.repo.pulls.find(one => String(one.number) === number);
  if (!pull) return NOT_FOUND;
  if (what === 'comments' && request.method === 'GET') {
    return {
      status: 200,
      body: pull.comments.map(({ by, text, at }) => ({
        user: { login: by, type: by.endsWith('[bot]') ? 'Bot' : 'User' },
        body: text,
        created_at: new Date(at).toISOString(),
      })),
    };
  }
  if (what !== 'assignees' || request.method !== 'POST') return NOT_FOUND;
  const { assignees } = readBody(request);
  const wanted = Array.isArray(assignees) ? assignees.filter(login => typeof login === 'string') : [];
  pull.assignees = [...new Set([...pull.assignees, ...wanted.filter(login => canBeAssigned(served, login))])];
  return { status: 201, body: { number: pull.number, assignees: pull.assignees.map(login => ({ login })) }, wrote: true };
}

/** `rest`: the path behind `assignees`, decoded. */
export function serveAssignees(served: Served, _request: StandInRequest, [login = '']: readonly string[]): StandInResponse {
  return canBeAssigned(served, login) ? { status: 204 } : NOT_FOUND;
}

function canBeAssigned({ repo }: Served, login: string): boolean {
  return repo.assignable === null || repo.assignable.includes(login);
}
