import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { EXIT, type ExitCode } from '../core/exit-codes.ts';
import { fail } from '../core/failure.ts';
import { testTexts as say } from '../core/messages/testing.ts';
import { type Branch, coverageOf } from '../core/testing/coverage.ts';
import { loadConfig } from '../load/config.ts';
import { branchFacts, branchLines, caseLines, fileLine } from '../report/test-lines.ts';
import type { Invocation } from './command.ts';
import { inParallel } from './in-parallel.ts';
import { type ReadyTest, loadTests } from './load-tests.ts';
import { printInvalid, withFailures } from './refuse.ts';
import { type CaseEnd, runCase } from './run-case.ts';
import { type Stops, listenForStops } from './stops.ts';

/** Runs the cases of all tests that are meant, some at a time, and prints them in their order. */
export async function testIn(invocation: Invocation): Promise<ExitCode> {
  return withFailures(invocation, async () => {
    const jobs = jobsOf(invocation);
    const config = loadConfig(invocation);
    if (config.status === 'invalid') return printInvalid(invocation, config.diagnostics);
    const loaded = await loadTests(invocation, config.config);
    if (loaded.status === 'invalid') return printInvalid(invocation, loaded.diagnostics);
    const chosen = chooseCases(loaded.tests, invocation);
    const stops = listenForStops(text => invocation.terminal.error(text));
    try {
      const files = begin(chosen, jobs, invocation, stops);
      const ended = await report(files, invocation);
      return stops.wasInterrupted() ? EXIT.interrupted : ended;
    } finally {
      stops.forget();
    }
  });
}

function jobsOf({ options }: Invocation): number {
  const text = options.text('jobs') ?? '2';
  return /^[1-9]\d{0,3}$/.test(text) ? Number(text) : fail({ code: 'usage', message: say.badJobs(text) });
}

/** A test file with those of its cases that `--filter` leaves. */
function chooseCases(tests: readonly ReadyTest[], { options }: Invocation): readonly ReadyTest[] {
  const texts = options.list('filter');
  if (texts.length === 0) return tests;
  const isChosen = ({ name }: { readonly name: string }): boolean => texts.some(text => name.includes(text));
  const left = tests.map(test => ({ ...test, document: { ...test.document, cases: test.document.cases.filter(isChosen) } }));
  const chosen = left.filter(({ document }) => document.cases.length > 0);
  return chosen.length > 0 ? chosen : fail({ code: 'usage', message: say.noCase(texts.join(', ')) });
}

interface RunningFile {
  readonly test: ReadyTest;
  readonly ends: readonly Promise<CaseEnd>[];
}

function begin(tests: readonly ReadyTest[], jobs: number, invocation: Invocation, stops: Stops): readonly RunningFile[] {
  const tasks = tests.flatMap(({ document, runbook, worldOf }) =>
    document.cases.map(test => () => runCase({ invocation, runbook, world: worldOf(test.world), test, stops })),
  );
  const ends = inParallel(tasks, jobs);
  let from = 0;
  return tests.map(test => ({ test, ends: ends.slice(from, (from += test.document.cases.length)) }));
}

async function report(files: readonly RunningFile[], invocation: Invocation): Promise<ExitCode> {
  const { terminal, json, options } = invocation;
  const results: object[] = [];
  let [passed, all] = [0, 0];
  for (const { test, ends } of files) {
    if (!json) terminal.print(fileLine(test.file));
    const cases: CaseEnd[] = [];
    for (const end of ends) {
      const done = await end;
      cases.push(done);
      if (!json) for (const line of caseLines(done, { color: terminal.color, columns: terminal.width() })) terminal.print(line);
    }
    const branches = options.list('filter').length === 0 ? branchesOf(cases, test) : [];
    if (!json) for (const line of branchLines(branches)) terminal.print(line);
    results.push({ file: test.file, runbook: test.document.runbook, cases: cases.map(toFacts), coverage: branchFacts(branches) });
    passed += cases.filter(({ differences }) => differences.length === 0).length;
    all += cases.length;
  }
  if (json) terminal.printJson({ passed, failed: all - passed, files: results });
  else terminal.print(say.summary(passed, all));
  return passed === all ? EXIT.ok : EXIT.failed;
}

/** All cases of a file run the same steps; those of inner runbooks with a test beside them are theirs. */
function branchesOf(cases: readonly CaseEnd[], { path }: ReadyTest): readonly Branch[] {
  const observed = cases.flatMap(({ observed }) => observed ?? []);
  const [first] = observed;
  const journals = observed.map(({ records }) => records);
  const isTested = (runbook: string): boolean => existsSync(join(dirname(path), `${runbook}.test.yml`));
  return first ? coverageOf(first.program, journals, isTested) : [];
}

function toFacts({ name, differences, observed }: CaseEnd): object {
  const { head } = observed ?? {};
  const run = head ? { run: { status: head.status, took: (head.endedAt ?? head.now) - head.startedAt } } : {};
  return { name, status: differences.length === 0 ? 'passed' : 'failed', ...run, differences };
}
