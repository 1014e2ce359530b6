import { type Gap, type Project, type Standing, authorsOf } from '../core/board/standing.ts';
import { cellTexts } from '../core/messages/targets.ts';
import { formatDuration } from '../core/duration.ts';
import { boardTexts as say } from '../core/messages/board.ts';
import { cleanText } from '../core/text.ts';
import { type Style, createBrush, wrapSpans } from './wrap-spans.ts';

export interface BoardView {
  readonly now: number;
  /** Columns; without end where there is no terminal. */
  readonly width: number;
  readonly color: boolean;
  /** Whether the commits are listed. */
  readonly commits: boolean;
}

const MARKS: Readonly<Record<Standing, { readonly mark: string; readonly style: 'red' | 'yellow' | 'green' }>> = {
  error: { mark: '✖', style: 'red' },
  attention: { mark: '◷', style: 'red' },
  behind: { mark: '●', style: 'yellow' },
  even: { mark: '✔', style: 'green' },
};
/** From here on it is shown in red. */
const SEVERE = 10;
const LISTED = 10;

/** The board as lines: a heading for each standing, a line for each project, and below it what somebody should know. */
export function boardLines(projects: readonly Project[], view: BoardView): readonly string[] {
  return projects.flatMap((project, index) => {
    const isFirst = projects[index - 1]?.standing !== project.standing;
    const heading = isFirst ? [...(index === 0 ? [] : ['']), paint(say.headings[project.standing], 'bold', view)] : [];
    return [...heading, ...projectLines(project, view)];
  });
}

function projectLines(project: Project, view: BoardView): readonly string[] {
  const { mark, style } = MARKS[project.standing];
  const isRed = project.standing === 'behind' && project.severity >= SEVERE;
  const first = `${project.title}  ${summaryOf(project)}`;
  const details = project.standing === 'even' ? evenDetails(project, view) : detailsOf(project, view);
  return [`${paint(mark, isRed ? 'red' : style, view)} ${cut(first, view.width - 2)}`, ...details.flatMap(line => wrapped(line, view.width))];
}

/** In step: only what would hold the next release. */
function evenDetails(project: Project, view: BoardView): readonly string[] {
  return [...freezeLines(project), ...holderLines(project), ...(view.commits ? runLines(project, view) : [])];
}

function detailsOf(project: Project, view: BoardView): readonly string[] {
  return [
    ...errorLines(project),
    ...project.gaps.flatMap(gap => gapLines(gap, view)),
    ...freezeLines(project),
    ...(project.window && !project.window.open ? [project.window.why] : []),
    ...holderLines(project),
    ...requestLines(project, view),
    ...runLines(project, view),
  ];
}

function summaryOf({ stages, gaps }: Project): string {
  if (stages.some(({ error }) => error !== undefined))
    return stages.map(({ name, commit, error }) => say.stage(name, commit, error === undefined ? undefined : '?')).join(', ');
  const different = gaps.filter(({ differs }) => differs);
  if (different.length === 0)
    return say.sameCommit(
      stages.map(({ name }) => name),
      stages[0]?.commit ?? '',
    );
  return different.map(shortGap).join('; ');
}

function shortGap({ ahead, behind, commits }: Gap): string {
  if (!commits) return say.differs(ahead, behind);
  return commits.length === 0 ? say.noneMissing(behind, ahead) : say.behindBy(behind, ahead, commits.length);
}

function errorLines({ stages, gaps, errors }: Project): readonly string[] {
  const ofStages = stages.flatMap(({ name, error }) => (error === undefined ? [] : [say.stage(name, undefined, error)]));
  const ofGaps = gaps.flatMap(({ ahead, behind, error }) => (error === undefined ? [] : [say.gap(behind, ahead, error)]));
  return [...ofStages, ...ofGaps, ...errors];
}

function gapLines({ commits = [] }: Gap, view: BoardView): readonly string[] {
  if (commits.length === 0) return [];
  const newest = commits.toSorted((a, b) => b.at - a.at);
  const oldest = newest.at(-1)?.at ?? view.now;
  const who = `${authorsOf(newest).join(', ')}; ${say.oldest(age(oldest, view))}`;
  if (!view.commits) return [who];
  const listed = newest.slice(0, LISTED).map(({ subject, author, at }) => say.commit(subject, author, age(at, view)));
  return [who, ...listed.map(line => `  ${line}`), ...(newest.length > LISTED ? [`  ${say.more(newest.length - LISTED)}`] : [])];
}

function freezeLines({ freeze, target = '' }: Project): readonly string[] {
  return freeze ? [cellTexts.frozen(target, freeze.reason, freeze.by, freeze.until)] : [];
}

function holderLines({ holder }: Project): readonly string[] {
  return holder ? [say.held(holder.starter, holder.run)] : [];
}

function requestLines({ request }: Project, view: BoardView): readonly string[] {
  if (!request) return [];
  const { url, opened, due } = request;
  const left = due === undefined ? [] : [due > view.now ? say.left(formatDuration(due - view.now)) : say.rested];
  return [say.requestOpen(url, age(opened, view)), ...left.map(line => `  ${line}`)];
}

function runLines({ run }: Project, view: BoardView): readonly string[] {
  return run ? [say.run(run.runbook, run.parked ? say.parked : run.status, run.starter, age(run.started, view))] : [];
}

const UNITS = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'm'],
] as const;

/** One unit: `3d`, `20h`, `5m`, `12s`. */
function age(at: number, { now }: BoardView): string {
  const ms = Math.max(0, now - at);
  const [size, unit] = UNITS.find(([least]) => ms >= least) ?? [1_000, 's'];
  return `${Math.floor(ms / size)}${unit}`;
}

function cut(text: string, width: number): string {
  const line = cleanText(text).replaceAll(/\s*\n\s*/g, ' ');
  return line.length <= width ? line : `${line.slice(0, Math.max(0, width - 1))}…`;
}

/** Below its project, broken between words; what goes on stands a little further in. */
function wrapped(line: string, width: number): readonly string[] {
  const [, lead = ''] = /^( *)/.exec(line) ?? [];
  const indent = `    ${lead}`;
  const lines = wrapSpans([{ type: 'text', text: line.trim() }], width - indent.length - 2, createBrush(false));
  return lines.map((one, index) => `${indent}${index > 0 ? '  ' : ''}${one}`);
}

function paint(text: string, style: Style, { color }: BoardView): string {
  return createBrush(color).paint(style, text);
}
