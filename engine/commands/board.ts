import type { Project } from '../core/board/standing.ts';
import { judge } from '../core/board/standing.ts';
import { EXIT } from '../core/exit-codes.ts';
import { boardTexts as say } from '../core/messages/board.ts';
import { nearestName } from '../core/nearest.ts';
import { type Command, DIR_OPTION, WORLD_OPTIONS } from './command.ts';
import { printRefused } from './refuse.ts';
import { withSetting } from './with-setting.ts';

export const board: Command = {
  name: 'board',
  summary: 'which projects wait for a release: their stages compared, and what stands in the way',
  description:
    'Reads the stages of the `projects:` in the configuration, all at once, and sorts by what needs attention: what nobody can tell, runs that want somebody, the most and oldest commits, the rest. ' +
    'Exit 1 where something could not be read: that is never shown as in step.',
  arguments: [{ name: 'project', summary: 'only this one, with its commits', required: false }],
  options: [{ name: 'commits', summary: 'list the commits of every project' }, DIR_OPTION, ...WORLD_OPTIONS],
  examples: [
    { line: 'runbook board', says: 'all projects, a few lines each' },
    { line: 'runbook board force', says: 'one project with its commits' },
    { line: 'runbook board --json', says: 'for programs' },
  ],
  async run(invocation) {
    const { terminal, json, options } = invocation;
    const [only] = invocation.arguments;
    return withSetting(
      invocation,
      async setting => {
        const all = Object.entries(setting.config.projects ?? {});
        if (all.length === 0) return printRefused(invocation, 'usage', [say.noProjects], EXIT.usage);
        const chosen = all.filter(([name]) => only === undefined || name === only);
        if (chosen.length === 0)
          return printRefused(
            invocation,
            'usage',
            [
              say.noProject(
                only ?? '',
                nearestName(
                  only ?? '',
                  all.map(([name]) => name),
                ),
              ),
            ],
            EXIT.usage,
          );
        const { readProjects } = await import('./board-facts.ts');
        const now = setting.clock.now();
        const projects = judge(await readProjects(invocation, setting, chosen), now);
        if (json) terminal.printJson({ at: new Date(now).toISOString(), projects: projects.map(toJson) });
        else {
          const { boardLines } = await import('../report/board-lines.ts');
          const shown = {
            now,
            width: terminal.width(),
            color: terminal.color,
            commits: only !== undefined || options.flag('commits'),
          };
          terminal.print(boardLines(projects, shown).join('\n'));
        }
        return projects.some(({ standing }) => standing === 'error') ? EXIT.failed : EXIT.ok;
      },
      { executes: true },
    );
  },
};

/** Times as text; what is not there is null. */
function toJson({ stages, gaps, freeze, holder, window, request, run, ...project }: Project): object {
  const time = (at: number | undefined): string | null => (at === undefined ? null : new Date(at).toISOString());
  return {
    ...project,
    target: project.target ?? null,
    stages: stages.map(({ name, commit, error }) => ({ name, commit: commit ?? null, error: error ?? null })),
    gaps: gaps.map(({ commits, error, ...gap }) => ({
      ...gap,
      commits: commits?.map(({ at, ...commit }) => ({ ...commit, date: time(at) })) ?? null,
      error: error ?? null,
    })),
    freeze: freeze ? { reason: freeze.reason, by: freeze.by, at: time(freeze.at), until: time(freeze.until) } : null,
    holder: holder ? { run: holder.run, starter: holder.starter, since: time(holder.since) } : null,
    window: window ? { open: window.open, why: window.open ? (window.note ?? null) : window.why } : null,
    request: request ? { url: request.url, opened: time(request.opened), due: time(request.due) } : null,
    run: run ? { run: run.run, runbook: run.runbook, status: run.status, parked: run.parked, starter: run.starter, started: time(run.started) } : null,
  };
}
