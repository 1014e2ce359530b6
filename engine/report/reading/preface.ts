import { readingWords as say } from '../../core/messages/reading.ts';
import type { Config } from '../../core/plan.ts';
import type { Program, StaticStep } from '../../core/program.ts';
import { actionOf, connectionOf } from '../../core/resolve-work.ts';
import type { FieldSchema, Runbook, SecretSource, Window } from '../../core/runbook.ts';
import { templateReferences } from '../../core/template.ts';
import { type Block, type Spans, code, paragraph, strong, text } from '../document.ts';
import { authoredSpans } from './authored.ts';
import { fieldValue } from './gate-blocks.ts';
import { fillPlaceholders, shortPath } from './placeholders.ts';

/** What one must know before a runbook is started: what it changes, when, with which inputs, systems, secrets and people. */
export function prefaceBlocks(program: Program, document: Runbook, isRun: boolean): readonly Block[] {
  const { config } = program.plan;
  const steps = [...program.steps.values()];
  const items = [
    ...targetTerm(document),
    ...whenTerm(document, config),
    ...peopleTerm(steps, config),
    ...systemsTerm(program, steps),
    ...secretsTerm(steps, document),
  ];
  return [
    { type: 'heading', level: 2, spans: [text(say.before)] },
    ...(items.length > 0 ? [{ type: 'terms', items } as const] : []),
    ...inputBlocks(document.inputs ?? {}),
    ...legend(steps),
    ...(isRun ? [] : [{ type: 'code', language: 'sh', text: say.startLines(document.name) } as const]),
  ];
}

type Term = { readonly term: string; readonly blocks: readonly Block[] };

function targetTerm({ target, 'during-freeze': during }: Runbook): readonly Term[] {
  if (target === undefined) return [];
  const more = during ? `; ${say.duringFreeze}` : '';
  return [{ term: say.changes, blocks: [paragraph(code(fillPlaceholders(target)), text(` (${say.locked}${more})`))] }];
}

function whenTerm({ window }: Runbook, { absences, 'time-zone': zone }: Config): readonly Term[] {
  if (!window) return [];
  const away = absences.map(({ from, to, reason }) => [paragraph(text(say.absent(from, to, reason)))]);
  return [{ term: say.when, blocks: [{ type: 'list', items: [...windowItems(window, zone), ...away] }] }];
}

function windowItems(window: Window, zone: string): readonly (readonly Block[])[] {
  const { days, hours, 'not-day-before': calendar, override, start } = window;
  const items: Spans[] = [
    ...(days ? [[text(say.days(days))]] : []),
    ...(hours === undefined ? [] : [[text(say.hours(hours, zone))]]),
    ...(calendar === undefined ? [] : [[text(say.notDayBefore(calendar))]]),
    outsideOf(override, start),
  ];
  return items.map(spans => [paragraph(...spans)]);
}

function outsideOf(override: Window['override'], start: Window['start']): Spans {
  if (start === 'anytime') return [text(say.startsAnytime)];
  return override === 'never' ? [text(say.noOverride)] : [text(say.override), code('--override "..."')];
}

function peopleTerm(steps: readonly StaticStep[], { groups }: Config): readonly Term[] {
  const named = new Set(steps.flatMap(({ step }) => step.approve?.by ?? []));
  if (named.size === 0) return [];
  const items = [...named].map(group => [paragraph(strong(text(group)), text(`: ${say.mayApprove(groups[group] ?? [])}`))]);
  return [{ term: say.people, blocks: [{ type: 'list', items }] }];
}

/** The connections that actions and commands go over. */
function systemsTerm(program: Program, steps: readonly StaticStep[]): readonly Term[] {
  const names = new Set(
    steps.flatMap(entry => {
      const { uses } = entry.step;
      if (uses !== undefined && !actionOf(program, uses).needsConnection) return [];
      return connectionOf(program, entry) ?? [];
    }),
  );
  if (names.size === 0) return [];
  const { connections } = program.plan.config;
  const items = [...names].toSorted().map(name => {
    const url = connections[name]?.url;
    const where = connections[name] ? url : say.notSetUp;
    return [paragraph(code(name), ...(where === undefined ? [] : [text(': '), ...authoredSpans(where)]))];
  });
  const isBare = [...names].some(name => !connections[name]);
  return [{ term: say.systems, blocks: [{ type: 'list', items }, ...(isBare ? [paragraph(text(say.byHand))] : [])] }];
}

function secretsTerm(steps: readonly StaticStep[], outermost: Runbook): readonly Term[] {
  const documents = new Set([outermost, ...steps.map(({ runbook }) => runbook.document)]);
  const secrets = [...documents].flatMap(({ secrets = {} }) => Object.entries(secrets));
  if (secrets.length === 0) return [];
  return [
    { term: say.secrets, blocks: [{ type: 'list', items: secrets.map(([name, source]) => [paragraph(code(name), text(', '), ...sourceSpans(source))]) }] },
  ];
}

function sourceSpans(source: SecretSource): Spans {
  if ('env' in source) return [text(say.fromEnv), code(source.env)];
  return 'file' in source ? [text(say.fromFile), code(source.file)] : [text(say.fromCommand), code(source.command.join(' '))];
}

function inputBlocks(inputs: Readonly<Record<string, FieldSchema>>): readonly Block[] {
  const rows = Object.entries(inputs).map(([name, field]): readonly Spans[] => [
    [code(name)],
    authoredSpans(fillPlaceholders(field.description ?? field.title ?? '')),
    fieldValue(field),
  ]);
  return rows.length > 0 ? [paragraph(strong(text(say.inputs))), { type: 'table', head: say.inputHead, rows }] : [];
}

/** How to read `‹...›`, by one of each kind that stands in the steps. */
function legend(steps: readonly StaticStep[]): readonly Block[] {
  const paths = steps.flatMap(({ step }) =>
    templateReferences({ with: step.with ?? {}, text: [step.confirm ?? '', ...(step.show ?? [])] }).map(({ path }) => path),
  );
  const input = paths.find(([root]) => root === 'inputs');
  const found = paths.find(([root, , outputs]) => root === 'steps' && outputs === 'outputs');
  if (!input && !found) return [];
  const said = [...(input ? [say.legendInput(shortPath(input))] : []), ...(found ? [say.legendStep(shortPath(found), String(found[1]))] : [])];
  return [paragraph(text(say.legend + said.join('')))];
}
